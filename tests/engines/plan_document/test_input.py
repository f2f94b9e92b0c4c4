"""What may be handed in, and what is refused with which message."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kepu.engines.plan_document import MAX_BYTES, PlanDocumentError, read_plan, render
from kepu.engines.plan_document.errors import PlanDocumentError as Base

from .conftest import DATA
from .documents import bomb_docx, district_docx

COUNTY = (DATA / "county-2026-2030.txt").read_text("utf-8")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.stem)
def test_every_usual_encoding_gives_the_same_plan(path: Path, encoding: str) -> None:
    text = path.read_text("utf-8")
    plan = read_plan(text.encode(encoding))
    assert render(plan) == text
    assert plan.nodes == read_plan(text).nodes
    assert plan.targets == read_plan(text).targets


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_stay_as_they_were(ending: str) -> None:
    text = COUNTY.replace("\n", ending)
    plan = read_plan(text)
    assert render(plan) == text
    assert plan.targets == read_plan(COUNTY).targets


def test_a_file_cut_inside_a_character_is_read_with_a_doubt() -> None:
    plan = read_plan(COUNTY.encode()[:3001])
    assert [d.kind for d in plan.doubts].count("unreadable_text") == 1


def _zip(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


DOCX = district_docx()


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "empty"),
        ("", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "binary"),
        (bytes((i * 7919 + 13) % 251 + 1 for i in range(5000)), "binary"),
        (OLE + b"\x00" * 600, "legacy_doc"),
        (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (DOCX[: len(DOCX) // 2], "corrupt"),
        (b"PK\x03\x04" + b"x" * 50, "corrupt"),
        (_zip(**{"a.txt": "x"}), "binary"),
        (_zip(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"}), "corrupt"),
        (_zip(**{"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "corrupt"),
        (_zip(**{"word/document.xml": "<not closed"}), "corrupt"),
        (b" " * (MAX_BYTES + 1), "too_large"),
        ("今天天气很好。\n我们去公园散步。\n", "not_a_plan"),
        ("1. 牛奶\n2. 面包\n3. 鸡蛋\n", "not_a_plan"),
        ("2021—2025年\n随便写写。\n", "not_a_plan"),
    ],
)
def test_bad_input_is_refused_with_its_code_and_a_chinese_message(source: bytes | str, code: str) -> None:
    with pytest.raises(PlanDocumentError) as refused:
        read_plan(source)
    assert refused.value.code == code
    assert any("\u4e00" <= char <= "\u9fff" for char in refused.value.message)


def test_a_small_archive_that_unpacks_without_end_is_refused() -> None:
    bomb = bomb_docx(80)
    assert len(bomb) < 1024 * 1024
    with pytest.raises(PlanDocumentError) as refused:
        read_plan(bomb)
    assert refused.value.code == "archive_bomb"


def test_a_password_protected_word_file_as_office_writes_it_is_recognised() -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(DOCX)).encrypt("secret", out)
    with pytest.raises(PlanDocumentError) as refused:
        read_plan(out.getvalue(), filename="plan.docx")
    assert refused.value.code == "password_protected"


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [error.code for error in Base.__subclasses__()]
    assert len(set(codes)) == len(codes)
