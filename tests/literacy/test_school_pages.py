"""The pages of schools: the office, a teacher, a pupil at a school computer, a guardian at a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kepu.literacy.codes import code_of, guardian_token_of
from kepu.literacy.models import Assessment, ParticipatingSchool, Pupil, SchoolClass, SchoolConditions
from kepu.literacy.services.schools_classes import add_class
from kepu.literacy.services.schools_pupils import entries_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, AuditEntry, Role, Unit

from .school_stage import class_with_consent, close, prepare, school_in, sit_all
from .small_bank import as_form, make_bank, right_answer

ClientFor = Callable[[Actor], Client]
ENTER = "/literacy/assessments/answer/"


@pytest.fixture(autouse=True)
def bank(district: Area) -> None:
    cache.clear()
    make_bank(district)


@pytest.fixture
def assessment(office: Actor, teacher: Actor) -> Assessment:
    assert teacher.unit is not None
    return prepare(office, [teacher.unit])


@pytest.fixture
def school(assessment: Assessment, teacher: Actor) -> ParticipatingSchool:
    assert teacher.unit is not None
    return school_in(assessment, teacher.unit)


@pytest.fixture
def own_class(teacher: Actor, school: ParticipatingSchool) -> SchoolClass:
    return class_with_consent(teacher, school)


def form_of(pupil: Pupil) -> dict[str, Any]:
    code = code_of(pupil.secret)
    return {"number": pupil.number, "code": f"{code[:4]}-{code[4:].lower()}"}


def test_the_office_prepares_and_opens_an_assessment_by_its_pages(office: Actor, teacher: Actor, client_for: ClientFor) -> None:
    client, today = client_for(office), timezone.localdate()
    assert "还没有测评" in client.get("/literacy/assessments/").content.decode()
    form = {
        "title": "五年级测评", "school_year": today.year, "grades": ["5"], "starts_on": today, "ends_on": today + timedelta(days=9),
        "consent": "本测评了解学生的科学素质，不记姓名，可以随时退出。",
    }  # fmt: skip
    page = client.post("/literacy/assessments/new/", {**form, "ends_on": today - timedelta(days=1)})
    assert page.status_code == 422 and "结束日期不能早于开始日期" in page.content.decode() and "五年级测评" in page.content.decode()
    address = client.post("/literacy/assessments/new/", form).headers["Location"]
    assert "开始测评" in client.get(address).content.decode()
    client.post(f"{address}booklets/", {"booklets": 2, "length": 12})
    own = Assessment.objects.get()
    dropped = own.entries.all()[0].version
    client.post(f"{address}booklets/", {"booklets": 2, "length": 12, "excluded": [dropped.pk]})
    assert own.entries.count() == 24 and not own.entries.filter(version=dropped).exists()
    client.post(f"{address}schools/", {"units": [teacher.unit.pk if teacher.unit else 0]})
    assert "石油路小学" in client.get(address).content.decode()
    client.post(f"{address}move/", {"step": "open", "version": own.version})
    own.refresh_from_db()
    assert own.state == "open"
    assert "请填写套数" in client.post(f"{address}booklets/", {"booklets": "x"}, follow=True).content.decode()


def test_a_teacher_enters_a_class_prints_slips_and_records_consent(
    teacher: Actor, assessment: Assessment, school: ParticipatingSchool, client_for: ClientFor
) -> None:
    client = client_for(teacher)
    assert assessment.title in client.get("/literacy/assessments/").content.decode()
    address = f"/literacy/schools/{school.pk}/"
    assert client.post(address, {"grade": 9, "name": "1班", "pupils": 0}).status_code == 422
    assert client.post(address, {"grade": 5, "name": "1班", "pupils": 3}).status_code == 302
    made = SchoolClass.objects.get()
    page = f"/literacy/schools/classes/{made.pk}/"
    assert "先征得家长同意" in client.get(page).content.decode()
    assert client.post(f"{page}consent/", {"seat-1": "given", "seat-2": "refused", "seat-3": ""}).status_code == 302
    assert list(made.pupils.values_list("consent", flat=True)) == ["given", "refused", "waiting"]
    refused = client.post(f"{page}consent/all/", {"except_seats": "三"})
    assert refused.status_code == 422 and "请只填座号" in refused.content.decode()
    assert "收齐" in client.post(f"{page}consent/all/", {}).content.decode()
    assert client.post(f"{page}consent/all/", {"has_papers": "on", "except_seats": "3、"}).status_code == 302
    assert made.pupils.get(number=3).consent == "waiting"
    pupils = list(made.pupils.all())
    slips = client.get(f"{page}slips/").content.decode()
    code = code_of(pupils[0].secret)
    assert f"{code[:4]}-{code[4:]}" in slips and code_of(pupils[1].secret)[:4] not in slips
    letters = client.get(f"{page}slips/?for=guardians").content.decode()
    assert all(guardian_token_of(each.secret) in letters for each in pupils)
    assert AuditEntry.objects.filter(action="literacy.print_slips").count() == 2


def test_a_teacher_of_another_class_sees_progress_and_no_more(
    teacher: Actor, person: Callable[..., Actor], school: ParticipatingSchool, own_class: SchoolClass, client_for: ClientFor
) -> None:
    assert teacher.unit is not None
    client = client_for(person(teacher.unit, Role.TEACHER, "colleague"))
    assert "1班" in client.get(f"/literacy/schools/{school.pk}/").content.decode()
    for part in ("", "slips/", "report/", "edit/"):
        assert client.get(f"/literacy/schools/classes/{own_class.pk}/{part}").status_code == 403


def test_a_pupil_answers_every_question_goes_back_and_hands_in(own_class: SchoolClass) -> None:
    client, pupil = Client(), own_class.pupils.select_related("school_class__school__assessment")[0]
    assert client.post(ENTER, form_of(pupil)).headers["Location"] == f"{ENTER}1/"
    assert client.cookies["kepu_pupil"]["httponly"] and code_of(pupil.secret) not in client.get(f"{ENTER}1/").content.decode()
    pupil.refresh_from_db()
    entries = list(entries_of(pupil))
    for at, entry in enumerate(entries, start=1):
        page = client.get(f"{ENTER}{at}/").content.decode()
        assert entry.version.stem in page and f"第 {at} 题" in page
        given = {} if at == 2 else as_form(entry.version, right_answer(entry.version))
        answer = client.post(f"{ENTER}{at}/", {"go": "next", **given})
        assert answer.status_code == 302
    assert "还有1题没有作答" in client.get(f"{ENTER}done/").content.decode()
    shown = client.get(f"{ENTER}1/").content.decode()
    assert "checked" in shown or "selected" in shown or 'value="100"' in shown
    assert (
        client.post(f"{ENTER}1/", {"go": "back", **as_form(entries[0].version, right_answer(entries[0].version))}).headers["Location"] == f"{ENTER}1/"
    )
    assert client.post(f"{ENTER}done/").status_code == 302 and client.post(f"{ENTER}done/").status_code == 302
    page = client.get(f"{ENTER}done/").content.decode()
    assert "你的反馈" in page and "排名" in page and "全部班级测完后" in page
    assert client.get(f"{ENTER}1/").headers["Location"] == f"{ENTER}done/"
    assert Client().post(ENTER, form_of(pupil)).headers["Location"] == f"{ENTER}done/"
    client.post(f"{ENTER}leave/")
    assert client.get(f"{ENTER}done/").headers["Location"] == ENTER


def test_wrong_codes_are_refused_in_words_and_not_without_end(own_class: SchoolClass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kepu.literacy.views.pupils.TRIES", 3)
    client = Client()
    answers = [client.post(ENTER, {"number": "1", "code": "AAAAAAAA"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert "编码或座号不对" in answers[0].content.decode() and 'value="AAAAAAAA"' in answers[0].content.decode()


def test_a_pupil_without_consent_is_sent_to_the_teacher(teacher: Actor, school: ParticipatingSchool) -> None:
    pupil = add_class(actor=teacher, school=school, grade=5, name="2班", pupils=1).pupils.get()
    answer = Client().post(ENTER, form_of(pupil))
    assert answer.status_code == 409 and "还没有家长的同意" in answer.content.decode()
    pupil.refresh_from_db()
    assert pupil.state == "waiting"


def test_a_sheet_that_is_withdrawn_meanwhile_takes_no_more_answers(teacher: Actor, own_class: SchoolClass, client_for: ClientFor) -> None:
    client, pupil = Client(), own_class.pupils.all()[0]
    client.post(ENTER, form_of(pupil))
    client_for(teacher).post(f"/literacy/schools/classes/{own_class.pk}/pupil/", {"number": 1, "go": "withdraw"})
    assert client.post(f"{ENTER}1/", {"answer": "A"}).headers["Location"] == ENTER
    pupil.refresh_from_db()
    assert (pupil.consent, pupil.answers) == ("withdrawn", {})


def test_a_guardian_decides_by_the_link(teacher: Actor, school: ParticipatingSchool) -> None:
    pupil = add_class(actor=teacher, school=school, grade=5, name="2班", pupils=1).pupils.get()
    client, address = Client(), f"/literacy/assessments/guardian/{guardian_token_of(pupil.secret)}/"
    page = client.get(address)
    assert "知情同意书" in page.content.decode() and page.headers["X-Robots-Tag"] == "noindex"
    refused = client.post(address, {"decision": "given"})
    assert refused.status_code == 422 and "监护人" in refused.content.decode()
    assert client.post(address, {"decision": "given", "is_guardian": "on"}).status_code == 302
    pupil.refresh_from_db()
    assert (pupil.consent, pupil.consent_form) == ("given", "link")
    assert client.get("/literacy/assessments/guardian/nothing/").status_code == 404


def test_the_office_ends_the_assessment_and_reads_the_report(
    office: Actor, leader: Actor, assessment: Assessment, own_class: SchoolClass, client_for: ClientFor
) -> None:
    sit_all(own_class, most=11)
    client, address = client_for(office), f"/literacy/assessments/{assessment.pk}/"
    assessment.refresh_from_db()
    client.post(f"{address}move/", {"step": "close", "version": assessment.version})
    assert "全区报告" in client.get(address).content.decode()
    assert "折合分" in client_for(leader).get(f"{address}report/").content.decode()
    assert client_for(leader).get(f"/literacy/schools/{own_class.school_id}/").status_code == 403
    client.post(f"{address}move/", {"step": "score"})
    assert AuditEntry.objects.filter(action="literacy.score_assessment").exists()


def test_pages_do_not_grow_in_queries_with_classes(
    office: Actor, assessment: Assessment, school: ParticipatingSchool, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for at in range(6):
        add_class(actor=office, school=school, grade=5, name=f"{at}班", pupils=20)
    client, own = client_for(office), SchoolClass.objects.all()[0]
    for address, most in (
        ("assessments/", 14),
        (f"assessments/{assessment.pk}/", 18),
        (f"schools/{school.pk}/", 16),
        (f"schools/classes/{own.pk}/", 14),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(f"/literacy/{address}").status_code == 200
    close(office, assessment)
    for address in (f"assessments/{assessment.pk}/report/", f"schools/{school.pk}/report/", f"schools/classes/{own.pk}/report/"):
        with django_assert_max_num_queries(18):
            assert client.get(f"/literacy/{address}").status_code == 200


def test_conditions_are_told_by_the_school_and_summed_up_for_the_district(
    office: Actor, teacher: Actor, leader: Actor, units: dict[str, Unit], client_for: ClientFor
) -> None:
    assert teacher.unit is not None
    client, address = client_for(teacher), f"/literacy/schools/conditions/{teacher.unit.pk}/"
    assert "本校还没有填报" in client.get("/literacy/schools/conditions/").content.decode()
    told = {
        "school_year": timezone.localdate().year, "pupils": 900, "full_time": 3, "part_time": 4, "science_degree": 9, "lessons": 2, "labs": 1,
        "experiments": 6, "activities": 12, "participations": 2700, "version": 0,
    }  # fmt: skip
    refused = client.post(address, told)
    assert refused.status_code == 422 and "不能多于专职和兼职教师之和" in refused.content.decode() and 'value="2700"' in refused.content.decode()
    assert client.post(address, {**told, "science_degree": 2}).status_code == 302
    page = client_for(leader).get(f"/literacy/schools/conditions/?year={told['school_year']}").content.decode()
    assert "石油路小学" in page and "180" in page and "3.0" in page
    assert client_for(office).get(f"/literacy/schools/conditions.xlsx?year={told['school_year']}").status_code == 200
    assert (
        client_for(leader).get(address).status_code == 403
        and client_for(office).get(f"/literacy/schools/conditions/{units['区教委'].pk}/").status_code == 404
    )
    assert SchoolConditions.objects.get().filled_by == teacher.user
