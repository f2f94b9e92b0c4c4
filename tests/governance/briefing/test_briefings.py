"""The office arranges a hearing, shows the leader the figures of the moment, and follows what was decided."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import date, timedelta

import docx
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries import indicator_status
from kepu.governance.models import Briefing, BriefingDecision
from kepu.governance.queries.briefings import decisions, open_decisions, year_without_hearing
from kepu.governance.services import (
    add_decision,
    cancel_briefing,
    compose_pack,
    hold_briefing,
    make_decision_work,
    move_decision,
    plan_briefing,
    remind_of_briefings,
    restore_briefing,
    revoke_briefing,
    update_briefing,
)
from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode, WorkItem
from kepu.plans.services import accept_work_item, close_plan, finish_work_item, issue_work_items

ClientFor = Callable[[Actor], Client]
Decide = Callable[..., BriefingDecision]


def told(actor: Actor) -> list[str]:
    return list(Notice.objects.filter(recipient=actor.user).values_list("title", flat=True))


def test_the_leader_and_the_units_that_attend_are_invited(leader: Actor, head: Actor, lead_head: Actor, arranged: Briefing) -> None:
    assert told(leader) == told(head) == ["汇报会：年度工作汇报会"]
    assert told(lead_head) == []


def test_a_hearing_that_was_held_counts_for_the_indicator_once(office: Actor, held: Briefing, plan: Plan) -> None:
    with pytest.raises(Conflict):
        hold_briefing(actor=office, briefing=held, version=held.version, held_on=timezone.localdate())
    assert EvidenceRecord.objects.filter(kind="leader_hearing").count() == 1
    assert indicator_status(plan.indicators.get(code="leader_hearing")).value == 1


def test_an_entry_that_was_taken_back_counts_no_more_and_can_be_made_again(office: Actor, held: Briefing, plan: Plan) -> None:
    back = revoke_briefing(actor=office, briefing=held, version=held.version, reason="日期登记有误")
    assert indicator_status(plan.indicators.get(code="leader_hearing")).value == 0
    hold_briefing(actor=office, briefing=back, version=back.version, held_on=timezone.localdate())
    assert indicator_status(plan.indicators.get(code="leader_hearing")).value == 1


def test_a_hearing_in_the_future_cannot_have_been_held(office: Actor, arranged: Briefing) -> None:
    with pytest.raises(InvalidInput) as refused:
        hold_briefing(actor=office, briefing=arranged, version=arranged.version, held_on=timezone.localdate() + timedelta(days=1))
    assert set(refused.value.fields) == {"held_on"}


def test_the_pack_tells_what_is_behind_and_keeps_what_the_leader_saw(
    office: Actor, arranged: Briefing, plan: Plan, draft: Callable[..., WorkItem]
) -> None:
    late = draft(year=timezone.localdate().year, due_on=timezone.localdate() - timedelta(days=9))
    issue_work_items(actor=office, plan=plan, year=late.year)
    pack = compose_pack(actor=office, briefing=arranged)
    assert [(row["title"], row["days"]) for row in pack.content["behind"]["rows"]] == [("每个社区开办智慧助老课程", 9)]
    assert {row["name"] for row in pack.content["indicators"]} >= {"听取工作汇报", "职业技能培训"}
    finish_work_item(actor=office, item=accept_work_item(actor=office, item=late))
    second = compose_pack(actor=office, briefing=arranged)
    pack.refresh_from_db()
    assert (pack.content["behind"]["count"], second.content["behind"]["count"]) == (1, 0)


def test_a_pack_on_a_closed_plan_calls_its_work_unfinished_and_not_overdue(
    office: Actor, arranged: Briefing, plan: Plan, draft: Callable[..., WorkItem], client_for: ClientFor
) -> None:
    late = draft(year=timezone.localdate().year, due_on=timezone.localdate() - timedelta(days=9))
    issue_work_items(actor=office, plan=plan, year=late.year)
    close_plan(actor=office, plan=plan)
    compose_pack(actor=office, briefing=arranged)

    page = client_for(office).get(f"/governance/briefings/{arranged.pk}/pack/").content.decode()
    document = docx.Document(io.BytesIO(client_for(office).get(f"/governance/briefings/{arranged.pk}/pack.docx").content))
    written = "".join(paragraph.text for paragraph in document.paragraphs)
    assert late.title in page and "逾期" not in page.split("<main")[1]
    assert "未完成1项。" in written and "逾期" not in written


def test_holding_without_a_pack_composes_one(held: Briefing) -> None:
    assert held.packs.count() == 1


def test_a_hearing_that_is_registered_afterwards_keeps_the_figures_of_its_day(office: Actor, arranged: Briefing) -> None:
    day = timezone.localdate() - timedelta(days=5)
    held = hold_briefing(actor=office, briefing=arranged, version=arranged.version, held_on=day)
    assert held.packs.get().content["on"] == day.isoformat()


def test_the_pack_does_not_change_after_the_hearing(office: Actor, held: Briefing) -> None:
    with pytest.raises(Conflict):
        compose_pack(actor=office, briefing=held)


def test_the_pack_is_an_official_document(office: Actor, arranged: Briefing, client_for: ClientFor) -> None:
    compose_pack(actor=office, briefing=arranged)
    answer = client_for(office).get(f"/governance/briefings/{arranged.pk}/pack.docx")
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert texts[0] == "年度工作汇报会" and "一、总体情况" in texts and "五、会议议程" in texts


def test_a_decision_is_reported_by_the_unit_and_confirmed_by_the_office(office: Actor, reporter: Actor, decide: Decide) -> None:
    decision = decide()
    reported = move_decision(actor=reporter, decision=decision, step="report", version=decision.version, text="课程已开到每个社区")
    done = move_decision(actor=office, decision=reported, step="confirm", version=reported.version)
    assert (done.state, done.result, open_decisions(office.district).count()) == ("done", "课程已开到每个社区", 0)
    assert "请确认：加快智慧助老课程进度" in told(office) and "确认办结：加快智慧助老课程进度" in told(reporter)


def test_a_result_that_does_not_satisfy_goes_back_with_a_reason(office: Actor, reporter: Actor, decide: Decide) -> None:
    decision = decide()
    reported = move_decision(actor=reporter, decision=decision, step="report", version=1, text="正在办理")
    with pytest.raises(InvalidInput):
        move_decision(actor=office, decision=reported, step="return", version=2)
    back = move_decision(actor=office, decision=reported, step="return", version=2, text="请补充数据")
    assert (back.state, back.reason) == ("open", "请补充数据")


def test_a_unit_can_neither_confirm_nor_report_for_another(lead_head: Actor, reporter: Actor, decide: Decide) -> None:
    decision = decide()
    with pytest.raises(PermissionDenied):
        move_decision(actor=lead_head, decision=decision, step="report", version=1, text="完成")
    with pytest.raises(PermissionDenied):
        move_decision(actor=reporter, decision=decision, step="drop", version=1, text="不办")


def test_the_same_decision_is_written_down_once(decide: Decide, held: Briefing) -> None:
    assert decide() == decide()
    assert held.decisions.count() == 1


def test_a_decision_becomes_work_and_is_done_when_the_work_is(office: Actor, decide: Decide, measure: PlanNode, head: Actor) -> None:
    decision = make_decision_work(actor=office, decision=decide(), node=measure, version=1)
    assert decision.work_item is not None and decision.work_item.status == "issued"
    assert open_decisions(office.district).count() == 1
    finish_work_item(actor=head, item=accept_work_item(actor=head, item=decision.work_item))
    assert open_decisions(office.district).count() == 0
    with pytest.raises(Conflict):
        move_decision(actor=office, decision=decision, step="report", version=decision.version, text="完成")


def test_an_open_decision_stands_in_the_pack_of_the_next_hearing(office: Actor, decide: Decide, plan: Plan) -> None:
    decide()
    following = plan_briefing(actor=office, plan=plan, title="再次汇报", starts_at=timezone.now(), chair="分管副区长")
    pack = compose_pack(actor=office, briefing=following)
    assert [row["text"] for row in pack.content["decisions"]["rows"]] == ["加快智慧助老课程进度"]


def test_from_september_the_office_is_reminded_of_a_year_without_hearing_once_a_month(office: Actor, system: Actor, plan: Plan) -> None:
    reminder = "2026年还没有听取全民科学素质工作汇报"
    remind_of_briefings(actor=system, on=date(2026, 8, 31))
    assert told(office) == []
    for day in (date(2026, 9, 1), date(2026, 9, 2), date(2026, 10, 1)):
        remind_of_briefings(actor=system, on=day)
    assert told(office) == [reminder, reminder]


def test_no_reminder_once_the_hearing_was_held(held: Briefing, system: Actor) -> None:
    assert year_without_hearing(system.district, timezone.localdate()) is None


def test_a_late_decision_is_told_to_unit_and_office_once(office: Actor, reporter: Actor, system: Actor, decide: Decide) -> None:
    decision = decide()
    for _time in range(2):
        remind_of_briefings(actor=system, on=decision.due_on + timedelta(days=1))
    assert told(office).count("逾期未办结：加快智慧助老课程进度") == told(reporter).count("逾期未办结：加快智慧助老课程进度") == 1


def test_a_cancelled_hearing_can_be_arranged_again(office: Actor, arranged: Briefing) -> None:
    off = cancel_briefing(actor=office, briefing=arranged, version=1, reason="领导出差")
    with pytest.raises(Conflict):
        update_briefing(actor=office, briefing=off, version=off.version, title="新名称")
    assert restore_briefing(actor=office, briefing=off, version=off.version).status == "planned"


def test_two_clerks_do_not_overwrite_each_other(office: Actor, arranged: Briefing) -> None:
    update_briefing(actor=office, briefing=arranged, version=1, place="第二会议室")
    with pytest.raises(Conflict):
        update_briefing(actor=office, briefing=arranged, version=1, place="第三会议室")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_decide_at_once_are_told_apart(office: Actor, reporter: Actor, decide: Decide) -> None:
    decision = decide()
    reported = move_decision(actor=reporter, decision=decision, step="report", version=1, text="完成")
    outcomes: list[str] = []

    def act(step: str) -> None:
        try:
            move_decision(actor=office, decision=reported, step=step, version=reported.version, text="理由")
            outcomes.append(step)
        except Conflict:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(step,)) for step in ("confirm", "return")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    decision.refresh_from_db()
    assert sorted(outcomes) in (["confirm", "told"], ["return", "told"])
    assert decision.version == 3


def test_a_unit_sees_only_its_own_decisions_and_no_figures_of_others(
    reporter: Actor, lead_head: Actor, decide: Decide, units: dict[str, Unit], office: Actor, held: Briefing, client_for: ClientFor
) -> None:
    decide()
    add_decision(actor=office, briefing=held, text="完善课程标准", unit=units["区教委"], due_on=timezone.localdate())
    assert [item.unit.name for item in decisions(reporter)] == ["区卫生健康委"]
    page = client_for(reporter).get(f"/governance/briefings/{held.pk}/").content.decode()
    assert "加快智慧助老课程进度" in page and "完善课程标准" not in page
    assert client_for(reporter).get(f"/governance/briefings/{held.pk}/pack/").status_code == 403


def test_the_calendar_file_has_short_lines_and_the_right_time(leader: Actor, arranged: Briefing, client_for: ClientFor) -> None:
    Briefing.objects.filter(pk=arranged.pk).update(agenda="汇报；" * 60)
    body = client_for(leader).get(f"/governance/briefings/{arranged.pk}/calendar.ics").content
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert f"DTSTART:{arranged.starts_at:%Y%m%dT%H%M%S}Z".encode() in body
    assert "汇报；".encode() * 60 in body.replace(b"\r\n ", b"")


def test_the_whole_story_in_the_browser(office: Actor, reporter: Actor, plan: Plan, units: dict[str, Unit], client_for: ClientFor) -> None:
    browser = client_for(office)
    today = timezone.localdate().isoformat()
    form = {"plan": plan.pk, "title": "汇报会", "starts_at": f"{today}T00:01", "chair": "副区长", "attendees": [units["区卫生健康委"].pk]}
    assert browser.post("/governance/briefings/new/", form | {"chair": ""}).status_code == 422
    address = browser.post("/governance/briefings/new/", form).headers["Location"]
    browser.post(address + "move/", {"step": "compose", "version": 1})
    assert "第 1 稿" in browser.get(address).content.decode()
    assert browser.post(address + "hold/", {"held_on": today, "minutes": "同意", "version": 1}).status_code == 302
    wrong = browser.post(address + "decide/", {"text": "抓紧", "unit": units["区卫生健康委"].pk, "due_on": ""})
    assert wrong.status_code == 422 and "抓紧" in wrong.content.decode()
    browser.post(address + "decide/", {"text": "抓紧", "unit": units["区卫生健康委"].pk, "due_on": today})
    decision = BriefingDecision.objects.get()
    client_for(reporter).post(f"/governance/decisions/{decision.pk}/", {"step": "report", "text": "完成", "version": 1})
    browser.post(f"/governance/decisions/{decision.pk}/", {"step": "confirm", "version": 2})
    assert "已办结" in browser.get("/governance/decisions/?all=1").content.decode()


def test_lists_ask_the_database_a_bounded_number_of_times(
    office: Actor, plan: Plan, decide: Decide, units: dict[str, Unit], client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = client_for(office)
    for number in range(12):
        decide(text=f"决定{number}")
        plan_briefing(actor=office, plan=plan, title=f"汇报{number}", starts_at=timezone.now(), chair="副区长")
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert browser.get("/governance/briefings/").status_code == 200
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        assert browser.get("/governance/decisions/").status_code == 200
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert browser.get(f"/governance/briefings/{Briefing.objects.get(status='held').pk}/").status_code == 200


def test_an_evening_hearing_belongs_to_the_local_year(office: Actor, plan: Plan) -> None:
    with time_machine.travel("2026-12-31T17:00:00Z"):
        made = plan_briefing(actor=office, plan=plan, title="跨年", starts_at=timezone.now(), chair="副区长")
    assert made.year == 2027
