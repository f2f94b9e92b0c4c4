"""The office sets what is measured, from which evidence, and how much of it is promised."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.models import AuditEntry, Unit
from kepu.plans.models import Indicator, Plan, WorkItem
from kepu.plans.services import apply_revision, create_indicator, propose_revision, remove_indicator, update_indicator

from .texts import PLAN

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def training(plan: Plan) -> Indicator:
    return plan.indicators.get(code="training_attendance")


def fields(**otherwise: Any) -> dict[str, Any]:
    return {
        "name": "科普活动参与",
        "unit_label": "人次",
        "aggregation": "sum",
        "kinds": ["activity_attendance"],
        "comparison": "at_least",
        "span": "period",
        "target": Decimal(5000),
        "deadline": 2030,
    } | otherwise


def form_of(**otherwise: Any) -> dict[str, Any]:
    return (
        {"name": "科普活动参与", "unit_label": "人次", "aggregation": "sum", "kinds": ["activity_attendance"], "comparison": "at_least"}
        | {
            "span": "period",
            "target": "5000",
            "deadline": "2030",
            "target_2026": "1000",
            "target_2028": "3000",
        }
        | otherwise
    )


def test_an_indicator_has_its_targets_by_year(office: Actor, plan: Plan) -> None:
    indicator = create_indicator(actor=office, plan=plan, targets={2026: Decimal(1000), 2030: Decimal(5000)}, **fields())
    assert list(indicator.targets.values_list("year", "value")) == [(2026, 1000), (2030, 5000)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kinds": ["no_such_kind"]}, "kinds"),
        ({"aggregation": "ratio"}, "denominator_kinds"),
        ({"aggregation": "magic"}, "aggregation"),
        ({"audience": "martians"}, "audience"),
        ({"deadline": 2031}, "deadline"),
        ({"target": Decimal(-1)}, "target"),
        ({"targets": {2031: Decimal(1)}}, "targets"),
        ({"name": " "}, "name"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any], field: str, office: Actor, plan: Plan) -> None:
    before = plan.indicators.count()
    with pytest.raises(InvalidInput) as error:
        create_indicator(actor=office, plan=plan, **fields(**wrong))
    assert set(error.value.fields) == {field} and plan.indicators.count() == before


def test_a_unit_does_not_set_its_own_targets(plan: Plan, training: Indicator, head: Actor) -> None:
    with pytest.raises(PermissionDenied):
        update_indicator(actor=head, indicator=training, version=1, target=Decimal(1))


def test_two_who_edit_the_same_indicator_do_not_overwrite_each_other(office: Actor, training: Indicator) -> None:
    update_indicator(actor=office, indicator=training, version=1, target=Decimal(130_000))
    with pytest.raises(Conflict):
        update_indicator(actor=office, indicator=training, version=1, target=Decimal(1))


def test_each_change_of_a_target_is_in_the_log(office: Actor, training: Indicator) -> None:
    update_indicator(actor=office, indicator=training, version=1, target=Decimal(130_000), targets={2026: Decimal(20_000)})
    entry = AuditEntry.objects.get(action="plans.update_indicator")
    assert entry.changes == {"target": ["120000", "130000"], "targets": [{}, {"2026": "20000"}]}


def test_a_target_set_by_hand_outlives_a_revision_of_the_document(office: Actor, plan: Plan, training: Indicator) -> None:
    update_indicator(actor=office, indicator=training, version=1, target=Decimal(130_000))
    made = create_indicator(actor=office, plan=plan, **fields())
    revision = propose_revision(actor=office, plan=plan, source=PLAN.replace("12万人次", "15万人次"))
    assert revision is not None
    apply_revision(actor=office, revision=revision)
    training.refresh_from_db()
    assert training.target == 130_000 and Indicator.objects.filter(pk=made.pk).exists()


def test_an_indicator_with_work_is_not_removed(office: Actor, training: Indicator, draft: Callable[..., WorkItem]) -> None:
    draft(indicator=training, quantity=100)
    with pytest.raises(Conflict):
        remove_indicator(actor=office, indicator=training)


def test_an_indicator_is_set_up_by_form(office: Actor, plan: Plan, client_for: ClientFor, units: dict[str, Unit]) -> None:
    client = client_for(office)
    page = client.get(f"/plans/{plan.pk}/indicators/new/").content.decode()
    assert "科普活动参与（人次）" in page, "the kinds of the ledger are offered"
    client.post(f"/plans/{plan.pk}/indicators/new/", form_of(responsible_unit=units["区科协"].pk))
    made = plan.indicators.get(name="科普活动参与")
    assert dict(made.targets.values_list("year", "value")) == {2026: 1000, 2028: 3000}


def test_the_form_changes_and_clears_yearly_targets(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    made = create_indicator(actor=office, plan=plan, targets={2026: Decimal(1000), 2027: Decimal(2000)}, **fields())
    client_for(office).post(f"/plans/indicators/{made.pk}/edit/", form_of(version=1, target_2026="1500"))
    assert dict(made.targets.values_list("year", "value")) == {2026: 1500, 2028: 3000}


def test_a_form_with_errors_keeps_what_was_typed(office: Actor, plan: Plan, client_for: ClientFor) -> None:
    answer = client_for(office).post(f"/plans/{plan.pk}/indicators/new/", form_of(name="新指标", target="abc"))
    assert answer.status_code == 422 and "新指标" in answer.content.decode() and not plan.indicators.filter(name="新指标").exists()
