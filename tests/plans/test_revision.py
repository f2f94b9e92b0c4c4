"""Importing a plan again shows a difference; applying it keeps what continues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, NotFound, PermissionDenied
from kepu.organizations.models import Unit
from kepu.plans import queries
from kepu.plans.cli import import_file
from kepu.plans.models import Plan, PlanDoubt, PlanNode, PlanRevision, WorkItem
from kepu.plans.services import (
    add_node,
    apply_revision,
    close_plan,
    compare_again,
    discard_revision,
    import_plan,
    propose_revision,
    settle_doubt,
    update_node,
)
from tests.engines.plan_document.documents import district_docx, numbered_docx

from .test_doubts import CUT, of_kind, units_of
from .test_import import REAL
from .texts import PLAN

ClientFor = Callable[[Actor], Client]
LONGER = PLAN.replace("五年完成职业技能培训12万人次", "五年完成职业技能培训15万人次").replace(
    "办好科学课堂。配齐教师和器材。\n", "办好科学课堂。配齐教师、器材和场地。\n\n建设科学教育实践基地。每年新建两个。\n"
)


def propose(actor: Actor, plan: Plan, source: str) -> PlanRevision:
    revision = propose_revision(actor=actor, plan=plan, source=source)
    assert revision is not None
    return revision


def nodes_by_title(plan: Plan) -> dict[tuple[str, str], int]:
    return {(node.kind, node.title): node.pk for node in plan.nodes.exclude(title="")}


def test_the_same_text_makes_no_difference(office: Actor, reviewed: Plan) -> None:
    assert propose_revision(actor=office, plan=reviewed, source=PLAN) is None


def test_the_same_text_makes_no_difference_after_doubts_were_answered(office: Actor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=CUT)
    task = plan.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    settle_doubt(actor=office, doubt=of_kind(plan, "row_cut_off"), status="settled", choice=f"task:{task.pk}")
    settle_doubt(actor=office, doubt=of_kind(plan, "heading_without_number"), status="settled", choice="number:（二）")
    choice = f"unit:{units['区政府'].pk}"
    settle_doubt(actor=office, doubt=of_kind(plan, "unit_not_in_register"), status="settled", choice=choice, learn_alias=True)
    assert propose_revision(actor=office, plan=plan, source=CUT) is None


def test_the_difference_names_what_was_added_changed_and_promised(office: Actor, reviewed: Plan) -> None:
    difference = propose(office, reviewed, LONGER).difference
    assert [(change["change"], change["title"]) for change in difference["nodes"]] == [
        ("changed", "办好科学课堂"),
        ("added", "建设科学教育实践基地"),
        ("changed", "开展技能培训"),
    ]
    assert ("changed", "职业技能培训") in [(change["change"], change["name"]) for change in difference["targets"]]


def test_a_new_promise_of_each_quarter_is_told_and_kept_as_so_many_a_year(office: Actor, reviewed: Plan, client_for: ClientFor) -> None:
    revision = propose(office, reviewed, PLAN.replace("配齐教师和器材。", "配齐教师和器材，各校每季度举办科普讲座2场。"))
    assert "不低于 8场（2030 每年）：" in client_for(office).get(f"/plans/revisions/{revision.pk}/").content.decode()
    apply_revision(actor=office, revision=revision)
    promised = reviewed.indicators.get(phrase__contains="每季度")
    assert (promised.target, promised.span) == (8, "year")


def test_showing_the_difference_changes_nothing(office: Actor, reviewed: Plan) -> None:
    before = (nodes_by_title(reviewed), list(reviewed.indicators.values_list("target", flat=True)))
    propose(office, reviewed, LONGER)
    assert (nodes_by_title(reviewed), list(reviewed.indicators.values_list("target", flat=True))) == before


def test_what_continues_keeps_its_row(office: Actor, reviewed: Plan) -> None:
    before = nodes_by_title(reviewed)
    plan = apply_revision(actor=office, revision=propose(office, reviewed, LONGER))
    after = nodes_by_title(plan)
    assert {title: after[title] for title in before} == before
    assert plan.source_text == LONGER
    assert [node.position for node in queries.outline(plan)] == list(range(plan.nodes.count()))
    assert plan.indicators.get(code="training_attendance").target == 150_000


def test_after_applying_there_is_no_difference_left(office: Actor, reviewed: Plan) -> None:
    plan = apply_revision(actor=office, revision=propose(office, reviewed, LONGER))
    assert propose_revision(actor=office, plan=plan, source=LONGER) is None


def test_a_reworded_measure_keeps_its_row_and_its_work(office: Actor, plan: Plan, item: WorkItem) -> None:
    apply_revision(actor=office, revision=propose(office, plan, PLAN.replace("开设智慧助老课程。", "广泛开设智慧助老课程。")))
    item.refresh_from_db()
    assert item.node.title == "广泛开设智慧助老课程"


def test_a_renumbered_action_keeps_its_row_and_its_units(office: Actor, reviewed: Plan) -> None:
    node = reviewed.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    source = PLAN.replace("（三）实施老年人", "（四）实施老年人").replace("\n（三）组织实施", "\n（三）组织实施")
    apply_revision(actor=office, revision=propose(office, reviewed, source))
    node.refresh_from_db()
    assert node.number == "（四）" and units_of(reviewed, "老年人")["lead"] == ["区科协"]


def test_a_measure_with_work_that_vanished_is_kept_and_reported(office: Actor, plan: Plan, item: WorkItem, client_for: ClientFor) -> None:
    revision = propose(office, plan, PLAN.replace("开设智慧助老课程。每个社区每季度开课。\n", ""))
    assert [(change["change"], change["title"]) for change in revision.difference["nodes"]] == [("kept", "开设智慧助老课程")]
    apply_revision(actor=office, revision=revision)
    assert PlanNode.objects.filter(pk=item.node_id).exists()
    assert client_for(office).get(f"/plans/{plan.pk}/").content.decode().count("文中已没有，予以保留") == 1


def test_a_measure_without_work_that_vanished_is_removed(office: Actor, plan: Plan) -> None:
    revision = propose(office, plan, PLAN.replace("办好科学课堂。配齐教师和器材。\n", ""))
    assert [(change["change"], change["title"]) for change in revision.difference["nodes"]] == [("removed", "办好科学课堂")]
    apply_revision(actor=office, revision=revision)
    assert not plan.nodes.filter(title="办好科学课堂").exists()


def test_units_that_changed_in_the_annex_are_told_by_task(office: Actor, reviewed: Plan) -> None:
    revision = propose(office, reviewed, PLAN.replace("\t区教委\t区科协、各街道", "\t区教委\t区政府、各街道"))
    assert revision.difference["units"] == [{"task": "实施青少年科学素质提升行动", "part": "responsible", "added": ["区政府"], "removed": ["区科协"]}]


def test_units_set_by_hand_are_kept(office: Actor, reviewed: Plan, units: dict[str, Unit]) -> None:
    node = reviewed.nodes.get(kind="action", title="实施青少年科学素质提升行动")
    update_node(actor=office, node=node, version=1, lead=[units["区科协"]], responsible=[])
    apply_revision(actor=office, revision=propose(office, reviewed, LONGER))
    assert units_of(reviewed, "青少年") == {"lead": ["区科协"], "responsible": []}


def test_settled_doubts_stay_settled_though_lines_moved(office: Actor, units: dict[str, Unit]) -> None:
    plan = import_plan(actor=office, source=CUT)
    task = plan.nodes.get(kind="action", title="实施老年人科学素质提升行动")
    settle_doubt(actor=office, doubt=of_kind(plan, "row_cut_off"), status="settled", choice=f"task:{task.pk}")
    longer = CUT.replace("办好科学课堂。", "新增一段。先写在前。\n\n办好科学课堂。")
    apply_revision(actor=office, revision=propose(office, plan, longer))
    doubt = of_kind(plan, "row_cut_off")
    assert doubt.status == PlanDoubt.Status.SETTLED and longer.splitlines()[doubt.line - 1].startswith("\t\t\t区科协")
    assert units_of(plan, "老年人")["lead"] == ["区科协"]


def test_new_and_vanished_questions_are_told(office: Actor, reviewed: Plan) -> None:
    revision = propose(office, reviewed, PLAN.replace("区林业局", "区水利局"))
    assert [change["change"] for change in revision.difference["doubts"]] == ["added", "removed"]


def test_what_a_person_added_stays(office: Actor, reviewed: Plan) -> None:
    action = reviewed.nodes.get(kind="action", title="实施青少年科学素质提升行动")
    made = add_node(actor=office, plan=reviewed, parent=action, kind="measure", title="另加一条")
    apply_revision(actor=office, revision=propose(office, reviewed, LONGER))
    made.refresh_from_db()
    assert made.parent == action


def test_a_plan_that_changed_meanwhile_is_compared_again(office: Actor, reviewed: Plan) -> None:
    revision = propose(office, reviewed, LONGER)
    node = reviewed.nodes.get(title="办好科学课堂")
    update_node(actor=office, node=node, version=1, text="另有安排。")
    with pytest.raises(Conflict):
        apply_revision(actor=office, revision=revision)
    assert not reviewed.nodes.filter(title="建设科学教育实践基地").exists()
    apply_revision(actor=office, revision=compare_again(actor=office, revision=revision))
    node.refresh_from_db()
    assert node.text == "另有安排。"


def test_a_revision_is_applied_once(office: Actor, reviewed: Plan) -> None:
    revision = propose(office, reviewed, LONGER)
    apply_revision(actor=office, revision=revision)
    with pytest.raises(Conflict, match="已采用"):
        apply_revision(actor=office, revision=revision)


def test_a_discarded_revision_leaves_the_plan_as_it_was(office: Actor, reviewed: Plan) -> None:
    before = nodes_by_title(reviewed)
    discard_revision(actor=office, revision=propose(office, reviewed, LONGER))
    assert nodes_by_title(reviewed) == before


def test_a_closed_plan_is_not_revised(office: Actor, plan: Plan) -> None:
    close_plan(actor=office, plan=plan)
    with pytest.raises(Conflict, match="已总结"):
        propose_revision(actor=office, plan=plan, source=LONGER)


def test_only_the_office_of_the_district_revises(office: Actor, reporter: Actor, outsider: Actor, reviewed: Plan) -> None:
    with pytest.raises(PermissionDenied):
        propose_revision(actor=reporter, plan=reviewed, source=LONGER)
    with pytest.raises(NotFound):
        propose_revision(actor=outsider, plan=reviewed, source=LONGER)


def test_handing_in_the_same_title_again_leads_to_the_difference(office: Actor, reviewed: Plan, client_for: ClientFor) -> None:
    client = client_for(office)
    answer = client.post("/plans/import/", {"file": SimpleUploadedFile("plan.txt", LONGER.encode())}, follow=True)
    revision = PlanRevision.objects.get()
    assert answer.redirect_chain == [(f"/plans/revisions/{revision.pk}/", 302)]
    assert "建设科学教育实践基地" in answer.content.decode()
    client.post(f"/plans/revisions/{revision.pk}/", {"decision": "apply"})
    assert Plan.objects.count() == 1 and reviewed.nodes.filter(title="建设科学教育实践基地").exists()


def test_handing_in_the_same_text_again_says_that_nothing_differs(office: Actor, reviewed: Plan, client_for: ClientFor) -> None:
    answer = client_for(office).post("/plans/import/", {"text": PLAN}, follow=True)
    assert "没有差异" in answer.content.decode() and Plan.objects.count() == 1


def test_a_document_with_another_title_may_revise_a_chosen_plan(office: Actor, reviewed: Plan, client_for: ClientFor) -> None:
    renamed = PLAN.replace("实施方案（", "工作方案（", 1)
    client_for(office).post("/plans/import/", {"text": renamed, "plan": reviewed.pk})
    revision = PlanRevision.objects.get()
    assert revision.difference["head"] == [{"field": "title", "old": reviewed.title, "new": reviewed.title.replace("实施", "工作")}]


def test_two_who_apply_the_same_revision_in_the_browser_are_told(office: Actor, reviewed: Plan, client_for: ClientFor) -> None:
    revision = propose(office, reviewed, LONGER)
    client = client_for(office)
    client.post(f"/plans/revisions/{revision.pk}/", {"decision": "apply"})
    answer = client.post(f"/plans/revisions/{revision.pk}/", {"decision": "apply"}, follow=True)
    assert "已采用" in answer.content.decode()


def test_the_command_says_the_difference_and_applies_it_only_when_told(office: Actor, reviewed: Plan, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(LONGER, encoding="utf-8")
    said = list(import_file(file, district="500103"))
    assert "+ 建设科学教育实践基地" in said and "--apply" in said[-1]
    assert not reviewed.nodes.filter(title="建设科学教育实践基地").exists()
    assert list(import_file(file, district="500103", plan=reviewed.pk, apply=True))[-1] == "已采用新的文本。"
    assert list(import_file(file, district="500103")) == [f"与已导入的“{reviewed.title}”没有差异。"]


def test_the_command_imports_a_plan_that_is_new(office: Actor, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="gb18030")
    (said,) = import_file(file, district="500103")
    assert "3 项指标，2 条疑问待核对" in said


@pytest.mark.parametrize("options", [{"district": "110101"}, {"district": "500103", "plan": 0}])
def test_the_command_names_what_it_does_not_know(options: dict[str, Any], office: Actor, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(PLAN, encoding="utf-8")
    with pytest.raises(NotFound):
        list(import_file(file, **options))


@pytest.mark.parametrize("document", [district_docx, numbered_docx])
def test_the_same_word_file_makes_no_difference(document: Callable[[], bytes], office: Actor) -> None:
    plan = import_plan(actor=office, source=document(), filename="plan.docx")
    assert propose_revision(actor=office, plan=plan, source=document(), filename="plan.docx") is None


@pytest.mark.skipif(not REAL.exists(), reason="the real plan does not lie in KEPU_PLAN_DIR or ../shared/plans")
def test_the_real_plan_makes_no_difference_to_itself_before_and_after_its_doubts_are_answered(office: Actor) -> None:
    plan = import_plan(actor=office, source=REAL.read_bytes(), filename=REAL.name)
    assert propose_revision(actor=office, plan=plan, source=REAL.read_bytes()) is None
    task = plan.nodes.get(kind="key_project", title__contains="基础设施")
    settle_doubt(actor=office, doubt=of_kind(plan, "row_cut_off"), status="settled", choice=f"task:{task.pk}")
    settle_doubt(actor=office, doubt=of_kind(plan, "heading_without_number"), status="settled", choice="number:（四）")
    assert propose_revision(actor=office, plan=plan, source=REAL.read_bytes()) is None
