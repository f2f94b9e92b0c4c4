"""The frame as a workbook: a sheet of communities, and one of the district's residents by education."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kepu.literacy.models import AgeGroup, Education, Sex, Survey
from kepu.literacy.services.surveys_frame import FrameRow, set_frame
from kepu.organizations.access import fetch
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput, InvalidWorkbook, RowError
from kepu.organizations.models import Area
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, Sheet, choice_column, read_workbook, write_sheets

CELLS = [(sex, group) for sex in Sex for group in AgeGroup]
MOST = 10_000_000


def frame_columns() -> list[Column]:
    """Columns of the sheet of communities."""
    return [
        Column("code", _("社区代码"), "code", required=True, help=_("12位区划代码，应已在“区划”中登记"), example="500103001001", width=16),
        Column("name", _("社区名称"), max_length=100, help=_("只为核对"), width=20),
        Column("households", _("户数"), "integer", required=True, minimum=0, maximum=MOST, width=10),
        *(
            Column(f"{sex}_{group}", f"{sex.label}{group.label}", "integer", required=True, minimum=0, maximum=MOST, help=_("常住人口"), width=12)
            for sex, group in CELLS
        ),
    ]


def education_columns() -> list[Column]:
    """Columns of the sheet of education."""
    return [
        choice_column("education", _("文化程度"), Education.choices, required=True, width=24),
        Column("persons", _("18–69岁常住人口"), "integer", required=True, minimum=0, maximum=MOST, width=18),
    ]


def write_frame(actor: Actor, survey: Survey) -> bytes:
    """The frame as it is; all communities of the district where there is none yet, to be filled."""
    persons = {(cell.area_id, cell.sex, cell.age_group): cell.persons for cell in survey.population.exclude(area=survey.district)}
    known = {row.area_id: row.households for row in survey.frame.all()}
    areas = Area.objects.filter(district=actor.district, level=Area.Level.COMMUNITY).defer("boundary").order_by("code")
    rows = [
        {"code": area.code, "name": area.name, "households": known.get(area.pk)}
        | {f"{sex}_{group}": persons.get((area.pk, sex, group)) for sex, group in CELLS}
        for area in areas
        if not known or area.pk in known
    ]
    levels = {cell.education: cell.persons for cell in survey.population.filter(area=survey.district)}
    education = [{"education": str(level.label), "persons": levels.get(level)} for level in Education]
    return write_sheets([Sheet(_("社区"), frame_columns(), rows), Sheet(_("文化程度"), education_columns(), education)])


def run_frame(*, actor: Actor, progress: Progress, survey: int) -> JobResult:
    """The import as a job."""
    found = fetch(actor, Survey, "literacy.change_survey", pk=survey)
    source = progress.source()
    rows, education = read_frame(actor, source)
    with progress.held():
        count = set_frame(actor=actor, survey=found, rows=rows, education=education)
    text = _("抽样框已更新：%d 个社区。") % count if education else _("抽样框已更新：%d 个社区；没有文化程度的数据，沿用原有的。") % count
    return JobResult(text, url=f"/literacy/surveys/{survey}/frame/")


def read_frame(actor: Actor, source: Any) -> tuple[list[FrameRow], dict[str, int] | None]:
    """Both sheets, checked as a whole; education is None where its sheet is missing or empty.

    Raises InvalidWorkbook with everything that is wrong, by sheet, row and column.
    """
    found, errors, _faulty = read_workbook(source, frame_columns())
    rows = _communities(actor, found, errors)
    try:
        levels, more, _faulty = read_workbook(source, education_columns())
    except InvalidInput:  # the sheet may be left out
        levels, more = [], []
    errors += more
    education: dict[str, int] = {}
    for row in levels:
        if row["education"] in education:
            errors.append(row.error(_("文化程度"), _("这一程度出现了两次")))
        education[row["education"]] = row["persons"]
    if errors:
        raise InvalidWorkbook(errors)
    return rows, education or None


def _communities(actor: Actor, found: Sequence[Row], errors: list[RowError]) -> list[FrameRow]:
    areas = {area.code: area for area in Area.objects.filter(district=actor.district).select_related("parent").defer("boundary", "parent__boundary")}
    seen: dict[str, int] = {}
    rows = []
    for row in found:
        area = areas.get(row["code"])
        problem = _problem(area, row["name"])
        if problem:
            errors.append(row.error(_("社区代码"), problem))
        elif seen.setdefault(row["code"], row.number) != row.number:
            errors.append(row.error(_("社区代码"), _("与第 %d 行重复") % seen[row["code"]]))
        elif area is not None:
            rows.append(FrameRow(area, row["households"], {(str(s), str(g)): row[f"{s}_{g}"] for s, g in CELLS}))
    return rows


def _problem(area: Area | None, name: str | None) -> str:
    if area is None:
        return _("本区没有登记这个代码，请先在“区划”中登记社区")
    if area.level != Area.Level.COMMUNITY:
        return _("这是%(level)s“%(name)s”的代码，请填社区的代码") % {"level": area.get_level_display(), "name": area.name}
    if area.parent is None or area.parent.level != Area.Level.STREET:
        return _("社区“%s”没有归属街道，请先在“区划”中补上") % area.name
    if name and name.strip().removesuffix("社区") != area.name.removesuffix("社区"):
        return _("代码是“%(known)s”的，而名称写的是“%(written)s”，请核对") % {"known": area.name, "written": name}
    return ""
