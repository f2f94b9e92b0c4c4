"""The office loads its plan document, settles what is doubtful and issues the plan."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.plans import queries
from kepu.plans.models import Plan, PlanDoubt, PlanNode, Responsibility
from kepu.plans.services import import_plan, issue_plan, settle_doubt

from .texts import PLAN

ClientFor = Callable[[Actor], Client]
REAL = Path(os.environ.get("KEPU_PLAN_DIR", Path(__file__).parents[2] / ".." / "shared" / "plans")) / "yuzhong-2021-2025.txt"


def test_the_document_becomes_tasks_with_their_units(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    rows = {row.node.title: (row.lead, row.responsible) for row in queries.matrix(plan)}
    assert rows["实施青少年科学素质提升行动"] == (["区教委"], ["区科协", "各街道"])


def test_a_group_is_expanded_into_its_members(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    streets = Responsibility.objects.filter(node__plan=plan, node__title__contains="青少年", via_group="各街道")
    assert {item.unit.name for item in streets} == {"七星岗街道", "解放碑街道"}


def test_an_alias_is_the_unit_that_it_names(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    assert Responsibility.objects.filter(node__plan=plan, unit__name="区卫生健康委", part="responsible").exists()


def test_promises_become_indicators_with_their_evidence(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    assert list(plan.indicators.values_list("code", "target", "span", "kinds")) == [
        ("literate_share", 25, "period", ["literacy_estimate"]),
        ("training_attendance", 120000, "period", ["training_attendance"]),
        ("leader_hearing", 1, "year", ["leader_hearing"]),
    ]


def test_what_is_doubtful_is_listed_and_not_guessed(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    asked = set(plan.doubts.values_list("kind", "line"))
    assert asked == {("heading_without_number", 14), ("unit_not_in_register", 36)}
    assert not Responsibility.objects.filter(node__plan=plan, unit__name="区林业局").exists()


def test_the_source_is_kept_word_for_word(office: Actor) -> None:
    assert import_plan(actor=office, source=PLAN).source_text == PLAN


def test_importing_again_makes_no_second_copy(office: Actor) -> None:
    import_plan(actor=office, source=PLAN)
    with pytest.raises(Conflict):
        import_plan(actor=office, source=PLAN)
    assert Plan.objects.count() == 1


def test_two_districts_load_the_same_document(office: Actor, outsider: Actor) -> None:
    import_plan(actor=office, source=PLAN)
    import_plan(actor=outsider, source=PLAN)
    assert queries.plans(office).count() == queries.plans(outsider).count() == 1


@pytest.mark.parametrize(
    "source",
    [b"", b"   \n", b"\x00\x01\x02" * 500, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "今天天气很好，我们去公园。", b"PK\x03\x04broken"],
    ids=["empty", "blank", "binary", "old word", "no plan", "broken docx"],
)
def test_a_file_that_is_no_plan_is_refused_and_nothing_is_stored(office: Actor, source: bytes | str) -> None:
    with pytest.raises(InvalidInput):
        import_plan(actor=office, source=source)
    assert not Plan.objects.exists()


def test_a_reporter_may_not_import(reporter: Actor) -> None:
    with pytest.raises(PermissionDenied):
        import_plan(actor=reporter, source=PLAN)


def test_an_import_that_breaks_midway_leaves_nothing(office: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("kepu.plans.services.importing._store_indicators", broken)
    with pytest.raises(RuntimeError):
        import_plan(actor=office, source=PLAN)
    assert not Plan.objects.exists() and not PlanNode.objects.exists()


def test_a_plan_with_open_doubts_cannot_be_issued(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    with pytest.raises(Conflict):
        issue_plan(actor=office, plan=plan)


def test_a_plan_is_issued_when_each_doubt_is_settled(office: Actor) -> None:
    plan = import_plan(actor=office, source=PLAN)
    for doubt in plan.doubts.all():
        settle_doubt(actor=office, doubt=doubt, status="settled", resolution="已核对")
    assert issue_plan(actor=office, plan=plan).status == Plan.Status.ISSUED


def test_a_doubt_is_not_ignored_without_a_reason(office: Actor) -> None:
    doubt = import_plan(actor=office, source=PLAN).doubts.first()
    assert doubt is not None
    with pytest.raises(InvalidInput):
        settle_doubt(actor=office, doubt=doubt, status="ignored", resolution=" ")


def test_the_second_person_to_settle_a_doubt_is_told(office: Actor) -> None:
    doubt = import_plan(actor=office, source=PLAN).doubts.first()
    assert doubt is not None
    settle_doubt(actor=office, doubt=doubt, status="settled", resolution="应为（二）")
    with pytest.raises(Conflict, match="应为（二）"):
        settle_doubt(actor=office, doubt=doubt, status="ignored", resolution="不管")
    assert PlanDoubt.objects.get(pk=doubt.pk).resolution == "应为（二）"


def test_the_office_imports_and_issues_in_the_browser(office: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    answer = client.post("/plans/import/", {"file": SimpleUploadedFile("plan.txt", PLAN.encode("gb18030"))}, follow=True)
    plan = Plan.objects.get()
    assert answer.redirect_chain == [(f"/plans/{plan.pk}/review/", 302)]
    for doubt in plan.doubts.all():
        client.post(f"/plans/doubts/{doubt.pk}/", {"status": "settled", "resolution": "已核对"})
    client.post(f"/plans/{plan.pk}/issue/")
    plan.refresh_from_db()
    assert plan.status == Plan.Status.ISSUED


def test_pasted_text_that_is_no_plan_stays_in_the_form(office: Actor, client_for: ClientFor) -> None:
    answer = client_for(office).post("/plans/import/", {"text": "今天天气很好，我们去公园。"})
    assert answer.status_code == 422
    assert "今天天气很好" in answer.content.decode() and "没有在文中找到规划的样子" in answer.content.decode()


def test_the_matrix_takes_a_bounded_number_of_queries(
    office: Actor, client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    plan = import_plan(actor=office, source=PLAN)
    client = client_for(office)
    with django_assert_max_num_queries(11):
        assert client.get(f"/plans/{plan.pk}/matrix/").status_code == 200


@pytest.mark.skipif(not REAL.exists(), reason="the real plan does not lie in KEPU_PLAN_DIR or ../shared/plans")
def test_the_real_plan_loads_without_hand_edits(office: Actor) -> None:
    plan = import_plan(actor=office, source=REAL.read_bytes(), filename=REAL.name)
    assert plan.number == "渝中府办〔2022〕20号"
    assert plan.nodes.filter(kind__in=("action", "key_project")).count() == 10
    assert {"literate_share", "training_attendance", "brand_activity", "leader_hearing"} == set(plan.indicators.values_list("code", flat=True))
    assert plan.source_text == REAL.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.txt", b"", "文件"),
        ("plan.txt", b"\x00\x01\x02" * 500, "不是"),
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ""),
        ("plan.docx", b"PK\x03\x04broken", ""),
        ("plan.docx", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")), ""),
        ("plan.txt", b"x" * (50 * 1024 * 1024), "20 MB"),
        ("plan.txt", "今天天气很好，我们去公园。".encode(), "没有在文中找到规划的样子"),
    ],
    ids=["empty", "binary", "old word", "broken docx", "password", "50 MB", "no plan"],
)
def test_a_bad_upload_is_explained_beside_the_form_and_nothing_is_stored(
    name: str, content: bytes, said: str, office: Actor, client_for: ClientFor
) -> None:
    answer = client_for(office).post("/plans/import/", {"file": SimpleUploadedFile(name, content)})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请先改正以下问题" in page and said in page
    assert not Plan.objects.exists() and not PlanNode.objects.exists()
