"""An assessment from its preparation to its end: consent before codes, answers only while the class may, withdrawal deletes."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from kepu.evidence.models import EvidenceRecord
from kepu.literacy.codes import LETTERS, code_of, guardian_token_of, key_of, typed
from kepu.literacy.models import Assessment, Item, ItemEnemy, ItemUse, ItemVersion, ParticipatingSchool, Pupil, SchoolClass
from kepu.literacy.parts import PART_OF
from kepu.literacy.queries.schools import scoring_job
from kepu.literacy.services import schools
from kepu.literacy.services.schools import (
    add_schools,
    close_assessment,
    create_assessment,
    open_assessment,
    remove_school,
    score_assessment,
    update_assessment,
)
from kepu.literacy.services.schools_booklets import assemble_booklets
from kepu.literacy.services.schools_classes import add_class, record_class_consent, record_consent, renew_code, update_class, withdraw_pupil
from kepu.literacy.services.schools_conditions import save_conditions
from kepu.literacy.services.schools_pupils import begin_sheet, decide_as_guardian, hand_in_sheet, keep_answer
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from kepu.organizations.models import Area, AuditEntry, Role, Unit
from kepu.organizations.services import create_unit
from kepu.organizations.services.jobs import run_job

from .school_stage import class_with_consent, close, finish_quickly, prepare, school_in, sit, sit_all
from .small_bank import make_bank, right_answer


@pytest.fixture
def school_unit(teacher: Actor) -> Unit:
    assert teacher.unit is not None
    return teacher.unit


@pytest.fixture
def assessment(office: Actor, school_unit: Unit, district: Area) -> Assessment:
    make_bank(district)
    return prepare(office, [school_unit])


@pytest.fixture
def school(assessment: Assessment, school_unit: Unit) -> ParticipatingSchool:
    return school_in(assessment, school_unit)


@pytest.fixture
def own_class(teacher: Actor, school: ParticipatingSchool) -> SchoolClass:
    return class_with_consent(teacher, school)


@pytest.fixture
def resident(district: Area) -> Actor:
    return Actor.resident(district)


def seat(school_class: SchoolClass, number: int) -> Pupil:
    return school_class.pupils.select_related("school_class__school__assessment__district").get(number=number)


def enter(resident: Actor, pupil: Pupil) -> Pupil:
    return begin_sheet(actor=resident, code=code_of(pupil.secret), number=pupil.number)


# Preparing


def test_booklets_hold_the_shares_share_anchors_and_keep_enemies_apart(office: Actor, district: Area) -> None:
    bank = make_bank(district)
    ItemEnemy.objects.create(first=bank[0].item, second=bank[1].item)
    Item.objects.filter(pk=bank[5].item_id).update(is_secure=True)
    today = timezone.localdate()
    made = create_assessment(actor=office, title="测评", school_year=2026, grades=[5], starts_on=today, ends_on=today)
    assemble_booklets(actor=office, assessment=made, booklets=2, length=15, excluded=[bank[2].pk])
    papers = [{entry.version_id for entry in made.entries.filter(booklet=name)} for name in "AB"]
    assert [len(paper) for paper in papers] == [15, 15] and len(papers[0] & papers[1]) == 4
    for paper in papers:
        areas = [PART_OF[version.domain] for version in ItemVersion.objects.filter(pk__in=paper)]
        assert areas.count("knowledge") in (6, 7) and areas.count("ability") in (3, 4)
        assert not {bank[0].pk, bank[1].pk} <= paper and bank[5].pk not in paper and bank[2].pk not in paper


def test_bank_that_is_too_small_says_what_is_missing(office: Actor, district: Area) -> None:
    make_bank(district, count=20)
    today = timezone.localdate()
    made = create_assessment(actor=office, title="测评", school_year=2026, grades=[5], starts_on=today, ends_on=today)
    with pytest.raises(InvalidInput, match="只有20道"):
        assemble_booklets(actor=office, assessment=made, booklets=1, length=30)
    methods = [version.pk for version in ItemVersion.objects.filter(domain="methods")]
    with pytest.raises(InvalidInput, match="“科学方法”需要2道，现有0道"):
        assemble_booklets(actor=office, assessment=made, booklets=1, length=10, excluded=methods)
    with pytest.raises(InvalidInput, match="组不成2套不同的卷"):
        assemble_booklets(actor=office, assessment=made, booklets=2, length=20)
    with pytest.raises(InvalidInput, match="还没有组卷"):
        open_assessment(actor=office, assessment=made, version=made.version)
    assert not made.entries.exists()


def test_booklets_from_a_small_bank_share_more_of_their_items(office: Actor, district: Area) -> None:
    make_bank(district, count=24)
    today = timezone.localdate()
    made = create_assessment(actor=office, title="测评", school_year=2026, grades=[5], starts_on=today, ends_on=today)
    assemble_booklets(actor=office, assessment=made, booklets=2, length=15)
    papers = [set(made.entries.filter(booklet=name).values_list("version_id", flat=True)) for name in "AB"]
    assert [len(paper) for paper in papers] == [15, 15] and len(papers[0] & papers[1]) in (8, 11)


def test_wrong_words_are_named_by_field(office: Actor, assessment: Assessment) -> None:
    today = timezone.localdate()
    with pytest.raises(InvalidInput) as error:
        create_assessment(
            actor=office, title=assessment.title, school_year=1900, grades=[13], starts_on=today, ends_on=today - timedelta(days=1), consent="同意"
        )
    assert set(error.value.fields) == {"title", "school_year", "grades", "ends_on", "consent"}


def test_what_is_open_keeps_its_items_and_grades(office: Actor, assessment: Assessment) -> None:
    with pytest.raises(Conflict):
        assemble_booklets(actor=office, assessment=assessment, booklets=1, length=10)
    with pytest.raises(Conflict):
        update_assessment(actor=office, assessment=assessment, version=assessment.version, grades=[7])
    with pytest.raises(Conflict):
        update_assessment(actor=office, assessment=assessment, version=assessment.version - 1, title="新名称")


def test_only_schools_of_the_district_take_part(office: Actor, outsider: Actor, assessment: Assessment, units: dict[str, Unit]) -> None:
    elsewhere = create_unit(actor=Actor.system(outsider.district), name="江北小学", type=Unit.Type.SCHOOL)
    with pytest.raises(InvalidInput) as error:
        add_schools(actor=office, assessment=assessment, units=[elsewhere, units["区教委"]])
    assert "江北小学" in error.value.fields["units"] and "区教委" in error.value.fields["units"]


def test_a_school_with_classes_cannot_be_taken_out(office: Actor, school: ParticipatingSchool, own_class: SchoolClass) -> None:
    with pytest.raises(Conflict):
        remove_school(actor=office, school=school)


# Teachers


def test_a_teacher_enters_classes_of_his_own_school_only(teacher: Actor, office: Actor, assessment: Assessment, district: Area) -> None:
    other = create_unit(actor=office, name="大坪小学", type=Unit.Type.SCHOOL)
    add_schools(actor=office, assessment=assessment, units=[other])
    with pytest.raises(PermissionDenied):
        add_class(actor=teacher, school=school_in(assessment, other), grade=5, name="1班", pupils=30)
    with pytest.raises(PermissionDenied):
        create_assessment(actor=teacher, title="x", school_year=2026, grades=[5])


def test_another_teacher_of_the_school_cannot_touch_the_class(teacher: Actor, person: object, own_class: SchoolClass) -> None:
    colleague = person(teacher.unit, Role.TEACHER, "colleague")  # type: ignore[operator]
    with pytest.raises(PermissionDenied):
        record_consent(actor=colleague, school_class=own_class, consents={1: "refused"})
    update_class(
        actor=teacher, school_class=own_class, version=1, grade=5, name="1班", pupils=12, teachers=[colleague.membership, teacher.membership]
    )
    assert record_consent(actor=colleague, school_class=own_class, consents={1: "refused"}) == 1


def test_class_of_another_district_does_not_exist(outsider: Actor, own_class: SchoolClass) -> None:
    with pytest.raises(NotFound):
        record_consent(actor=outsider, school_class=own_class, consents={1: "given"})


def test_a_class_is_checked_field_by_field(teacher: Actor, office: Actor, school: ParticipatingSchool, own_class: SchoolClass) -> None:
    now = timezone.now()
    with pytest.raises(InvalidInput) as error:
        add_class(actor=teacher, school=school, grade=9, name=" ", pupils=500, teachers=[office.membership], opens_at=now, closes_at=now)
    assert set(error.value.fields) == {"grade", "name", "pupils", "teachers", "closes_at"}
    with pytest.raises(InvalidInput):
        add_class(actor=teacher, school=school, grade=5, name="1班", pupils=30)
    assert SchoolClass.objects.count() == 1


def test_seats_come_and_go_only_where_nothing_was_recorded(teacher: Actor, own_class: SchoolClass) -> None:
    changed = update_class(actor=teacher, school_class=own_class, version=1, grade=5, name="1班", pupils=14, teachers=[teacher.membership])
    assert changed.pupils.count() == 14
    changed = update_class(actor=teacher, school_class=own_class, version=2, grade=5, name="1班", pupils=12, teachers=[teacher.membership])
    assert changed.pupils.count() == 12
    with pytest.raises(InvalidInput):
        update_class(actor=teacher, school_class=own_class, version=3, grade=5, name="1班", pupils=11, teachers=[teacher.membership])


def test_consent_of_a_seat_that_is_not_there_changes_nothing(teacher: Actor, school: ParticipatingSchool) -> None:
    made = add_class(actor=teacher, school=school, grade=5, name="2班", pupils=3)
    with pytest.raises(InvalidInput):
        record_consent(actor=teacher, school_class=made, consents={1: "given", 4: "given"})
    assert not made.pupils.filter(consent="given").exists()


# Pupils


def test_pupils_have_no_names_and_codes_are_kept_as_digests(own_class: SchoolClass) -> None:
    fields = {field.name for field in Pupil._meta.get_fields()}
    assert not fields & {"name", "sex", "birthday", "phone"}
    pupil = seat(own_class, 1)
    code = code_of(pupil.secret)
    assert len(code) == 8 and set(code) <= set(LETTERS) and pupil.code_key == key_of(code) and code not in str(vars(pupil))
    assert typed(f" {code[:4].lower()}-{code[4:].lower()} ") == code
    assert len({code_of(uuid.uuid4()) for _ in range(500)}) == 500


def test_a_pupil_answers_goes_back_and_hands_in_once(resident: Actor, own_class: SchoolClass) -> None:
    pupil = seat(own_class, 1)
    code = code_of(pupil.secret)
    enter(resident, pupil)
    entry = pupil.school_class.school.assessment.entries.filter(booklet="A").select_related("version")[0]
    keep_answer(actor=resident, code=code, position=1, answer=None)
    keep_answer(actor=resident, code=code, position=1, answer=right_answer(entry.version))
    keep_answer(actor=resident, code=code, position=1, answer=right_answer(entry.version))
    done = hand_in_sheet(actor=resident, code=code)
    assert hand_in_sheet(actor=resident, code=code).finished_at == done.finished_at
    assert done.scores[str(entry.version_id)] >= 1 and sum(done.scores.values()) == done.scores[str(entry.version_id)]
    with pytest.raises(Conflict, match="已经交卷"):
        keep_answer(actor=resident, code=code, position=1, answer=None)
    with pytest.raises(Conflict, match="已经交卷"):
        enter(resident, pupil)


def test_neighbours_have_different_booklets(resident: Actor, own_class: SchoolClass) -> None:
    assert [enter(resident, seat(own_class, number)).booklet for number in (1, 2, 3)] == ["A", "B", "A"]


def test_a_wrong_code_and_a_code_with_another_seat_open_nothing(resident: Actor, own_class: SchoolClass) -> None:
    for code, number in (("ABCDEFGH", 1), ("", 1), (code_of(seat(own_class, 1).secret), 2)):
        with pytest.raises(InvalidInput):
            begin_sheet(actor=resident, code=code, number=number)


def test_an_answer_outside_the_options_is_refused(resident: Actor, own_class: SchoolClass) -> None:
    pupil = enter(resident, seat(own_class, 1))
    with pytest.raises(InvalidInput):
        keep_answer(actor=resident, code=code_of(pupil.secret), position=1, answer=["Z"])
    with pytest.raises(NotFound):
        keep_answer(actor=resident, code=code_of(pupil.secret), position=99, answer=["A"])


@pytest.mark.parametrize("consent", ["waiting", "refused"])
def test_without_the_guardian_no_code_works(resident: Actor, teacher: Actor, school: ParticipatingSchool, consent: str) -> None:
    made = add_class(actor=teacher, school=school, grade=5, name="3班", pupils=1)
    if consent == "refused":
        record_consent(actor=teacher, school_class=made, consents={1: "refused"})
    with pytest.raises(Conflict, match="家长的同意"):
        enter(resident, seat(made, 1))


def test_the_database_itself_holds_no_answer_without_consent(own_class: SchoolClass) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        own_class.pupils.filter(number=1).update(consent="refused", state="started")


def test_codes_work_only_in_the_window_of_the_class(resident: Actor, teacher: Actor, own_class: SchoolClass) -> None:
    now = timezone.now()
    window = {"opens_at": now + timedelta(days=2), "closes_at": now + timedelta(days=3)}
    update_class(actor=teacher, school_class=own_class, version=1, grade=5, name="1班", pupils=12, teachers=[teacher.membership], **window)
    with pytest.raises(Conflict, match="还没有开始"):
        enter(resident, seat(own_class, 1))
    with time_machine.travel(now + timedelta(days=2, hours=1)):
        assert enter(resident, seat(own_class, 1)).state == "started"
    with time_machine.travel(now + timedelta(days=4)), pytest.raises(Conflict, match="已过期"):
        enter(resident, seat(own_class, 1))
    with time_machine.travel(now + timedelta(days=60)), pytest.raises(Conflict, match="已过期"):
        enter(resident, seat(own_class, 2))


def test_a_lost_code_is_replaced_and_the_old_one_ends(resident: Actor, teacher: Actor, own_class: SchoolClass) -> None:
    old = seat(own_class, 1)
    renew_code(actor=teacher, school_class=own_class, number=1)
    with pytest.raises(InvalidInput):
        enter(resident, old)
    assert enter(resident, seat(own_class, 1)).state == "started"


# Guardians


def test_a_guardian_agrees_by_link_and_takes_back_which_deletes_the_answers(resident: Actor, teacher: Actor, school: ParticipatingSchool) -> None:
    made = add_class(actor=teacher, school=school, grade=5, name="4班", pupils=2)
    token = guardian_token_of(seat(made, 1).secret)
    decide_as_guardian(actor=resident, token=token, decision="given")
    done = sit(seat(made, 1), 0.7, random.Random(3))
    assert done.answers and done.consent_form == "link"
    gone = decide_as_guardian(actor=resident, token=token, decision="withdrawn")
    gone.refresh_from_db()
    assert (gone.answers, gone.scores, gone.state, gone.theta) == ({}, {}, "waiting", None)
    with pytest.raises(NotFound):
        decide_as_guardian(actor=resident, token="wrong", decision="given")
    with pytest.raises(InvalidInput):
        decide_as_guardian(actor=resident, token=token, decision="maybe")


def test_a_whole_class_is_entered_at_once_when_all_papers_are_at_hand(teacher: Actor, school: ParticipatingSchool) -> None:
    made = add_class(actor=teacher, school=school, grade=5, name="3班", pupils=6)
    record_consent(actor=teacher, school_class=made, consents={1: "refused"})
    decide_as_guardian(actor=Actor.resident(teacher.district), token=guardian_token_of(seat(made, 2).secret), decision="given")
    withdraw_pupil(actor=teacher, school_class=made, number=3)
    with pytest.raises(InvalidInput) as error:
        record_class_consent(actor=teacher, school_class=made, has_papers=False, except_seats=[9])
    assert set(error.value.fields) == {"has_papers", "except_seats"}
    assert record_class_consent(actor=teacher, school_class=made, has_papers=True, except_seats=[4]) == 2
    assert list(made.pupils.values_list("consent", flat=True)) == ["refused", "given", "withdrawn", "waiting", "given", "given"]
    assert seat(made, 2).consent_form == "link"
    entered = seat(made, 5)
    assert entered.consent_form == "paper" and entered.consent_by == teacher.user and entered.consent_at is not None
    entry = AuditEntry.objects.get(action="literacy.record_class_consent")
    assert entry.changes["seats"] == [5, 6] and entry.changes["except_seats"] == [4]


def test_another_teacher_does_not_enter_the_consent_of_a_class(teacher: Actor, person: object, own_class: SchoolClass) -> None:
    stranger = person(teacher.unit, Role.TEACHER, "teacher2")  # type: ignore[operator]
    with pytest.raises(PermissionDenied):
        record_class_consent(actor=stranger, school_class=own_class, has_papers=True)


def test_paper_does_not_bring_back_who_has_withdrawn(teacher: Actor, own_class: SchoolClass) -> None:
    withdraw_pupil(actor=teacher, school_class=own_class, number=1)
    assert record_consent(actor=teacher, school_class=own_class, consents={1: "given"}) == 0
    assert seat(own_class, 1).consent == "withdrawn"


# The end


def test_the_end_scores_hands_in_and_counts_pupils_in_the_ledger_once(office: Actor, resident: Actor, own_class: SchoolClass) -> None:
    assessment = own_class.school.assessment
    sit_all(own_class, most=10)
    enter(resident, seat(own_class, 11))
    closed = close(office, assessment)
    pupils = own_class.pupils.filter(state="finished")
    assert pupils.count() == 11 and not pupils.filter(points__isnull=True).exists()
    assert closed.scoring["method"] == "fixed" and closed.scoring["provisional"] == closed.scoring["items"]
    record = EvidenceRecord.objects.get(kind="school_assessment")
    assert (record.quantity, record.audience, record.unit) == (11, "youth", own_class.school.unit)
    with pytest.raises(Conflict):
        close_assessment(actor=office, assessment=closed, version=closed.version)
    with pytest.raises(Conflict):
        enter(resident, seat(own_class, 12))
    score_assessment(actor=office, assessment=closed)
    assert EvidenceRecord.objects.filter(kind="school_assessment").count() == 1


def test_a_large_assessment_ends_at_once_and_is_scored_by_a_job(
    office: Actor, resident: Actor, own_class: SchoolClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schools, "AT_ONCE", 5)
    sit_all(own_class, most=10)
    enter(resident, seat(own_class, 11))
    closed = close(office, own_class.school.assessment)
    assert closed.state == "closed" and not closed.is_scored and not EvidenceRecord.objects.filter(kind="school_assessment").exists()
    job = scoring_job(closed)
    assert job is not None
    with pytest.raises(Conflict, match="已经结束"):
        enter(resident, seat(own_class, 12))
    run_job(job.pk)
    closed.refresh_from_db()
    assert closed.is_scored and closed.scoring["persons"] == 11 and scoring_job(closed) is None
    assert EvidenceRecord.objects.get(kind="school_assessment").quantity == 11


def test_a_pupil_may_leave_after_the_end_and_scoring_again_leaves_him_out(office: Actor, teacher: Actor, own_class: SchoolClass) -> None:
    sit_all(own_class)
    closed = close(office, own_class.school.assessment)
    withdraw_pupil(actor=teacher, school_class=own_class, number=1)
    assert score_assessment(actor=office, assessment=closed).scoring["persons"] == 11


def test_enough_pupils_calibrate_their_own_items(office: Actor, school: ParticipatingSchool) -> None:
    for at in range(6):
        made = class_with_consent(office, school, name=f"{at}班", pupils=40)
        finish_quickly(made, 0.5 + 0.04 * at, seed=at)
    closed = close(office, school.assessment)
    assert closed.scoring["method"] == "calibrated" and closed.scoring["persons"] == 240 and 0.3 < closed.scoring["reliability"] < 1
    uses = ItemUse.objects.filter(setting="school")
    assert uses.count() == closed.scoring["items"] and not uses.filter(discrimination__isnull=True).exists()
    assert Pupil.objects.filter(points__gte=0, points__lte=100).count() == 240


# Conditions


def test_a_school_tells_its_conditions_once_a_year(teacher: Actor, outsider: Actor, school_unit: Unit, units: dict[str, Unit]) -> None:
    told = {
        "pupils": 900, "full_time": 3, "part_time": 4, "science_degree": 2, "has_vice_head": True, "lessons": 2, "labs": 1, "experiments": 6,
        "activities": 12, "participations": 2700, "remarks": "",
    }  # fmt: skip
    row = save_conditions(actor=teacher, unit=school_unit, school_year=2026, **told)
    with pytest.raises(Conflict):
        save_conditions(actor=teacher, unit=school_unit, school_year=2026, version=9, **told)
    assert save_conditions(actor=teacher, unit=school_unit, school_year=2026, version=1, **{**told, "labs": 2}).pk == row.pk
    with pytest.raises(InvalidInput) as error:
        save_conditions(actor=teacher, unit=school_unit, school_year=2026, version=2, **{**told, "pupils": 0, "science_degree": 8})
    assert set(error.value.fields) == {"pupils", "science_degree"}
    with pytest.raises(PermissionDenied):
        save_conditions(actor=teacher, unit=units["区教委"], school_year=2026, **told)
    with pytest.raises(InvalidInput):
        save_conditions(actor=outsider, unit=school_unit, school_year=2026, **told)
