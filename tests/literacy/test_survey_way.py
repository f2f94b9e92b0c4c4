"""The way of a survey: frame, draw, booklets, steps back, and what is refused."""

from __future__ import annotations

import datetime
import io
from collections import Counter

import pytest
from openpyxl import load_workbook

from kepu.literacy.models import BookletItem, Case, Item, ItemEnemy, PopulationCell, SampledCommunity, Survey
from kepu.literacy.queries.surveys import check_frame
from kepu.literacy.services.field_cases import create_cases
from kepu.literacy.services.field_close import close_survey, export_microdata
from kepu.literacy.services.field_sheets import take_sheet
from kepu.literacy.services.surveys import CLOSED_REASON, create_survey, move_survey, update_survey
from kepu.literacy.services.surveys_booklets import propose_booklets, set_booklets
from kepu.literacy.services.surveys_draw import assign_interviewers, assign_the_rest, draw_sample, replace_community
from kepu.literacy.services.surveys_frame import set_frame
from kepu.literacy.workbooks.frame import read_frame, write_frame
from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, InvalidWorkbook
from kepu.organizations.models import Area

from .survey_stage import DESIGN, designed, education_of, filled, frame_rows, in_field, make_items, sampled, settle_communities


@pytest.fixture
def areas(system: Actor, units: object) -> list[Area]:
    make_items(system)
    return settle_communities(system)


def drawn(survey: Survey) -> list[tuple[str, str, int, float]]:
    rows = survey.sample.order_by("frame__area__code").values_list("frame__area__code", "state", "rank", "probability")
    return list(rows)


def test_drawing_again_with_the_same_seed_gives_the_same_sample(assessor: Actor, areas: list[Area]) -> None:
    survey = designed(assessor, areas)
    draw_sample(actor=assessor, survey=survey, version=survey.version)
    survey.refresh_from_db()
    once = drawn(survey)
    move_survey(actor=assessor, survey=survey, version=survey.version, verb="undo_draw", reason="重新核对抽样框")
    rows = frame_rows(areas)
    set_frame(actor=assessor, survey=survey, rows=rows[::-1], education=education_of(rows))
    survey.refresh_from_db()
    draw_sample(actor=assessor, survey=survey, version=survey.version)
    assert drawn(survey) == once and any(state == "active" for _c, state, _r, _p in once)


def test_the_next_wave_keeps_communities_and_items(assessor: Actor, areas: list[Area]) -> None:
    first = sampled(assessor, areas)
    second = sampled(assessor, areas, title="2028年抽样调查", year=2028, previous=first, coordination="keep", seed=7)
    waves = [set(wave.sample.filter(state="active").values_list("frame__area", flat=True)) for wave in (first, second)]
    assert len(waves[0] & waves[1]) >= len(waves[0]) - 1
    anchors = [set(BookletItem.objects.filter(booklet__survey=wave, is_anchor=True).values_list("version", flat=True)) for wave in (first, second)]
    assert anchors[0] == anchors[1] != set()


def test_booklets_meet_the_blueprint_share_anchors_and_keep_enemies_apart(assessor: Actor, areas: list[Area], system: Actor) -> None:
    pairs = [("knowledge-00", "knowledge-01"), ("methods-02", "knowledge-03")]
    for codes in pairs:
        first, second = sorted(Item.objects.filter(district=system.district, code__in=codes), key=lambda item: item.pk)
        ItemEnemy.objects.create(first=first, second=second)
    survey = sampled(assessor, areas, items_per_booklet=15, booklet_count=3)
    booklets = [list(booklet.entries.select_related("version__item")) for booklet in survey.booklets.all()]
    for entries in booklets:
        domains = [entry.version.domain for entry in entries]
        counts = [domains.count("knowledge"), domains.count("methods"), domains.count("spirit") + domains.count("thought"), domains.count("ability")]
        assert counts == [6, 3, 3, 3] and len(entries) == 15
        codes = {entry.version.item.code for entry in entries}
        assert all(len(codes & set(pair)) < 2 for pair in pairs)
    anchors = [{(entry.position, entry.version_id) for entry in entries if entry.is_anchor} for entries in booklets]
    assert anchors[0] == anchors[1] == anchors[2] and len(anchors[0]) >= 3
    # Eleven items of knowledge beside the anchors do not fill three times five places once, but they do twice.
    uses = Counter(entry.version_id for entries in booklets for entry in entries if not entry.is_anchor)
    assert max(uses.values()) == 2


def test_a_bank_that_is_too_small_is_named_by_its_part(assessor: Actor, areas: list[Area]) -> None:
    Item.objects.filter(code__startswith="methods").update(is_secure=False)
    survey = designed(assessor, areas)
    with pytest.raises(InvalidInput, match="科学方法需要 2 题，只有 0 题"):
        propose_booklets(survey)


def test_demands_that_conflict_are_named(assessor: Actor, areas: list[Area], system: Actor) -> None:
    abilities = sorted(Item.objects.filter(district=system.district, code__startswith="ability"), key=lambda item: item.pk)
    ItemEnemy.objects.bulk_create(ItemEnemy(first=a, second=b) for i, a in enumerate(abilities) for b in abilities[i + 1 :])
    survey = designed(assessor, areas)
    with pytest.raises(InvalidInput, match=r"互相矛盾的是：.*互斥题 ability"):
        propose_booklets(survey)


def test_cases_are_dealt_in_even_shares_of_booklets(assessor: Actor, areas: list[Area]) -> None:
    survey = sampled(assessor, areas)
    for community in survey.sample.filter(state="active"):
        labels = [case.booklet.label for case in community.cases.select_related("booklet")]
        assert len(labels) == 10 and labels.count("A") == labels.count("B") == 5
    numbers = list(survey.cases.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert create_cases(actor=assessor, survey=survey) == 0


@pytest.mark.parametrize(
    ("values", "told"),
    [({"margin": 0.02}, "抽样框只有 8 个"), ({"per_community": 500}, ""), ({"per_community": 499, "margin": 0.3}, "")],
)
def test_a_sample_larger_than_the_frame_is_refused(assessor: Actor, areas: list[Area], values: dict[str, float], told: str) -> None:
    survey = designed(assessor, areas, **values)
    if not told:
        rows = frame_rows(areas, households=20)
        set_frame(actor=assessor, survey=survey, rows=rows, education=education_of(rows))
        survey.refresh_from_db()
        told = "社区户数少于每个社区的样本数"
    with pytest.raises(InvalidInput, match=told):
        draw_sample(actor=assessor, survey=survey, version=survey.version)
    survey.refresh_from_db()
    assert survey.state == "design" and not survey.sample.exists()


def test_a_frame_without_communities_or_with_contradictions_is_told_what_to_do(assessor: Actor, areas: list[Area]) -> None:
    survey = create_survey(
        actor=assessor, title="空", year=2026, starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31), consent="", **DESIGN,
    )  # fmt: skip
    assert [finding.text for finding in check_frame(survey)] == ["抽样框还没有社区。"]
    with pytest.raises(InvalidInput, match="还没有社区"):
        draw_sample(actor=assessor, survey=survey, version=survey.version)
    rows = frame_rows(areas)
    education = education_of(rows) | {"primary": 5000}
    set_frame(actor=assessor, survey=survey, rows=rows, education=education)
    survey.refresh_from_db()
    survey.frame.filter(area=areas[0]).update(households=0)
    PopulationCell.objects.filter(survey=survey, area=areas[1]).update(persons=0)
    PopulationCell.objects.filter(survey=survey, sex="male", age_group="18-29").exclude(area=survey.district).update(persons=0)
    texts = " ".join(finding.text for finding in check_frame(survey) if finding.level == "error")
    assert all(word in texts for word in ("没有户数的社区：七1社区", "没有18–69岁人口的社区：七2社区", "没有人口的性别年龄组", "文化程度合计"))
    with pytest.raises(InvalidInput, match="口径"):
        draw_sample(actor=assessor, survey=survey, version=survey.version)


def test_a_workbook_of_the_frame_is_refused_with_sheet_row_and_column(assessor: Actor, areas: list[Area]) -> None:
    survey = designed(assessor, areas)
    book = load_workbook(io.BytesIO(write_frame(assessor, survey)))
    sheet = book.worksheets[0]
    sheet["A2"], sheet["D3"], sheet["A5"], sheet["B6"] = "500103009999", "many", sheet["A4"].value, "别的社区"
    sheet["B5"] = sheet["B4"].value
    sheet["A7"] = "500103001"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(InvalidWorkbook) as caught:
        read_frame(assessor, buffer.getvalue())
    found = {(error.sheet, error.row, error.column): error.message for error in caught.value.rows}
    assert "没有登记" in found[("社区", 2, "社区代码")] and ("社区", 3, "男18–29岁") in found
    assert "重复" in found[("社区", 5, "社区代码")] and "请核对" in found[("社区", 6, "社区代码")]
    assert "街道" in found[("社区", 7, "社区代码")]


def test_what_was_written_can_be_read_again(assessor: Actor, areas: list[Area]) -> None:
    survey = designed(assessor, areas)
    rows, education = read_frame(assessor, write_frame(assessor, survey))
    assert [(row.area, row.households, dict(row.persons)) for row in rows] == [
        (row.area, row.households, dict(row.persons)) for row in frame_rows(areas)
    ]
    assert education == education_of(frame_rows(areas))


def test_a_community_is_replaced_by_the_next_of_its_street(assessor: Actor, interviewer: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas, interviewer)
    old = survey.sample.filter(state="active").select_related("frame").first()
    assert old is not None
    wanted = survey.sample.filter(state="reserve", frame__stratum=old.frame.stratum).order_by("rank").first()
    with pytest.raises(InvalidInput):
        replace_community(actor=assessor, survey=survey, community=old, reason=" ")
    count = survey.cases.count()
    new = replace_community(actor=assessor, survey=survey, community=old, reason="整体拆迁")
    old.refresh_from_db()
    assert wanted is not None and new.pk == wanted.pk and new.replaces_id == old.pk and old.state == SampledCommunity.State.REPLACED
    assert list(new.interviewers.all()) == [interviewer.membership]
    assert survey.cases.count() == count and new.cases.count() == 10 and not old.cases.exists()
    begun = survey.sample.filter(state="active").exclude(pk=new.pk).first()
    assert begun is not None
    case = begun.cases.select_related("booklet", "survey").first()
    assert case is not None
    take_sheet(actor=assessor, case=case, incoming=filled(case))
    with pytest.raises(Conflict, match="已有样本开始"):
        replace_community(actor=assessor, survey=survey, community=begun, reason="换")


def test_steps_back_are_taken_only_where_nothing_is_lost(assessor: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas)
    with pytest.raises(InvalidInput) as caught:
        move_survey(actor=assessor, survey=survey, version=survey.version, verb="halt")
    assert caught.value.fields == {"reason": "请写明理由"}
    survey = move_survey(actor=assessor, survey=survey, version=survey.version, verb="halt", reason="推迟")
    survey = move_survey(actor=assessor, survey=survey, version=survey.version, verb="start")
    case = survey.cases.select_related("booklet", "survey").get(number=1)
    take_sheet(actor=assessor, case=case, incoming=filled(case))
    with pytest.raises(Conflict, match="开始作答"):
        move_survey(actor=assessor, survey=survey, version=survey.version, verb="halt", reason="推迟")
    with pytest.raises(Conflict, match="不能进行这一步"):
        move_survey(actor=assessor, survey=survey, version=survey.version, verb="undo_draw", reason="重抽")
    survey = close_survey(actor=assessor, survey=survey, version=survey.version, close_open=True)
    assert set(survey.cases.values_list("state", flat=True)) == {"complete", "absent"}
    survey = move_survey(actor=assessor, survey=survey, version=survey.version, verb="reopen", reason="补访")
    assert survey.state == "field" and set(survey.cases.values_list("state", flat=True)) == {"complete", "issued"}
    assert not survey.cases.filter(reason=CLOSED_REASON).exists()


def test_the_design_is_frozen_by_the_draw(assessor: Actor, areas: list[Area]) -> None:
    survey = sampled(assessor, areas)
    with pytest.raises(InvalidInput) as caught:
        update_survey(actor=assessor, survey=survey, version=survey.version, margin=0.03, title="改名")
    assert set(caught.value.fields) == {"margin"}
    update_survey(actor=assessor, survey=survey, version=survey.version, title="改名", margin=survey.margin)
    with pytest.raises(Conflict):
        update_survey(actor=assessor, survey=survey, version=survey.version, title="又改")


def test_a_survey_does_not_start_unprepared(assessor: Actor, areas: list[Area]) -> None:
    survey = designed(assessor, areas, consent="")
    survey = draw_sample(actor=assessor, survey=survey, version=survey.version)
    with pytest.raises(InvalidInput, match="还没有组卷"):
        create_cases(actor=assessor, survey=survey)
    with pytest.raises(InvalidInput, match="样本名单"):
        move_survey(actor=assessor, survey=survey, version=survey.version, verb="start")
    set_booklets(actor=assessor, survey=survey, proposal=propose_booklets(survey))
    survey.refresh_from_db()
    create_cases(actor=assessor, survey=survey)
    with pytest.raises(InvalidInput, match="知情同意书"):
        move_survey(actor=assessor, survey=survey, version=survey.version, verb="start")
    with pytest.raises(Conflict, match="不能再组卷"):
        set_booklets(actor=assessor, survey=survey, proposal=propose_booklets(survey))
    assert Case.objects.filter(survey=survey, state="issued").count() == survey.cases.count()


def test_only_interviewers_are_given_communities(assessor: Actor, teacher: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas)
    community = survey.sample.filter(state="active").first()
    assert community is not None and teacher.membership is not None
    with pytest.raises(InvalidInput):
        assign_interviewers(actor=assessor, survey=survey, community=community, interviewers=[teacher.membership])


def test_data_are_given_out_only_after_the_field(assessor: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas)
    with pytest.raises(Conflict, match="结束以后"):
        export_microdata(actor=assessor, survey=survey)


def test_a_street_is_given_to_an_interviewer_at_once(assessor: Actor, interviewer: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas)
    community = survey.sample.filter(state="active").select_related("frame__stratum").first()
    assert community is not None and interviewer.membership is not None
    street, who = community.frame.stratum, [interviewer.membership]
    active = survey.sample.filter(state="active", frame__stratum=street)
    assert assign_the_rest(actor=assessor, survey=survey, stratum=street, interviewers=who) == active.count() > 0
    assert Notice.objects.filter(recipient__in=[one.user for one in who], url="/literacy/field/").count() == len(who)
    assert not active.filter(interviewers__isnull=True).exists()
    assert survey.sample.filter(state="active", interviewers__isnull=True).count() == survey.sample.filter(state="active").count() - active.count()
    assert assign_the_rest(actor=assessor, survey=survey, stratum=street, interviewers=who) == 0
