"""The phases of a plan with their checklists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from kepu.governance.queries.phases import current_phase, phases
from kepu.governance.services import add_phase_check, add_usual_checks, remove_phase_check, tick_phase_check
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidInput
from kepu.plans.models import Plan


def name_phases(plan: Plan) -> None:
    texts = ("启动实施。2026年，开展动员。", "深入实施。2027─2030年，全面推进。", "总结评估。2030年，全面总结。")
    for number, text in enumerate(texts):
        plan.nodes.create(key=f"p{number}", position=900 + number, depth=2, kind="phase", title=text.split("。")[0], text=text)


def test_the_phases_are_those_of_the_document_with_their_years(plan: Plan) -> None:
    name_phases(plan)
    assert [(p.title, p.year_from, p.year_to) for p in phases(plan, date(2027, 5, 1))] == [
        ("启动实施", 2026, 2026),
        ("深入实施", 2027, 2030),
        ("总结评估", 2030, 2030),
    ]


@pytest.mark.parametrize(
    ("day", "title"), [(date(2026, 3, 1), "启动实施"), (date(2028, 3, 1), "深入实施"), (date(2030, 3, 1), "总结评估"), (date(2031, 3, 1), "总结评估")]
)
def test_today_stands_in_one_phase(plan: Plan, day: date, title: str) -> None:
    found = current_phase(plan, day)
    assert found is not None and found.title == title


def test_a_plan_without_phases_has_the_usual_three(plan: Plan) -> None:
    assert [p.title for p in phases(plan, date(2026, 1, 1))] == ["启动实施", "深入实施", "总结评估"]


def test_the_usual_points_are_added_once_and_ticked(office: Actor, plan: Plan) -> None:
    assert add_usual_checks(actor=office, plan=plan) > 8
    assert add_usual_checks(actor=office, plan=plan) == 0
    check = phases(plan, date(2026, 1, 1))[0].checks[0]
    tick_phase_check(actor=office, check=check, done=True)
    assert phases(plan, date(2026, 1, 1))[0].done == 1
    tick_phase_check(actor=office, check=check, done=False)
    remove_phase_check(actor=office, check=check)
    assert check.title not in {item.title for item in phases(plan, date(2026, 1, 1))[0].checks}


def test_a_point_of_a_phase_that_the_plan_does_not_have_is_refused(office: Actor, plan: Plan) -> None:
    with pytest.raises(InvalidInput):
        add_phase_check(actor=office, plan=plan, phase="第四阶段", title="总结")


def test_the_office_keeps_the_list_in_the_browser_and_units_read_it(
    office: Actor, reporter: Actor, plan: Plan, client_for: Callable[[Actor], Client]
) -> None:
    client_for(office).post(f"/governance/phases/{plan.pk}/add/", {"phase": "启动实施", "title": "召开动员会"})
    check = plan.phase_checks.get()
    client_for(office).post(f"/governance/phases/checks/{check.pk}/", {"step": "done"})
    page = client_for(reporter).get("/governance/phases/").content.decode()
    assert "召开动员会" in page and "已完成" in page and "改为未完成" not in page
