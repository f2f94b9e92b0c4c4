"""Papers of a survey as PDF, set by Typst with the Chinese font that the house carries along: slips with codes, questionnaires."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import noto_cjk_sans_otc
import segno
import typst
from django.utils.translation import gettext as _

from kepu.ui.formats import cn_date

from .background import ASKED_GROUPS
from .models import Case, Education, ItemVersion, Sex, Survey
from .queries.field import versions_of
from .services.field_cases import Slip

Kind = ItemVersion.Kind
HINTS = {
    Kind.TRUE_FALSE: _("判断"), Kind.SINGLE: _("选一项"), Kind.MULTIPLE: _("可选多项"), Kind.ORDER: _("按顺序填字母"), Kind.NUMERIC: _("填数字"),
}  # fmt: skip


def slips_pdf(survey: Survey, slips: Sequence[Slip], address: str) -> bytes:
    """Ten slips a page, to be cut; the picture opens the address with the code behind #, which a browser does not send."""
    data = {
        "title": survey.title,
        "address": address,
        "labels": {
            "number": _("样本编号"), "code": _("答题码（只能用一次）"), "how": _("扫码，或打开下面的网页输入答题码："),
            "until": _("请于 %s 前填写") % cn_date(survey.ends_on),
        },
        "slips": [
            {"place": slip.case.community.frame.area.name, "number": str(slip.case), "code": slip.shown, "qr": _qr(f"{address}#{slip.code}")}
            for slip in slips
        ],
    }  # fmt: skip
    return _set("slips", data)


def booklets_pdf(survey: Survey, cases: Sequence[Case]) -> bytes:
    """A questionnaire a case, each page with the number of the case and a code to scan at entry."""
    versions = versions_of({case.booklet_id for case in cases})
    labels = {case.booklet_id: case.booklet.label for case in cases}
    data = {
        "title": survey.title,
        "consent": survey.consent,
        "labels": {"number": _("样本编号"), "booklet": _("卷别"), "agree": _("我已阅读并同意参加（由本人勾选）"), "order": _("顺序：")},
        "background": _background(),
        "booklets": {labels[pk]: [_question(version) for version in found.values()] for pk, found in versions.items()},
        "cases": [{"number": str(case), "booklet": case.booklet.label, "qr": _qr(case_mark(case))} for case in cases],
    }
    return _set("booklet", data)


def case_mark(case: Case) -> str:
    """What the code on a paper says: survey and case."""
    return f"KP{case.survey_id}-{case.number:05d}"


def _question(version: ItemVersion) -> dict[str, Any]:
    options = [{"key": str(option["key"]), "text": str(option["text"])} for option in version.options]
    return {"stem": version.stem, "hint": str(HINTS[Kind(version.kind)]), "options": options, "ordered": version.kind == Kind.ORDER}


def _background() -> list[dict[str, Any]]:
    def one(number: str, stem: str, hint: str, options: Sequence[tuple[Any, Any]] = ()) -> dict[str, Any]:
        listed = [{"key": chr(ord("A") + place), "text": str(label)} for place, (_value, label) in enumerate(options)]
        return {"number": number, "stem": stem, "hint": hint, "options": listed, "ordered": False}

    return [
        one("甲", _("您的性别"), _("选一项"), Sex.choices),
        one("乙", _("您的周岁年龄"), _("填数字")),
        one("丙", _("您的文化程度"), _("选一项"), Education.choices),
        one("丁", _("您属于下列人群吗"), _("可选多项，都不是的不填"), [(group.value, group.label) for group in ASKED_GROUPS]),
        one("戊", _("您家中18至69岁的人数（含本人）"), _("填数字")),
    ]


def _qr(text: str) -> str:
    """A code as SVG. With a fixed mask, because comparing all eight takes five times as long and a sheet of slips has hundreds."""
    buffer = io.BytesIO()
    segno.make_qr(text, error="m", mask=2).save(buffer, kind="svg", border=1, xmldecl=False)
    return buffer.getvalue().decode()


def _set(name: str, data: Mapping[str, Any]) -> bytes:
    source = files("kepu.literacy").joinpath("typst", f"{name}.typ").read_bytes()
    fonts: list[Any] = [os.path.dirname(noto_cjk_sans_otc.__file__)]
    made = typst.compile(source, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made
