"""A plan period ends: units evaluate, the office reviews, the plan is concluded and the next one opened."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from kepu.evidence.services import record_evidence, void_evidence
from kepu.governance.models import Evaluation, Grade, MeasureEvaluation
from kepu.governance.queries.evaluation_facts import proposal
from kepu.governance.queries.evaluations import measures, proposed_carry_over
from kepu.governance.services import finish_evaluation, move_measure_evaluation, open_evaluation, refresh_facts, save_self_evaluation
from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.models import Unit
from kepu.plans.models import Plan, PlanNode, Responsibility, WorkItem
from kepu.plans.services import accept_work_item, carry_work_over, create_work_item, finish_work_item, issue_work_items

ClientFor = Callable[[Actor], Client]
THIS_YEAR = timezone.localdate().year


@pytest.fixture
def ended(office: Actor, plan: Plan, units: dict[str, Unit]) -> Plan:
    """The plan of the story, in its last year; 区卫生健康委 leads the classes for the elderly."""
    Plan.objects.filter(pk=plan.pk).update(year_from=THIS_YEAR - 4, year_to=THIS_YEAR)
    Responsibility.objects.create(node=plan.nodes.get(title="开设智慧助老课程"), unit=units["区卫生健康委"], part=Responsibility.Part.LEAD)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def work(office: Actor, ended: Plan, measure: PlanNode, units: dict[str, Unit]) -> Callable[..., WorkItem]:
    def make(title: str, *, done: bool = False) -> WorkItem:
        due = date(THIS_YEAR, 12, 1)
        item = create_work_item(actor=office, plan=ended, node=measure, year=THIS_YEAR, title=title, unit=units["区卫生健康委"], due_on=due)
        issue_work_items(actor=office, plan=ended, year=THIS_YEAR, items=[item.pk])
        item = accept_work_item(actor=office, item=item)
        return finish_work_item(actor=office, item=item) if done else item

    return make


@pytest.fixture
def evaluation(office: Actor, ended: Plan) -> Evaluation:
    return open_evaluation(actor=office, plan=ended, due_on=timezone.localdate() + timedelta(days=20))


def of(evaluation: Evaluation, title: str = "开设智慧助老课程") -> MeasureEvaluation:
    return evaluation.measures.get(node__title=title)


def confirm_all(office: Actor, evaluation: Evaluation, grade: str = Grade.DONE) -> None:
    for item in evaluation.measures.all():
        sent = move_measure_evaluation(actor=office, measure=item, step="submit", version=item.version, grade=grade, text="按计划完成")
        move_measure_evaluation(actor=office, measure=sent, step="confirm", version=sent.version, grade=grade)


def test_every_measure_is_asked_of_the_unit_that_leads_it(evaluation: Evaluation, head: Actor, plan: Plan) -> None:
    asked = {item.node.title: item.unit.name if item.unit else None for item in evaluation.measures.select_related("unit", "node")}
    assert asked == {"办好科学课堂": "区教委", "开展技能培训": "区总工会", "开设智慧助老课程": "区卫生健康委"}


def test_lead_units_are_told(head: Actor, evaluation: Evaluation) -> None:
    assert Notice.objects.filter(recipient=head.user, kind="evaluation").count() == 1


def test_a_plan_that_still_runs_is_not_evaluated(office: Actor, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(year_to=THIS_YEAR + 1)
    with pytest.raises(Conflict):
        open_evaluation(actor=office, plan=plan, due_on=timezone.localdate())


def test_a_plan_is_evaluated_once(office: Actor, evaluation: Evaluation) -> None:
    with pytest.raises(Conflict):
        open_evaluation(actor=office, plan=evaluation.plan, due_on=timezone.localdate())


def test_the_facts_come_from_work_and_evidence_that_counts(office: Actor, work: Callable[..., WorkItem], measure: PlanNode, ended: Plan) -> None:
    work("春季课程", done=True)
    work("秋季课程")
    record_evidence(actor=office, kind="activity_attendance", happened_on=timezone.localdate(), quantity=40, node=measure)
    wrong = record_evidence(actor=office, kind="activity_attendance", happened_on=timezone.localdate(), quantity=900, node=measure)
    void_evidence(actor=office, record=wrong, reason="重复登记")
    evaluation = open_evaluation(actor=office, plan=ended, due_on=timezone.localdate())
    facts = of(evaluation).facts
    assert facts["work"] == {"done": 1, "open": 1}
    assert [(row["name"], row["quantity"], row["records"]) for row in facts["evidence"]] == [("科普活动参与", 40, 1)]
    assert facts["proposal"] == Grade.PARTLY


def test_new_facts_leave_alone_what_was_written(office: Actor, reporter: Actor, evaluation: Evaluation, work: Callable[..., WorkItem]) -> None:
    save_self_evaluation(actor=reporter, measure=of(evaluation), version=1, grade=Grade.MOSTLY, text="已开课")
    work("补办课程", done=True)
    refresh_facts(actor=office, evaluation=evaluation)
    assert (of(evaluation).self_text, of(evaluation).facts["work"]) == ("已开课", {"done": 1})


@pytest.mark.parametrize(
    ("done", "left", "lights", "grade"),
    [
        (4, 0, [], Grade.DONE),
        (4, 1, [], Grade.MOSTLY),
        (1, 4, [], Grade.PARTLY),
        (0, 3, [], Grade.NOT),
        (0, 0, [], ""),
        (4, 0, ["amber"], Grade.MOSTLY),
        (4, 0, ["red"], Grade.PARTLY),
        (0, 0, ["green"], Grade.DONE),
        (0, 0, ["grey"], ""),
    ],
)
def test_the_proposed_grade_follows_the_figures(done: int, left: int, lights: list[str], grade: str) -> None:
    assert proposal({"work": {"done": done, "open": left}, "indicators": [{"light": light} for light in lights]}) == grade


def test_a_unit_evaluates_its_own_measures_only(reporter: Actor, evaluation: Evaluation) -> None:
    assert [item.node.title for item in measures(reporter, evaluation)] == ["开设智慧助老课程"]
    with pytest.raises(PermissionDenied):
        save_self_evaluation(actor=reporter, measure=of(evaluation, "办好科学课堂"), version=1, text="代填")


def test_a_self_evaluation_goes_back_and_forth_until_it_is_confirmed(office: Actor, reporter: Actor, evaluation: Evaluation) -> None:
    sent = move_measure_evaluation(actor=reporter, measure=of(evaluation), step="submit", version=1, grade=Grade.DONE, text="完成")
    with pytest.raises(InvalidInput):
        move_measure_evaluation(actor=office, measure=sent, step="return", version=2)
    back = move_measure_evaluation(actor=office, measure=sent, step="return", version=2, text="请补充数据")
    assert (back.state, back.reason) == ("returned", "请补充数据")
    again = move_measure_evaluation(actor=reporter, measure=back, step="submit", version=3, grade=Grade.MOSTLY, text="开课 40 期")
    done = move_measure_evaluation(actor=office, measure=again, step="confirm", version=4, grade=Grade.MOSTLY, text="属实")
    assert (done.state, done.grade, done.remark, done.reason) == ("confirmed", "mostly", "属实", "")


def test_an_empty_self_evaluation_is_not_accepted(reporter: Actor, evaluation: Evaluation) -> None:
    with pytest.raises(InvalidInput) as refused:
        move_measure_evaluation(actor=reporter, measure=of(evaluation), step="submit", version=1)
    assert set(refused.value.fields) == {"grade", "text"}


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_review_at_once_are_told_apart(office: Actor, evaluation: Evaluation) -> None:
    sent = move_measure_evaluation(actor=office, measure=of(evaluation), step="submit", version=1, grade=Grade.DONE, text="完成")
    outcomes: list[str] = []

    def act(step: str) -> None:
        try:
            move_measure_evaluation(actor=office, measure=sent, step=step, version=sent.version, grade=Grade.DONE, text="理由")
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
    assert sorted(outcomes) in (["confirm", "told"], ["return", "told"])
    assert of(evaluation).version == sent.version + 1


def test_it_is_finished_only_when_every_measure_is_confirmed(office: Actor, evaluation: Evaluation) -> None:
    with pytest.raises(Conflict, match="3 项"):
        finish_evaluation(actor=office, evaluation=evaluation, version=1, summary="总体完成")
    confirm_all(office, evaluation)
    done = finish_evaluation(actor=office, evaluation=evaluation, version=1, summary="总体完成")
    assert done.status == "finished"
    with pytest.raises(Conflict):
        move_measure_evaluation(actor=office, measure=of(evaluation), step="reopen", version=of(evaluation).version, text="再看")


def test_what_is_unfinished_and_short_of_its_aim_is_proposed_to_go_over(office: Actor, ended: Plan, work: Callable[..., WorkItem]) -> None:
    work("已办完", done=True)
    left = work("未办完")
    evaluation = open_evaluation(actor=office, plan=ended, due_on=timezone.localdate())
    assert proposed_carry_over(ended) == {left.pk}
    confirm_all(office, evaluation, Grade.DONE)
    assert proposed_carry_over(ended) == set()


def filled(content: bytes, change: Callable[[Any], None]) -> SimpleUploadedFile:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("自评表.xlsx", buffer.getvalue())


def cells(page: Any) -> dict[str, int]:
    return {str(cell.value).rstrip("*").strip(): cell.column for cell in page[1]}


def test_a_unit_fills_its_table_offline(reporter: Actor, evaluation: Evaluation, client_for: ClientFor) -> None:
    browser, address = client_for(reporter), f"/governance/evaluations/{evaluation.pk}/"
    content = browser.get(address + "table.xlsx").content

    def fill(page: Any) -> None:
        assert page.max_row == 2, "the unit sees its own measure only"
        page.cell(2, cells(page)["自评等次"]).value = "基本完成"
        page.cell(2, cells(page)["完成情况"]).value = "开课 40 期"

    answer = browser.post(address + "upload/", {"file": filled(content, fill), "submit": "on"})
    assert answer.status_code == 302
    assert (of(evaluation).state, of(evaluation).self_grade, of(evaluation).self_text) == ("submitted", "mostly", "开课 40 期")


def test_a_table_that_is_out_of_date_comes_back_with_marks_and_stores_nothing(office: Actor, evaluation: Evaluation, client_for: ClientFor) -> None:
    browser, address = client_for(office), f"/governance/evaluations/{evaluation.pk}/"
    content = browser.get(address + "table.xlsx").content
    save_self_evaluation(actor=office, measure=of(evaluation), version=1, grade=Grade.DONE, text="他人先填")

    def fill(page: Any) -> None:
        for row in range(2, page.max_row + 1):
            page.cell(row, cells(page)["自评等次"]).value = "完成"
            page.cell(row, cells(page)["完成情况"]).value = "表格里的内容"

    answer = browser.post(address + "upload/", {"file": filled(content, fill)})
    assert answer.status_code == 422 and answer.headers["Content-Type"].endswith("sheet")
    assert not evaluation.measures.filter(self_text="表格里的内容").exists()
    marked = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert any("已被他人修改" in str(cell.value) for row in marked.iter_rows() for cell in row)


def test_a_file_that_is_no_workbook_is_refused_with_a_message(office: Actor, evaluation: Evaluation, client_for: ClientFor) -> None:
    answer = client_for(office).post(f"/governance/evaluations/{evaluation.pk}/upload/", {"file": SimpleUploadedFile("a.xlsx", b"text")})
    assert answer.status_code == 422 and "Excel" in answer.content.decode()


def test_the_whole_way_from_the_last_year_to_the_next_plan(
    office: Actor, reporter: Actor, ended: Plan, work: Callable[..., WorkItem], client_for: ClientFor
) -> None:
    left = work("未办完")
    browser, flow = client_for(office), f"/governance/evaluations/plans/{ended.pk}/"
    assert browser.post(flow + "open/", {"due_on": "昨天"}).status_code == 422
    browser.post(flow + "open/", {"due_on": timezone.localdate().isoformat()})
    evaluation = Evaluation.objects.get(plan=ended)
    one = f"/governance/evaluations/measures/{of(evaluation).pk}/"
    wrong = client_for(reporter).post(one + "move/", {"step": "submit", "grade": "", "text": "课程已开", "version": 1})
    assert wrong.status_code == 422 and "课程已开" in wrong.content.decode()
    client_for(reporter).post(one + "move/", {"step": "submit", "grade": "partly", "text": "课程已开", "version": 1})
    browser.post(one + "move/", {"step": "confirm", "grade": "partly", "text": "属实", "version": 2})
    for item in evaluation.measures.exclude(state="confirmed"):
        sent = move_measure_evaluation(actor=office, measure=item, step="submit", version=item.version, grade=Grade.DONE, text="完成")
        move_measure_evaluation(actor=office, measure=sent, step="confirm", version=sent.version, grade=Grade.DONE)
    browser.post(flow + "close/")
    assert Plan.objects.get(pk=ended.pk).status == "issued", "a plan is not concluded before its evaluation is"
    browser.post(f"/governance/evaluations/{evaluation.pk}/finish/", {"summary": "总体完成", "version": 1})
    browser.post(flow + "close/")
    assert Plan.objects.get(pk=ended.pk).status == "closed"
    offered = re.search(r'href="(/plans/[^"]*next/[^"]*)"', browser.get(flow).content.decode())
    assert offered is not None
    page = browser.get(offered[1]).content.decode()
    assert re.search(rf'value="{left.pk}"[^>]*checked', page)
    first = THIS_YEAR + 1
    answers = {"title": "下一规划", "year_from": first, "year_to": first + 4, "carry_over": [left.pk], "decision": "open"}
    browser.post(offered[1].split("?")[0], answers)
    following = Plan.objects.get(title="下一规划")
    assert following.predecessor == ended and [item.origin for item in following.work_items.all()] == [left]
    assert "下一规划已经建立" in browser.get(flow).content.decode()


def test_unfinished_work_goes_over_into_the_plan_that_was_imported(
    office: Actor, ended: Plan, work: Callable[..., WorkItem], client_for: ClientFor
) -> None:
    left, done = work("未办完"), work("已办完", done=True)
    into = Plan.objects.create(district=office.district, title="新规划", year_from=THIS_YEAR + 1, year_to=THIS_YEAR + 5, status="issued")
    node = into.nodes.create(key="m", position=0, depth=0, kind="measure", title="开设智慧助老课程")
    browser, address = client_for(office), f"/governance/evaluations/plans/{ended.pk}/carry/"
    assert f'<option value="{node.pk}" selected' in browser.get(address).content.decode()
    for _time in range(2):
        browser.post(address, {f"item_{left.pk}": node.pk})
    assert [(item.origin, item.title, item.year) for item in into.work_items.all()] == [(left, "未办完", THIS_YEAR + 1)]
    assert Plan.objects.get(pk=into.pk).predecessor == ended
    with pytest.raises(InvalidInput):
        carry_work_over(actor=office, plan=ended, into=into, places={done.pk: node})


def test_pages_ask_the_database_a_bounded_number_of_times(
    office: Actor, evaluation: Evaluation, client_for: ClientFor, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    browser = client_for(office)
    for address in (f"/governance/evaluations/plans/{evaluation.plan_id}/", f"/governance/evaluations/{evaluation.pk}/"):
        with django_assert_max_num_queries(30):
            assert browser.get(address).status_code == 200


def test_taking_the_facts_asks_no_more_for_many_measures(
    office: Actor, evaluation: Evaluation, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    parent = evaluation.plan.nodes.filter(kind="action").first()
    for number in range(60):
        node = evaluation.plan.nodes.create(parent=parent, key=f"m{number}", position=1000 + number, depth=2, kind="measure", title=f"举措{number}")
        MeasureEvaluation.objects.create(district=office.district, evaluation=evaluation, node=node)
    with django_assert_max_num_queries(35):
        refresh_facts(actor=office, evaluation=evaluation)


def test_the_office_reviews_one_measure_after_the_other(office: Actor, evaluation: Evaluation, client_for: ClientFor) -> None:
    for item in evaluation.measures.all():
        move_measure_evaluation(actor=office, measure=item, step="submit", version=item.version, grade=Grade.DONE, text="按计划完成")
    browser, first, *others = client_for(office), *measures(office, evaluation)
    answer = browser.post(f"/governance/evaluations/measures/{others[0].pk}/move/", {"step": "confirm", "grade": "done", "version": 2})
    order = [others[1], first]
    for item in order:
        assert answer["Location"] == f"/governance/evaluations/measures/{item.pk}/"
        answer = browser.post(f"{answer['Location']}move/", {"step": "confirm", "grade": "done", "version": 2})
    assert answer["Location"] == f"/governance/evaluations/plans/{evaluation.plan_id}/"
    assert f"“{first.node}”已复核通过。" in browser.get(answer["Location"]).content.decode()
