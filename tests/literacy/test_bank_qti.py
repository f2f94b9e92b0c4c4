"""Items from and to QTI files, and files that mean harm."""

from __future__ import annotations

import io
import os
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kepu.literacy import starter
from kepu.literacy.item_content import Content, checked, content_of, lettered
from kepu.literacy.models import Item
from kepu.literacy.qti import packages
from kepu.literacy.qti.items import NAMESPACE, QtiError, parse, read_item, write_item
from kepu.literacy.qti.packages import read_upload, write_package
from kepu.literacy.services.items import create_item
from kepu.literacy.services.items_qti import import_qti
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, PermissionDenied

from .bank_data import every_kind, numeric, single

HERE = Path(__file__).parent / "qti"
USUAL = {"domain": "knowledge", "field": "life", "audiences": ["all"]}


def sample(name: str) -> bytes:
    return (HERE / name).read_bytes()


def package(files: Mapping[str, bytes], resources: list[str] | None = None) -> bytes:
    hrefs = list(files) if resources is None else resources
    listed = "".join(f'<resource identifier="r{n}" type="imsqti_item_xmlv3p0" href="{href}"/>' for n, href in enumerate(hrefs))
    manifest = f'<manifest xmlns="{packages.PACKAGING}" identifier="m"><resources>{listed}</resources></manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", manifest)
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def item_xml(body: str, declaration: str = "") -> bytes:
    declaration = declaration or (
        '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">'
        "<qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration>"
    )
    return (
        f'<qti-assessment-item xmlns="{NAMESPACE}" identifier="x">{declaration}<qti-item-body>{body}</qti-item-body></qti-assessment-item>'.encode()
    )


CHOICES = '<qti-simple-choice identifier="A">甲</qti-simple-choice><qti-simple-choice identifier="B">乙</qti-simple-choice>'


def test_a_single_choice_is_read_with_its_prompt_and_without_feedback() -> None:
    identifier, content = read_item(sample("choice.xml"))
    assert (identifier, content.kind, content.answer) == ("tide-choice", "single", {"keys": ["B"]})
    assert content.stem == "请看下面的问题。\n海水的涨落主要由哪个天体的引力引起？"
    assert [option["text"] for option in content.options] == ["北极星", "月球", "火星"]


def test_several_answers_an_order_and_a_number_are_read() -> None:
    _name, several = read_item(sample("choice_multiple.xml"))
    assert (several.kind, several.answer) == ("multiple", {"keys": ["A", "C"]})
    _name, ordered = read_item(sample("order.xml"))
    texts = {option["key"]: option["text"] for option in ordered.options}
    assert [texts[key] for key in ordered.answer["keys"]] == ["卵", "幼虫", "蛹", "成虫"]
    assert [option["text"] for option in ordered.options] != ["卵", "幼虫", "蛹", "成虫"], "the file leaves the shuffling to the player"
    _name, number = read_item(sample("text_entry.xml"))
    assert (number.kind, number.stem, number.answer) == ("numeric", "蜘蛛有 ____ 条腿。", {"value": 8, "tolerance": 0.0})


def test_the_names_of_qti_2_are_understood() -> None:
    identifier, content = read_item(sample("qti2_choice.xml"))
    assert (identifier, content.kind, content.answer, content.stem) == ("old-choice", "single", {"keys": ["B"]}, "一年中北半球白天最长的是哪一天？")


def test_an_unsupported_interaction_is_named() -> None:
    with pytest.raises(QtiError, match="qti-hotspot-interaction"):
        read_item(sample("hotspot.xml"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "XML"),
        (b"not xml", "XML"),
        (b"<a/>", "不是 QTI 题目"),
        (item_xml("<p>x</p>"), "没有作答部分"),
        (item_xml(f'<qti-choice-interaction response-identifier="OTHER">{CHOICES}</qti-choice-interaction>'), "OTHER"),
        (item_xml(f'<qti-choice-interaction response-identifier="RESPONSE">{CHOICES}</qti-choice-interaction>'), "没有题干"),
        (item_xml(f'<img src="a.png"/><qti-choice-interaction response-identifier="RESPONSE">{CHOICES}</qti-choice-interaction>'), "img"),
        (item_xml(f"<p>题</p>{2 * f'<qti-choice-interaction>{CHOICES}</qti-choice-interaction>'}"), "2 个作答部分"),
        (item_xml('<p>题</p><qti-choice-interaction response-identifier="RESPONSE"/>'), "选项有 0 个"),
        (item_xml('<p>题</p><qti-text-entry-interaction response-identifier="RESPONSE"/>'), "不是数"),
    ],
)
def test_a_file_that_is_no_item_of_ours_says_why(data: bytes, told: str) -> None:
    with pytest.raises(QtiError, match=told):
        read_item(data)


@pytest.mark.parametrize("content", every_kind(), ids=lambda content: content.kind)
def test_what_is_exported_comes_in_the_same(content: Content) -> None:
    data = write_package([("K0007", content, True)])
    ((file, identifier, back, more),) = read_upload("x.zip", data).items
    assert (file, identifier, more["secure"]) == ("items/K0007.xml", "item-K0007", "yes")
    assert checked(back) == checked(content)


# What the schema of QTI 3.0.1 (imsqti_asiv3p0p1_v1p0.xsd, not ours to give out) asks of the elements that an exported item has: children in
# this order and no others, and attributes that must be there.
ORDER = {
    "qti-assessment-item": (
        "qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing", "qti-modal-feedback",
    ),
    "qti-response-declaration": ("qti-default-value", "qti-correct-response", "qti-mapping"),
    "qti-choice-interaction": ("qti-prompt", "qti-simple-choice"),
    "qti-order-interaction": ("qti-prompt", "qti-simple-choice"),
    "qti-response-condition": ("qti-response-if", "qti-response-else-if", "qti-response-else"),
    "qti-modal-feedback": ("qti-stylesheet", "qti-content-body"),
}  # fmt: skip
NEEDED = {
    "qti-assessment-item": {"identifier", "title", "time-dependent"},
    "qti-response-declaration": {"identifier", "cardinality"},
    "qti-outcome-declaration": {"identifier", "cardinality"},
    "qti-choice-interaction": {"response-identifier"},
    "qti-order-interaction": {"response-identifier"},
    "qti-text-entry-interaction": {"response-identifier"},
    "qti-simple-choice": {"identifier"},
    "qti-equal": {"tolerance-mode", "tolerance"},
    "qti-variable": {"identifier"},
    "qti-correct": {"identifier"},
    "qti-set-outcome-value": {"identifier"},
    "qti-base-value": {"base-type"},
    "qti-modal-feedback": {"outcome-identifier", "identifier", "show-hide"},
}  # fmt: skip
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@pytest.mark.parametrize("content", [*every_kind(), *(item.content for item in starter.items())], ids=lambda content: content.stem[:8])
def test_an_exported_item_has_the_structure_that_the_schema_asks_for(content: Content) -> None:
    declared = set()
    for element in ET.fromstring(write_item("item-K0007", content)).iter():
        space, _brace, name = element.tag.removeprefix("{").rpartition("}")
        assert space == NAMESPACE
        children = [child.tag.rpartition("}")[2] for child in element]
        if name in ORDER:
            assert sorted(children, key=ORDER[name].index) == children, name
        assert NEEDED.get(name, set()) <= set(element.attrib), name
        assert all(NAME.fullmatch(element.attrib[key]) for key in ("identifier", "response-identifier") if key in element.attrib)
        if name.endswith("-declaration"):
            declared.add(element.attrib["identifier"])
        if name in ("qti-variable", "qti-correct", "qti-set-outcome-value"):
            assert element.attrib["identifier"] in declared, name
        if name in ("qti-item-body", "qti-prompt", "qti-content-body"):
            assert children and not (element.text or "").strip(), "words stand in paragraphs"


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)


@given(stem=words, texts=st.lists(words, min_size=4, max_size=4, unique=True), explanation=words)
def test_any_text_survives_the_way_out_and_in(stem: str, texts: list[str], explanation: str) -> None:
    content = single(stem=f"题目{stem}", options=lettered(texts), explanation=explanation)
    try:
        content = checked(content)
    except InvalidInput:
        return
    _identifier, back = read_item(write_item("x", content))
    assert (back.stem, back.options, back.explanation, back.answer) == (content.stem, content.options, content.explanation, content.answer)


def test_a_relative_tolerance_becomes_an_absolute_one() -> None:
    data = write_item("x", numeric(answer={"value": 200, "tolerance": 0}))
    data = data.replace(b'tolerance-mode="absolute" tolerance="0 0"', b'tolerance-mode="relative" tolerance="5 5"')
    assert read_item(data)[1].answer == {"value": 200, "tolerance": 10.0}


@pytest.mark.parametrize(
    "harm",
    [
        b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]><a>&m;</a>',
        b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    ],
)
def test_entities_and_document_types_are_refused(harm: bytes) -> None:
    with pytest.raises(QtiError, match="实体"):
        parse(harm)


def test_an_archive_that_grows_out_of_bounds_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(QtiError, match="太大"):
        read_upload("bomb.zip", package({"a.xml": b"0" * 60_000_000}))


def test_a_file_of_more_than_a_megabyte_is_cut_off() -> None:
    (fault,) = read_upload("x.zip", package({"a.xml": os.urandom(1_100_000)})).faults
    assert (fault.file, fault.message) == ("a.xml", "文件超过 1 MB")


@pytest.mark.parametrize("href", ["../../etc/passwd", "/etc/passwd", "..%2f..%2fetc/passwd", "C:\\windows\\x.xml", "http://example.org/x.xml"])
def test_an_address_that_leads_out_of_the_package_is_refused(href: str) -> None:
    (fault,) = read_upload("x.zip", package({}, [href])).faults
    assert "压缩包之外" in fault.message


def test_a_package_without_a_manifest_or_broken_in_the_middle_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", sample("choice.xml"))
    with pytest.raises(QtiError, match=r"imsmanifest\.xml"):
        read_upload("x.zip", buffer.getvalue())
    whole = package({"a.xml": sample("choice.xml")})
    with pytest.raises(QtiError, match="损坏"):
        read_upload("x.zip", whole[: len(whole) // 2])


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_damage_to_a_package_brings_down_the_reader(noise: bytes, at: int) -> None:
    whole = package({"a.xml": sample("choice.xml")})
    for data in (noise, b"PK\x03\x04" + noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            read_upload("x.zip", data)
        except QtiError as error:
            assert str(error)


def test_one_bad_file_keeps_the_whole_package_out_and_every_fault_is_told(assessor: Actor) -> None:
    data = package(
        {"good.xml": sample("choice.xml"), "bad.xml": sample("hotspot.xml"), "broken.xml": b"<a"}, ["good.xml", "bad.xml", "broken.xml", "gone.xml"]
    )
    outcome = import_qti(actor=assessor, name="x.zip", data=data, usual=USUAL)
    assert outcome.imported is None and not Item.objects.exists()
    assert [fault.file for fault in outcome.faults] == ["bad.xml", "broken.xml", "gone.xml"]


def test_the_good_files_come_in_as_drafts_when_the_person_says_so(assessor: Actor) -> None:
    data = package({name: sample(name) for name in ("choice.xml", "choice_multiple.xml", "order.xml", "text_entry.xml", "hotspot.xml")})
    outcome = import_qti(actor=assessor, name="x.zip", data=data, usual=USUAL, skip_faulty=True)
    assert outcome.imported is not None and outcome.imported.made == 4 and [fault.file for fault in outcome.faults] == ["hotspot.xml"]
    states = set(Item.objects.values_list("state", "origin", "is_secure"))
    assert states == {("draft", "imported", True)}
    assert set(Item.objects.values_list("code", flat=True)) == {"tide-choice", "planets-several", "butterfly-order", "spider-legs"}


def test_a_code_that_the_bank_knows_is_a_fault_of_its_file(assessor: Actor) -> None:
    import_qti(actor=assessor, name="choice.xml", data=sample("choice.xml"), usual=USUAL)
    outcome = import_qti(actor=assessor, name="choice.xml", data=sample("choice.xml"), usual=USUAL)
    assert outcome.imported is None and "tide-choice" in outcome.faults[0].message and Item.objects.count() == 1


def test_a_bank_moves_to_another_district_with_all_that_it_says(assessor: Actor, outsider: Actor, client_for: Callable[[Actor], Client]) -> None:
    items = [create_item(actor=assessor, content=content, is_secure=place % 2 == 0) for place, content in enumerate(every_kind())]
    answer = client_for(assessor).post("/literacy/items/qti/export/", {"item": [item.pk for item in items]})
    assert answer["Content-Type"] == "application/zip"
    outcome = import_qti(actor=outsider, name="x.zip", data=answer.content, usual=USUAL)
    assert outcome.faults == []
    for item in items:
        copy = Item.objects.get(district=outsider.district, code=item.code)
        assert (content_of(copy.versions.get()), copy.is_secure) == (content_of(item.versions.get()), item.is_secure)


def test_without_a_tick_the_package_holds_what_the_list_shows(assessor: Actor, outsider: Actor, client_for: Callable[[Actor], Client]) -> None:
    items = [create_item(actor=assessor, content=content) for content in every_kind()]
    client = client_for(assessor)
    for query, wanted in (("", len(items)), ("?kind=numeric", 1)):
        outcome = import_qti(actor=outsider, name="x.zip", data=client.post(f"/literacy/items/qti/export/{query}").content, usual=USUAL)
        Item.objects.filter(district=outsider.district).delete()
        assert outcome.imported is not None and outcome.imported.made == wanted


def test_only_who_keeps_the_bank_imports(leader: Actor) -> None:
    with pytest.raises(PermissionDenied):
        import_qti(actor=leader, name="choice.xml", data=sample("choice.xml"), usual=USUAL)


def test_the_page_lists_faults_by_file_and_imports_nothing(assessor: Actor, client_for: Callable[[Actor], Client]) -> None:
    client = client_for(assessor)
    form = {"domain": "knowledge", "field": "earth", "audiences": ["all"]}
    data = package({"good.xml": sample("choice.xml"), "bad.xml": sample("hotspot.xml")})
    answer = client.post("/literacy/items/qti/", {**form, "file": SimpleUploadedFile("x.zip", data)})
    page = answer.content.decode()
    assert answer.status_code == 422 and "bad.xml" in page and "qti-hotspot-interaction" in page and not Item.objects.exists()
    answer = client.post("/literacy/items/qti/", {**form, "file": SimpleUploadedFile("x.zip", data), "skip_faulty": "on"})
    assert answer.status_code == 200 and "导入 1 题" in answer.content.decode() and Item.objects.get().versions.get().field == "earth"
    answer = client.post("/literacy/items/qti/", {**form, "file": SimpleUploadedFile("x.pdf", b"%PDF-1.4")})
    assert answer.status_code == 422


def test_an_item_of_ours_follows_the_form_of_the_standard() -> None:
    written = write_item("item-A1", replace(single(), explanation="")).decode()
    for part in ("qti-assessment-item", 'time-dependent="false"', "qti-correct-response", 'max-choices="1"', "qti-prompt", "match_correct.xml"):
        assert part in written
