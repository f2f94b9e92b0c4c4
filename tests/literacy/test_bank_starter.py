"""The bank that comes with the software: its size, its form, its honesty, and its items held against each other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from typer.testing import CliRunner

from kepu.config.cli import app
from kepu.literacy import scoring, starter
from kepu.literacy.item_checks import Comparison, own_findings
from kepu.literacy.item_content import RIGHT, Kind, checked, folded
from kepu.literacy.models import Audience, Domain, Field, Item, ItemEnemy, ItemReview, ItemVersion
from kepu.literacy.queries.items import approved_versions, enemies_of
from kepu.literacy.services.items import create_item, set_enemies, update_item
from kepu.literacy.services.items_starter import load_starter
from kepu.organizations.actors import Actor
from kepu.organizations.errors import PermissionDenied
from kepu.organizations.models import AuditEntry

from .bank_data import single

ITEMS = starter.items()
BY_CODE = {item.code: item for item in ITEMS}
KEPT_APART = {frozenset((pair.first, pair.second)) for pair in starter.enemies()}


def counted(*domains: Domain) -> int:
    return sum(item.content.domain in domains for item in ITEMS)


def test_it_has_enough_items_in_the_proportions_of_the_scale() -> None:
    assert len(ITEMS) >= 130
    assert counted(Domain.KNOWLEDGE) >= 52 and counted(Domain.METHODS) >= 26
    assert counted(Domain.SPIRIT, Domain.THOUGHT) >= 26 and counted(Domain.ABILITY) >= 26


def test_every_field_kind_and_group_has_its_items() -> None:
    assert all(sum(item.content.field == field for item in ITEMS) >= 15 for field in Field)
    assert all(sum(item.content.kind == kind for item in ITEMS) >= 8 for kind in Kind)
    assert all(sum(group in item.content.audiences for item in ITEMS) >= 15 for group in Audience)


def test_every_group_can_be_asked_in_every_domain() -> None:
    for group in Audience:
        usable = Counter(item.content.domain for item in ITEMS if {group, Audience.ALL} & set(item.content.audiences))
        assert all(usable[domain] >= 4 for domain in Domain), group


def test_half_of_it_is_kept_for_surveys_in_every_domain() -> None:
    for domain in Domain:
        of_domain = [item.is_secure for item in ITEMS if item.content.domain == domain]
        assert abs(sum(of_domain) - len(of_domain) / 2) <= 1, domain


def test_expected_difficulty_runs_from_hard_to_easy() -> None:
    expected = [item.content.expected for item in ITEMS]
    assert all(share is not None and 0.2 <= share <= 0.95 for share in expected)
    assert min(expected) <= 0.3 and max(expected) >= 0.9  # type: ignore[type-var, operator]
    assert sum(share < 0.5 for share in expected if share) >= 12


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)
def test_an_item_is_whole_sourced_and_free_of_the_usual_faults(item: starter.StarterItem) -> None:
    assert checked(item.content) == item.content
    assert own_findings(item.content) == []
    assert len(item.content.explanation) >= 12 and len(item.content.source) >= 4 and re.fullmatch(r"starter-[kmsta]\d{2}", item.code)
    version = ItemVersion(number=1, **item.content.values())
    right = item.content.answer.get("keys") or item.content.answer["value"]
    assert scoring.score(version, scoring.read(version, right)) == scoring.max_score(version)


def test_codes_and_stems_are_unique() -> None:
    assert len(BY_CODE) == len(ITEMS) == len({folded(item.content.stem) for item in ITEMS})


def test_right_answers_stand_at_every_place_about_equally() -> None:
    places = Counter(item.content.answer["keys"][0] for item in ITEMS if item.content.kind == Kind.SINGLE)
    assert set(places) == set("ABCD") and max(places.values()) - min(places.values()) <= 3
    truths = Counter(item.content.answer["keys"][0] for item in ITEMS if item.content.kind == Kind.TRUE_FALSE)
    assert 0.4 <= truths[RIGHT] / sum(truths.values()) <= 0.6
    several = Counter(key for item in ITEMS if item.content.kind == Kind.MULTIPLE for key in item.content.answer["keys"])
    assert max(several.values()) - min(several[key] for key in "ABCD") <= 3


def test_the_longest_option_is_right_no_more_often_than_by_chance() -> None:
    singles = [item.content for item in ITEMS if item.content.kind == Kind.SINGLE]
    longest = 0
    for content in singles:
        right = content.answer["keys"][0]
        lengths = {option["key"]: len(option["text"]) for option in content.options}
        longest += lengths[right] > max(length for key, length in lengths.items() if key != right)
    assert longest <= 0.3 * len(singles)


def test_items_held_against_each_other_repeat_and_give_away_nothing_unless_kept_apart() -> None:
    pairs = Comparison((item.code, item.code, item.content) for item in ITEMS).pairs()
    assert pairs, "the comparison finds at least the pairs that are kept apart for it"
    assert {pair: kinds for pair, kinds in pairs.items() if frozenset(pair) not in KEPT_APART} == {}


def test_pairs_kept_apart_exist_and_say_why() -> None:
    assert all(pair.first in BY_CODE and pair.second in BY_CODE and pair.first != pair.second and len(pair.reason) >= 4 for pair in starter.enemies())
    assert len(KEPT_APART) == len(starter.enemies())


def test_no_two_options_of_an_item_hold_each_other() -> None:
    for item in ITEMS:
        if item.content.kind in (Kind.SINGLE, Kind.MULTIPLE):
            texts = [folded(option["text"]) for option in item.content.options if not option["text"][0].isdigit()]
            assert not any(one in other or other in one for one, other in combinations(texts, 2)), item.code


def test_the_office_loads_it_and_loading_again_changes_nothing(office: Actor) -> None:
    done = load_starter(actor=office)
    assert done == (len(ITEMS), 0, [])
    before = list(Item.objects.order_by("pk").values()), list(ItemVersion.objects.order_by("pk").values()), list(ItemEnemy.objects.values())
    assert load_starter(actor=office) == (0, len(ITEMS), [])
    after = list(Item.objects.order_by("pk").values()), list(ItemVersion.objects.order_by("pk").values()), list(ItemEnemy.objects.values())
    assert before == after and AuditEntry.objects.filter(action="literacy.load_starter").count() == 1
    assert approved_versions(office.district).count() == len(ITEMS)
    assert len(enemies_of(Item.objects.values_list("pk", flat=True))) == len(starter.enemies())


def test_no_review_is_invented_for_it_and_its_origin_stays_visible(office: Actor) -> None:
    load_starter(actor=office)
    assert not ItemReview.objects.exists()
    assert set(Item.objects.values_list("origin", "state")) == {("starter", "approved")}


def test_what_the_district_changed_or_took_for_itself_is_left_alone(office: Actor, assessor: Actor) -> None:
    create_item(actor=assessor, content=single(), code="starter-k01")
    done = load_starter(actor=office)
    assert (done.made, done.taken) == (len(ITEMS) - 1, ["starter-k01"])
    item = Item.objects.get(code="starter-k02")
    content = replace(BY_CODE["starter-k02"].content, expected=0.5)
    changed = update_item(actor=assessor, item=item, version=item.version, content=content)
    one, other = (Item.objects.get(code=code) for code in ("starter-k18", "starter-k19"))
    set_enemies(actor=assessor, item=one, other=other, apart=False)
    load_starter(actor=office)
    assert item.versions.first() == changed and enemies_of([one.pk, other.pk]) == set()


def test_only_the_office_loads_it(assessor: Actor) -> None:
    with pytest.raises(PermissionDenied):
        load_starter(actor=assessor)


def test_the_command_loads_it_and_says_that_it_is_not_official(office: Actor) -> None:
    told = CliRunner().invoke(app, ["literacy", "load-starter", "--district", office.district.code])
    assert told.exit_code == 0 and f"载入 {len(ITEMS)} 题" in told.output and "不是官方题库" in told.output
    assert CliRunner().invoke(app, ["literacy", "load-starter", "--district", "999999"]).exit_code == 2
