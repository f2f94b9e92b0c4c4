"""Answering a doubt changes the plan, and taking the answer back restores it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Unit, UnitAlias
from kepu.organizations.services import set_aliases
from kepu.plans.models import Plan, PlanDoubt, PlanNode, Responsibility
from kepu.plans.queries import questions
from kepu.plans.services import import_plan, issue_plan, place_names, reopen_doubt, settle_doubt, update_node

from .texts import PLAN

ClientFor = Callable[[Actor], Client]
Snapshot = tuple[list[tuple[str, str, str]], list[tuple[str, str, str, str]], list[str]]


def of_kind(plan: Plan, kind: str) -> PlanDoubt:
    return plan.doubts.get(kind=kind)


def units_of(plan: Plan, task: str) -> dict[str, list[str]]:
    held = Responsibility.objects.filter(node__plan=plan, node__kind="action", node__title__contains=task).order_by("unit__name")
    return {part: [item.unit.name for item in held if item.part == part] for part in ("lead", "responsible")}


def snapshot(plan: Plan) -> Snapshot:
    held = Responsibility.objects.filter(node__plan=plan).order_by("node", "part", "unit")
    return (
        [(str(item.node), item.unit.name, item.part) for item in held],
        [(node.number, node.kind, node.title, node.text) for node in plan.nodes.order_by("position")],
        sorted(UnitAlias.objects.values_list("name", flat=True)),
    )


def settle(actor: Actor, doubt: PlanDoubt, choice: str, **more: object) -> PlanDoubt:
    return settle_doubt(actor=actor, doubt=doubt, status="settled", choice=choice, **more)  # type: ignore[arg-type]


CUT = PLAN.replace("\t\t3．实施老年人科学素质提升行动\t区科协\t区卫健委、各街道", "\t\t\t区科协\t区卫健委、各街道")


def test_an_unknown_name_becomes_the_unit_that_was_chosen(office: Actor, reviewed: Plan, units: dict[str, Unit]) -> None:
    doubt = settle(office, of_kind(reviewed, "unit_not_in_register"), f"unit:{units['区政府'].pk}")
    assert units_of(reviewed, "产业工人") == {"lead": ["区总工会"], "responsible": ["区政府", "区科协"]}
    assert doubt.resolution == "“区林业局”即区政府"


def test_the_name_is_learned_as_an_alias_if_wanted(office: Actor, reviewed: Plan, units: dict[str, Unit]) -> None:
    settle(office, of_kind(reviewed, "unit_not_in_register"), f"unit:{units['区政府'].pk}", learn_alias=True)
    again = import_plan(actor=office, source=PLAN.replace("实施方案（", "工作方案（", 1))
    assert not again.doubts.filter(kind="unit_not_in_register").exists()


def test_the_unit_is_entered_right_there(office: Actor, reviewed: Plan) -> None:
    settle(office, of_kind(reviewed, "unit_not_in_register"), "new_unit:government")
    assert units_of(reviewed, "产业工人")["responsible"] == ["区林业局", "区科协"]


def test_the_same_name_in_two_rows_is_asked_twice_and_answered_once(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN.replace("区科协、各街道\n\t\t2", "区林业局、各街道\n\t\t2"))
    first, second = plan.doubts.filter(kind="unit_not_in_register")
    settle(office, first, "new_unit:government")
    second.refresh_from_db()
    assert second.status == PlanDoubt.Status.SETTLED
    assert "区林业局" in units_of(plan, "青少年")["responsible"] and "区林业局" in units_of(plan, "产业工人")["responsible"]


def test_a_heading_without_number_gets_the_suggested_one(office: Actor, reviewed: Plan) -> None:
    doubt = of_kind(reviewed, "heading_without_number")
    settle(office, doubt, "number:（二）")
    assert reviewed.nodes.get(kind="action", title="实施产业工人科学素质提升行动").number == "（二）"


def test_what_looked_like_a_heading_may_be_a_paragraph(office: Actor, reviewed: Plan) -> None:
    doubt = of_kind(reviewed, "heading_without_number")
    settle(office, doubt, "paragraph:")
    node = PlanNode.objects.get(pk=doubt.node_id)
    assert (node.kind, node.title, node.text) == ("text", "", "实施产业工人科学素质提升行动")


def test_a_row_without_task_gets_one_and_the_task_is_no_longer_without_units(office: Actor) -> None:
    plan = import_plan(actor=office, source=CUT)
    task = plan.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    assert units_of(plan, "老年人") == {"lead": [], "responsible": []}
    settle(office, of_kind(plan, "row_cut_off"), f"task:{task.pk}")
    assert units_of(plan, "老年人")["lead"] == ["区科协"]
    assert of_kind(plan, "task_without_unit").status == PlanDoubt.Status.SETTLED


def test_the_question_of_the_task_may_be_answered_with_the_row(office: Actor) -> None:
    plan = import_plan(actor=office, source=CUT)
    line = of_kind(plan, "row_cut_off").line
    settle(office, of_kind(plan, "task_without_unit"), f"row:{line}")
    assert units_of(plan, "老年人")["lead"] == ["区科协"]
    assert of_kind(plan, "row_cut_off").status == PlanDoubt.Status.SETTLED


@pytest.mark.parametrize("kind", ["unit", "number", "paragraph", "task"])
def test_an_answer_that_is_taken_back_leaves_no_trace_in_the_plan(kind: str, office: Actor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=CUT)
    task = plan.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    choices = {
        "unit": ("unit_not_in_register", f"unit:{units['区政府'].pk}"),
        "number": ("heading_without_number", "number:（二）"),
        "paragraph": ("heading_without_number", "paragraph:"),
        "task": ("row_cut_off", f"task:{task.pk}"),
    }
    asked, choice = choices[kind]
    before = snapshot(plan)
    settle(office, of_kind(plan, asked), choice, learn_alias=True)
    assert snapshot(plan) != before
    reopen_doubt(actor=office, doubt=of_kind(plan, asked))
    assert snapshot(plan) == before
    assert set(plan.doubts.values_list("status", flat=True)) == {PlanDoubt.Status.OPEN}


def test_taking_back_the_answer_to_one_takes_back_what_was_settled_with_it(office: Actor) -> None:
    plan = import_plan(actor=office, source=CUT)
    line = of_kind(plan, "row_cut_off").line
    settle(office, of_kind(plan, "task_without_unit"), f"row:{line}")
    reopen_doubt(actor=office, doubt=of_kind(plan, "row_cut_off"))
    assert of_kind(plan, "task_without_unit").status == PlanDoubt.Status.OPEN
    assert units_of(plan, "老年人") == {"lead": [], "responsible": []}


def test_after_the_plan_is_issued_no_answer_is_taken_back(office: Actor, plan: Plan) -> None:
    doubt = plan.doubts.first()
    assert doubt is not None
    with pytest.raises(Conflict):
        reopen_doubt(actor=office, doubt=doubt)


@pytest.mark.parametrize("choice", ["unit:0", "unit:x", "task:1", "number:", "group:0", "magic:1", "new_unit:spaceship"])
def test_a_choice_that_does_not_fit_changes_nothing(choice: str, office: Actor, reviewed: Plan) -> None:
    before = snapshot(reviewed)
    with pytest.raises(InvalidInput):
        settle(office, of_kind(reviewed, "unit_not_in_register"), choice)
    assert snapshot(reviewed) == before


def test_units_set_by_hand_answer_the_question_and_are_kept(office: Actor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=CUT)
    task = plan.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    update_node(actor=office, node=task, version=1, lead=[units["区教委"]], responsible=[units["区科协"]])
    assert of_kind(plan, "task_without_unit").status == PlanDoubt.Status.SETTLED
    settle(office, of_kind(plan, "row_cut_off"), f"task:{task.pk}")
    assert units_of(plan, "老年人") == {"lead": ["区教委"], "responsible": ["区科协"]}


def test_two_who_edit_the_same_heading_do_not_overwrite_each_other(office: Actor, reviewed: Plan, measure_of: Callable[[Plan], PlanNode]) -> None:
    node = measure_of(reviewed)
    update_node(actor=office, node=node, version=1, title="先改")
    with pytest.raises(Conflict):
        update_node(actor=office, node=node, version=1, title="后改")


def test_the_office_answers_every_doubt_in_the_browser(office: Actor, client_for: ClientFor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=CUT)
    client = client_for(office)
    page = client.get(f"/plans/{plan.pk}/review/")
    assert f"还有 {plan.doubts.count()} 条疑问待核对" in page.content.decode()
    for _round in range(plan.doubts.count()):
        questions = client.get(f"/plans/{plan.pk}/review/").context["questions"]
        if not questions:
            break
        question = questions[0]
        answer = {"choice": question.answers[0][0]} if question.answers else {"status": "settled", "resolution": "已核对"}
        if question.pick_unit:
            answer = {"choice": "pick", "unit": str(units["区政府"].pk), "learn_alias": "1"}
        client.post(f"/plans/doubts/{question.doubt.pk}/", answer)
    assert issue_plan(actor=office, plan=plan).status == Plan.Status.ISSUED


def test_doubts_are_filtered_by_kind(office: Actor, client_for: ClientFor) -> None:
    plan = import_plan(actor=office, source=CUT)
    questions = client_for(office).get(f"/plans/{plan.pk}/review/?kind=row_cut_off").context["questions"]
    assert [question.doubt.kind for question in questions] == ["row_cut_off"]


def test_the_review_takes_a_bounded_number_of_queries(
    office: Actor, client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    plan = import_plan(actor=office, source=CUT)
    client = client_for(office)
    with django_assert_max_num_queries(18):
        assert client.get(f"/plans/{plan.pk}/review/").status_code == 200


def test_a_row_that_was_given_to_one_task_is_not_given_to_another(office: Actor) -> None:
    rows = [line for line in CUT.splitlines() if "2．实施" not in line or "\t" not in line]
    plan = import_plan(actor=office, source="\n".join(rows))
    first, second = plan.doubts.filter(kind="task_without_unit").order_by("line")
    line = of_kind(plan, "row_cut_off").line
    settle(office, first, f"row:{line}")
    (question,) = questions(plan, [second])
    assert question.answers == []
    with pytest.raises(InvalidInput):
        settle(office, second, f"row:{line}")
    assert first.node is not None and units_of(plan, first.node.title)["lead"] == ["区科协"]


#: A district that begins: several names of the annex are not in its register yet.
STRANGERS = PLAN.replace("区科协、各街道", "区文旅委、区体育局、各街道").replace("区科协、区林业局", "区文旅委、区委老干部局")


def test_a_district_that_begins_places_all_unknown_names_at_once(office: Actor, client_for: ClientFor) -> None:
    plan = import_plan(actor=office, source=STRANGERS)
    client = client_for(office)
    page = client.get(f"/plans/{plan.pk}/review/")
    names = {name.doubt.subject: name for name in page.context["names"]}
    assert {subject: name.picked for subject, name in names.items()} == {
        "区文旅委": "",  # much like 区教委: a person has to say
        "区体育局": "new_unit:government",
        "区委老干部局": "new_unit:party",
    }
    assert "单位名册中没有的 3 个名称" in page.content.decode()
    client.post(f"/plans/{plan.pk}/names/", {f"name-{name.doubt.pk}": name.picked or "new_unit:government" for name in names.values()})
    assert not plan.doubts.filter(kind="unit_not_in_register", status="open").exists()
    assert Unit.objects.get(name="区委老干部局").type == Unit.Type.PARTY
    assert {"区体育局", "区文旅委"} < set(units_of(plan, "青少年")["responsible"])
    assert "已核对 3 条，原文中共 4 处" in client.get(f"/plans/{plan.pk}/review/").content.decode()


def test_names_that_came_into_the_register_meanwhile_are_found_there(office: Actor, client_for: ClientFor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=STRANGERS)
    set_aliases(actor=office, unit=units["区政府"], aliases=["区文旅委"])
    names = {name.doubt.subject: name for name in client_for(office).get(f"/plans/{plan.pk}/review/").context["names"]}
    assert names["区文旅委"].near == [(f"unit:{units['区政府'].pk}", "就是区政府")]
    assert names["区文旅委"].picked == f"unit:{units['区政府'].pk}"


def test_one_name_that_is_refused_stores_none_of_them(office: Actor) -> None:
    plan = import_plan(actor=office, source=STRANGERS)
    first, second = plan.doubts.filter(subject__in=("区体育局", "区委老干部局"))
    with pytest.raises(InvalidInput):
        place_names(actor=office, plan=plan, choices={first.pk: "new_unit:government", second.pk: "new_unit:nonsense"})
    assert plan.doubts.filter(kind="unit_not_in_register", status="settled").count() == 0
    assert not Unit.objects.filter(name="区体育局").exists()


def test_a_collective_name_may_stand_for_all_units_of_a_type(office: Actor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=PLAN.replace("区科协、区林业局", "区科协、各派出所和街道"))
    doubt = of_kind(plan, "unit_not_in_register")
    streets = sorted(name for name, unit in units.items() if unit.type == Unit.Type.STREET)
    question = next(item for item in questions(plan, [doubt]))
    assert question.answers[-1:] == [("new_group:street", f"指全部街道办事处（{len(streets)} 个）")]
    settle(office, doubt, "new_group:street")
    assert set(streets) <= set(units_of(plan, "产业工人")["responsible"])
