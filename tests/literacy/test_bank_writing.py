"""Items written, reviewed, revised and taken out of use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kepu.literacy import scoring
from kepu.literacy.item_content import Content, checked, content_of, lettered
from kepu.literacy.models import Item, ItemReview, ItemVersion
from kepu.literacy.queries.items import approved_versions, enemies_of
from kepu.literacy.services.items import create_item, set_enemies, update_item
from kepu.literacy.services.items_review import (
    CHECKS,
    restore_item,
    retire_item,
    review_item,
    set_secure,
    submit_item,
    withdraw_item,
)
from kepu.notifications.models import Notice
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import AuditEntry

from .bank_data import every_kind, numeric, order, single, true_false

ClientFor = Callable[[Actor], Client]
ALL_HOLD = dict.fromkeys(CHECKS, True)


def submitted(actor: Actor, content: Content | None = None) -> tuple[Item, ItemVersion]:
    item = create_item(actor=actor, content=content or single())
    text = submit_item(actor=actor, item=item, version=item.version)
    item.refresh_from_db()
    return item, text


def approved(author: Actor, peer: Actor, content: Content | None = None) -> Item:
    item, text = submitted(author, content)
    review_item(actor=peer, text=text, verdict="approve", checks=ALL_HOLD)
    item.refresh_from_db()
    return item


@pytest.mark.parametrize("content", every_kind(), ids=lambda content: content.kind)
def test_an_item_of_each_kind_goes_from_draft_through_a_peer_into_use(content: Content, office: Actor, assessor: Actor) -> None:
    item = approved(assessor, office, content)
    version = approved_versions(assessor.district).get()
    assert (item.state, item.current, version.item) == ("approved", version, item)
    right = version.answer.get("keys") or version.answer["value"]
    assert scoring.score(version, scoring.read(version, right)) == scoring.max_score(version)


def test_nobody_reviews_his_own_item(office: Actor, assessor: Actor) -> None:
    _item, text = submitted(assessor)
    with pytest.raises(PermissionDenied):
        review_item(actor=assessor, text=text, verdict="approve", checks=ALL_HOLD)
    assert review_item(actor=office, text=text, verdict="approve", checks=ALL_HOLD).reviewer == office.user


def test_who_changed_somebody_elses_draft_wrote_at_it_and_does_not_review_it(office: Actor, assessor: Actor) -> None:
    item = create_item(actor=assessor, content=single())
    update_item(actor=office, item=item, version=item.version, content=single(stem="雨后的彩虹是阳光在小水滴里怎样形成的？"))
    item.refresh_from_db()
    text = submit_item(actor=assessor, item=item, version=item.version)
    for writer in (assessor, office):
        with pytest.raises(PermissionDenied):
            review_item(actor=writer, text=text, verdict="approve", checks=ALL_HOLD)


def test_a_point_that_does_not_hold_forbids_approval_and_a_return_needs_a_reason(office: Actor, assessor: Actor) -> None:
    _item, text = submitted(assessor)
    with pytest.raises(InvalidInput) as raised:
        review_item(actor=office, text=text, verdict="approve", checks={**ALL_HOLD, "facts": False})
    assert "事实准确" in raised.value.fields["checks"]
    with pytest.raises(InvalidInput) as raised:
        review_item(actor=office, text=text, verdict="return", checks=ALL_HOLD)
    assert "remarks" in raised.value.fields
    assert not ItemReview.objects.exists()


def test_the_reviewer_hears_of_a_submission_and_the_writer_of_the_verdict(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    _item, first = submitted(assessor)
    submitted(assessor, single(stem="声音在下列哪一种介质里传播得最快？"))
    assert [notice.title for notice in Notice.objects.filter(recipient=office.user)] == ["题库有题目等待审题"]
    assert not Notice.objects.filter(recipient=assessor.user).exists()
    review_item(actor=office, text=first, verdict="return", checks={}, remarks="题干不清楚")
    notice = Notice.objects.get(recipient=assessor.user)
    assert "审题退回" in notice.title and notice.body == "题干不清楚"
    page = client_for(assessor).get(notice.url).content.decode()
    assert page.index("审题退回，请修改后再提交") < page.index("受访者看到的样子")


def test_a_returned_text_stays_as_it_was_judged_and_the_next_change_is_a_new_version(office: Actor, assessor: Actor) -> None:
    item, text = submitted(assessor)
    review_item(actor=office, text=text, verdict="return", checks={}, remarks="题干不清楚")
    item.refresh_from_db()
    assert item.state == "draft" and not approved_versions(assessor.district)
    better = update_item(actor=assessor, item=item, version=item.version, content=single(stem="雨后天空的彩虹是怎样形成的？"))
    text.refresh_from_db()
    assert (text.stem, better.number, better.frozen_at) == (single().stem, 2, None)
    item.refresh_from_db()
    again = submit_item(actor=assessor, item=item, version=item.version)
    review_item(actor=office, text=again, verdict="approve", checks=ALL_HOLD)
    assert approved_versions(assessor.district).get() == better


def test_a_change_to_an_item_in_use_leaves_the_used_text_until_the_new_one_is_approved(office: Actor, assessor: Actor) -> None:
    item = approved(assessor, office)
    used = item.current
    changed = update_item(actor=assessor, item=item, version=item.version, content=single(expected=0.7))
    item.refresh_from_db()
    assert (item.state, item.current, changed.number) == ("approved", used, 2)
    text = submit_item(actor=assessor, item=item, version=item.version)
    item.refresh_from_db()
    assert (item.state, approved_versions(item.district).get()) == ("approved", used)
    review_item(actor=office, text=text, verdict="approve", checks=ALL_HOLD)
    assert approved_versions(item.district).get() == changed
    assert used is not None and ItemVersion.objects.get(pk=used.pk).expected == 0.6


def test_saving_what_is_already_so_makes_no_version(office: Actor, assessor: Actor) -> None:
    item = approved(assessor, office)
    update_item(actor=assessor, item=item, version=item.version, content=content_of(item.versions.get()))
    assert item.versions.count() == 1


def test_two_people_at_one_form_do_not_overwrite_each_other(office: Actor, assessor: Actor) -> None:
    item = create_item(actor=assessor, content=single())
    update_item(actor=office, item=item, version=1, content=single(expected=0.5))
    with pytest.raises(Conflict):
        update_item(actor=assessor, item=item, version=1, content=single(expected=0.4))
    assert item.versions.get().expected == 0.5


def test_a_text_under_review_is_changed_only_after_it_was_withdrawn(assessor: Actor) -> None:
    item, _text = submitted(assessor)
    with pytest.raises(Conflict, match="撤回"):
        update_item(actor=assessor, item=item, version=item.version, content=single(expected=0.5))
    withdraw_item(actor=assessor, item=item, version=item.version)
    item.refresh_from_db()
    assert item.state == "draft"
    update_item(actor=assessor, item=item, version=item.version, content=single(expected=0.5))


def test_an_item_without_a_source_is_not_sent_to_review(assessor: Actor) -> None:
    item = create_item(actor=assessor, content=single(source=""))
    with pytest.raises(InvalidInput, match="事实依据"):
        submit_item(actor=assessor, item=item, version=item.version)


def test_a_retired_item_is_out_of_use_and_comes_back_as_it_was(office: Actor, assessor: Actor) -> None:
    item = approved(assessor, office)
    with pytest.raises(InvalidInput):
        retire_item(actor=assessor, item=item, version=item.version, reason=" ")
    retire_item(actor=assessor, item=item, version=item.version, reason="事实已过时")
    assert not approved_versions(item.district)
    item.refresh_from_db()
    with pytest.raises(Conflict):
        update_item(actor=assessor, item=item, version=item.version, content=single(expected=0.5))
    restore_item(actor=assessor, item=item, version=item.version)
    assert approved_versions(item.district).get().item == item
    assert AuditEntry.objects.filter(action="literacy.retire_item", summary="事实已过时").exists()


def test_usable_items_are_told_apart_by_secrecy_and_by_group(office: Actor, assessor: Actor) -> None:
    everybody = approved(assessor, office, single())
    young = approved(assessor, office, true_false())
    set_secure(actor=assessor, item=young, version=young.version, is_secure=False)
    district = assessor.district
    assert {version.item for version in approved_versions(district, audience="youth")} == {everybody, young}
    assert {version.item for version in approved_versions(district, audience="elderly")} == {everybody}
    assert approved_versions(district, secure=False).get().item == young
    assert approved_versions(district, secure=True).get().item == everybody


def test_enemies_are_kept_once_whichever_is_named_first(office: Actor, assessor: Actor) -> None:
    one, other = create_item(actor=assessor, content=single()), create_item(actor=assessor, content=order())
    set_enemies(actor=assessor, item=other, other=one, reason="同一知识点")
    set_enemies(actor=office, item=one, other=other, reason="互相提示")
    assert enemies_of([one.pk, other.pk]) == {(one.pk, other.pk)}
    assert enemies_of([one.pk]) == set()
    set_enemies(actor=assessor, item=one, other=other, apart=False)
    assert enemies_of([one.pk, other.pk]) == set()
    with pytest.raises(InvalidInput):
        set_enemies(actor=assessor, item=one, other=one)


def test_an_item_of_another_district_does_not_exist(assessor: Actor, outsider: Actor) -> None:
    item = create_item(actor=assessor, content=single())
    mine = create_item(actor=outsider, content=single())
    with pytest.raises(NotFound):
        update_item(actor=outsider, item=item, version=1, content=single())
    with pytest.raises(NotFound):
        set_enemies(actor=outsider, item=mine, other=item)
    with pytest.raises(NotFound):
        review_item(actor=outsider, text=item.versions.get(), verdict="return", checks={}, remarks="x")


@pytest.mark.parametrize("role", ["head", "leader", "auditor", "interviewer", "teacher", "operator"])
def test_who_does_not_run_the_monitoring_writes_no_items(role: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        create_item(actor=request.getfixturevalue(role), content=single())


def test_codes_are_numbered_by_domain_and_are_unique(assessor: Actor) -> None:
    assert [create_item(actor=assessor, content=single()).code for _time in range(2)] == ["K0001", "K0002"]
    assert create_item(actor=assessor, content=numeric()).code == "A0001"
    with pytest.raises(InvalidInput) as raised:
        create_item(actor=assessor, content=single(), code="K0002")
    assert "K0002" in raised.value.fields["code"]


def test_the_database_keeps_one_open_text_per_item(assessor: Actor) -> None:
    item = create_item(actor=assessor, content=single())
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(item=item, number=2, **single().values())


WRONG: list[tuple[Content, str]] = [
    (single(stem="  "), "stem"),
    (single(options=lettered(["甲", "甲", "乙"])), "options"),
    (single(options=lettered(["甲", " ", "乙"])), "options"),
    (single(options=lettered(["甲"])), "options"),
    (single(answer={"keys": []}), "answer"),
    (single(answer={"keys": ["A", "B"]}), "answer"),
    (single(answer={"keys": ["Z"]}), "answer"),
    (single(domain="magic"), "domain"),
    (single(field=""), "field"),
    (single(audiences=[]), "audiences"),
    (single(audiences=["martians"]), "audiences"),
    (single(expected=1.0), "expected"),
    (single(kind="essay"), "kind"),
    (single(kind="multiple", answer={"keys": ["A"]}), "answer"),
    (single(kind="multiple", answer={"keys": ["A", "B", "C", "D"]}), "answer"),
    (single(kind="order", answer={"keys": ["A", "B", "C"]}), "answer"),
    (single(kind="order", answer={"keys": ["A", "B", "C", "D"]}), "answer"),
    (single(kind="numeric", answer={"value": float("nan")}), "answer"),
    (single(kind="numeric", answer={"value": 3, "tolerance": -1}), "tolerance"),
    (single(source="长" * 301), "source"),
]


@pytest.mark.parametrize(("content", "name"), WRONG, ids=[f"{number}-{name}" for number, (_content, name) in enumerate(WRONG)])
def test_a_wording_that_cannot_be_is_refused_beside_its_field(content: Content, name: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        checked(content)
    assert name in raised.value.fields


@given(
    st.lists(st.text(max_size=30), max_size=10), st.lists(st.sampled_from("ABCDEFGHZ"), max_size=9), st.sampled_from(["single", "multiple", "order"])
)
def test_whatever_passes_the_check_can_be_answered_rightly(texts: list[str], keys: list[str], kind: str) -> None:
    content = single(kind=kind, options=lettered(texts), answer={"keys": keys})
    try:
        passed = checked(content)
    except InvalidInput:
        return
    values: dict[str, Any] = passed.values()
    version = ItemVersion(number=1, **values)
    assert scoring.score(version, scoring.read(version, passed.answer["keys"])) == scoring.max_score(version)
    assert checked(passed) == passed
