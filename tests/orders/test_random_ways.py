"""Whatever people do in whatever order: no order is lost, none is served twice, states and evidence agree."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kepu.evidence.models import EvidenceRecord
from kepu.orders import services
from kepu.orders.models import Order
from kepu.orders.order_states import TRANSITIONS
from kepu.orders.services.evidence import evidence_of_order
from kepu.orders.services.sessions import current_session
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import KepuError
from kepu.volunteers.models import ServiceSession, Team

from .conftest import MONDAY, PHONE, REPORT, Story, at, span

EDGES = {(source, row.target) for row in TRANSITIONS for source in row.sources}
WHO = ("community", "head", "leader", "office", "resident", "system")
# Who usually takes a step, so that most sequences go somewhere.
USUAL = {
    "dispatch": "community", "return": "community", "claim": "head", "decline": "head", "accept": "leader", "release": "leader",
    "schedule": "leader", "assign": "office", "check_in": "leader", "finish": "leader", "no_show": "leader", "cancel": "community",
    "settle": "office", "uphold": "office", "redispatch": "community",
}  # fmt: skip
DAYS = [MONDAY.date() + datetime.timedelta(days=number) for number in range(1, 9)]


def test_no_order_is_lost_and_none_is_served_twice(story: Story, other_team: Team, system: Actor) -> None:
    class Ways(RuleBasedStateMachine):
        """Some orders, and everybody who tries everything."""

        @initialize()
        def begin(self) -> None:
            self.atomic = transaction.atomic()
            self.atomic.__enter__()
            story.clock.move_to(MONDAY)
            self.placed = 2
            for _number in range(self.placed):
                services.place_by_phone(actor=story.community, wish=story.wish())

        def teardown(self) -> None:
            if hasattr(self, "atomic"):
                transaction.set_rollback(True)
                self.atomic.__exit__(None, None, None)

        def actor(self, who: str) -> Actor:
            return system if who == "system" else getattr(story, who)  # type: ignore[no-any-return]

        def order(self, number: int) -> Order | None:
            orders = list(Order.objects.order_by("pk"))
            return orders[number % len(orders)] if orders else None

        def attempt(self, call: Callable[[], Any]) -> bool:
            before = sorted(Order.objects.values_list("pk", "state", "version"))
            records = EvidenceRecord.objects.count()
            try:
                with transaction.atomic():
                    call()
            except KepuError:
                assert sorted(Order.objects.values_list("pk", "state", "version")) == before
                assert EvidenceRecord.objects.count() == records
                return False
            return True

        @rule(people=st.integers(-1, 60), days=st.lists(st.sampled_from(DAYS), min_size=1, max_size=3), phone=st.booleans())
        def place(self, people: int, days: list[datetime.date], phone: bool) -> None:
            windows = [span(9, 12, day) for day in days]
            wish = story.wish(people_expected=people, windows=windows, contact_phone=PHONE if phone else "")
            if self.attempt(lambda: services.place_by_phone(actor=story.community, wish=wish)):
                self.placed += 1

        @rule(
            number=st.integers(0, 9),
            who=st.sampled_from((*WHO, *[""] * 12)),
            stale=st.sampled_from((0, 0, 0, 1)),
            verb=st.sampled_from(sorted(USUAL)),
            day=st.sampled_from(DAYS),
        )
        def step(self, number: int, who: str, stale: int, verb: str, day: datetime.date) -> None:
            order = self.order(number)
            if order is None:
                return
            begin, windows = at(9, day), [span(9, 12, day)]
            extra: dict[str, dict[str, Any]] = {
                "return": {"reason": "理由"}, "decline": {"reason": "理由"}, "release": {"reason": "理由"}, "no_show": {"reason": "理由"},
                "cancel": {"reason": "理由"}, "settle": {"reason": "理由"}, "uphold": {"reason": "理由", "windows": windows},
                "redispatch": {"windows": windows}, "accept": {"team": story.team}, "schedule": {"starts_at": begin},
                "assign": {"team": other_team if number % 2 else story.team, "starts_at": begin},
                "finish": {"people_reached": 9, "minutes": 60, "report": REPORT},
            }  # fmt: skip
            named = {"no_show": "report_no_show", "settle": "settle_dispute", "uphold": "uphold_dispute"}
            call = getattr(services, named.get(verb, f"{verb}_order"))
            version = order.version - stale
            self.attempt(lambda: call(actor=self.actor(who or USUAL[verb]), order=order, version=version, **extra.get(verb, {})))

        @rule(number=st.integers(0, 9), other=st.integers(0, 9))
        def merge(self, number: int, other: int) -> None:
            order, into = self.order(number), self.order(other)
            if order and into:
                self.attempt(lambda: services.merge_orders(actor=story.community, order=order, version=order.version, into=into))

        @rule(number=st.integers(0, 9), first=st.integers(0, 40))
        def split(self, number: int, first: int) -> None:
            order = self.order(number)
            if order and self.attempt(
                lambda: services.split_order(actor=story.community, order=order, version=order.version, people=[first, order.people_expected - first])
            ):
                self.placed += 2

        @rule(number=st.integers(0, 9), what=st.sampled_from(["cancel", "rate", "dispute", "no_show"]))
        def by_link(self, number: int, what: str) -> None:
            order = self.order(number)
            if order is None:
                return
            token, resident = token_of(order), story.resident
            calls: dict[str, Callable[[], Any]] = {
                "cancel": lambda: services.cancel_by_link(actor=resident, token=token),
                "rate": lambda: services.rate_order(actor=resident, token=token, stars=1 + number % 5),
                "dispute": lambda: services.dispute_order(actor=resident, token=token, reason="没有来"),
                "no_show": lambda: services.no_show_by_link(actor=resident, token=token, reason="没有来"),
            }
            self.attempt(calls[what])

        @rule(number=st.integers(0, 9))
        def serve(self, number: int) -> None:
            """The usual way in one go, as far as it goes from where the order stands."""
            order = self.order(number)
            if order is None:
                return
            self.attempt(lambda: services.dispatch_order(actor=story.community, order=order, version=None))
            self.attempt(lambda: services.claim_order(actor=story.head, order=order, version=None))
            self.attempt(lambda: services.accept_order(actor=story.leader, order=order, version=None, team=story.team))
            window = order.windows.first()
            if window is not None:
                self.attempt(lambda: services.schedule_order(actor=story.leader, order=order, version=None, starts_at=window.starts_at))
            self.arrive(number)

        @rule(number=st.integers(0, 9))
        def arrive(self, number: int) -> None:
            order = self.order(number)
            session = current_session(order) if order and order.state == "scheduled" else None
            if order is None or order.starts_at is None or session is None or session.team_id != story.team.pk:
                return
            if order.starts_at > datetime.datetime.now(tz=datetime.UTC):
                story.clock.move_to(order.starts_at)
            self.attempt(lambda: story.member_arrives(order))
            self.attempt(lambda: services.check_in_order(actor=story.leader, order=order, version=None))
            story.clock.shift(datetime.timedelta(hours=1))
            self.attempt(lambda: services.finish_order(actor=story.leader, order=order, version=None, people_reached=7, minutes=60, report=REPORT))

        @rule(days=st.integers(0, 20))
        def time_passes(self, days: int) -> None:
            story.clock.shift(datetime.timedelta(days=days))
            services.follow_up_orders(actor=system)

        @invariant()
        def no_order_is_lost(self) -> None:
            if hasattr(self, "placed"):
                assert Order.objects.count() == self.placed

        @invariant()
        def every_step_stands_in_the_table_and_in_the_events(self) -> None:
            for order in Order.objects.prefetch_related("events"):
                events = list(order.events.all())
                assert [event.version for event in events] == list(range(1, order.version + 1))
                assert events[-1].to_state == order.state
                for before, event in pairwise(events):
                    assert event.from_state == before.to_state
                    assert (event.from_state, event.to_state) in EDGES or (event.verb == "merge" and event.from_state == event.to_state)

        @invariant()
        def states_and_evidence_agree_and_nothing_is_served_twice(self) -> None:
            for order in Order.objects.all():
                lines = [record.kind for record in evidence_of_order(order)]
                served = order.state in Order.SERVED
                assert sorted(lines) == (["order_attendance", "order_hours", "order_served"] if served else [])
                assert order.visits == order.events.filter(verb="finish").count() == order.events.filter(verb="uphold").count() + served

        @invariant()
        def a_session_is_held_only_for_a_visit_that_is_known(self) -> None:
            open_ones = set(ServiceSession.objects.filter(state="open").values_list("source_id", flat=True))
            expected = set()
            for order in Order.objects.filter(state__in=("scheduled", "checked_in")):
                expected.add(str(order.visit_rows.get(number=order.visits + 1).pk))
            assert open_ones == expected

    run_state_machine_as_test(
        Ways,
        settings=settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)),
    )
