"""Reports of an assessment: groups and never children, intervals that know of classes, nothing of small groups."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import openpyxl
import pytest
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kepu.literacy.models import Assessment, ParticipatingSchool, Pupil, SchoolClass
from kepu.literacy.queries.school_reports import class_report, district_report, own_feedback, school_report, schools_of_report
from kepu.literacy.school_figures import LEAST, bands, hidden, likeness, mean_of
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Unit
from kepu.organizations.services import create_unit

from .school_stage import class_with_consent, close, finish_quickly, prepare, school_in
from .small_bank import make_bank

ClientFor = Callable[[Actor], Client]


@pytest.fixture
def assessment(office: Actor, teacher: Actor, district: Area) -> Assessment:
    make_bank(district)
    assert teacher.unit is not None
    other = create_unit(actor=office, name="大坪小学", type=Unit.Type.SCHOOL)
    return prepare(office, [teacher.unit, other], booklets=1)


@pytest.fixture
def school(assessment: Assessment, teacher: Actor) -> ParticipatingSchool:
    assert teacher.unit is not None
    return school_in(assessment, teacher.unit)


def fill(actor: Actor, school: ParticipatingSchool, sizes: list[tuple[int, str, int]], able: float = 0.6) -> list[SchoolClass]:
    made = []
    for seed, (grade, name, pupils) in enumerate(sizes):
        made.append(class_with_consent(actor, school, name=name, pupils=pupils, grade=grade))
        finish_quickly(made[-1], able, seed)
    return made


# Figures


def test_mean_over_classes_has_the_interval_of_the_textbook() -> None:
    """Three classes of equal size: the interval is that of the three class means (Cochran 1977, chapter 9), t with two degrees of freedom."""
    values, classes = [10, 12, 20, 22, 30, 32], ["a", "a", "b", "b", "c", "c"]
    found = mean_of(values, classes)
    assert found is not None and found.low is not None and found.high is not None
    error = np.std([11, 21, 31], ddof=1) / np.sqrt(3)
    assert found.value == pytest.approx(21)
    assert found.high - found.value == pytest.approx(4.302653 * error, rel=1e-6)


def test_one_class_takes_pupils_and_one_pupil_has_no_interval() -> None:
    found = mean_of([1, 2, 3, 4], ["a"] * 4)
    assert found is not None and found.high is not None
    assert found.high - found.value == pytest.approx(3.182446 * np.std([1, 2, 3, 4], ddof=1) / 2, rel=1e-6)
    single = mean_of([5], ["a"])
    assert single is not None and single.low is None and mean_of([], []) is None


def test_likeness_is_one_where_classes_differ_and_pupils_do_not() -> None:
    assert likeness([1, 1, 1, 5, 5, 5], list("aaabbb")) == pytest.approx(1)
    assert likeness([1, 2, 3, 1, 2, 3], list("aaabbb")) == 0
    assert likeness([1, 2], list("aa")) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 30), st.integers(0, 60), max_size=12))
def test_hidden_groups_cannot_be_found_by_taking_the_shown_from_the_total(counts: dict[int, int]) -> None:
    away = hidden(counts)
    assert all(key in away for key, count in counts.items() if 0 < count < LEAST)
    together = sum(counts[key] for key in away)
    shown = [key for key, count in counts.items() if count >= LEAST and key not in away]
    assert together == 0 or together >= LEAST or not shown


def test_bands_add_up_to_all() -> None:
    assert bands([10, 55, 69.9, 70, 85, 100]) == pytest.approx([100 / 6, 200 / 6, 100 / 6, 200 / 6])


# Reports


def test_a_school_is_held_beside_the_district_by_grade_and_area(office: Actor, assessment: Assessment, school: ParticipatingSchool) -> None:
    fill(office, school, [(5, "1班", 20), (5, "2班", 20), (6, "1班", 20)], able=0.4)
    other = assessment.schools.exclude(pk=school.pk).select_related("unit", "assessment")[0]
    fill(office, other, [(5, f"{at}班", 20) for at in range(6)], able=0.85)
    close(office, assessment)
    school = school_in(Assessment.objects.get(pk=assessment.pk), school.unit)
    found = school_report(school)
    assert found.total.persons == 60 and [group.label for group in found.groups] == ["五年级", "六年级"]
    assert found.total.mean is not None and found.total.mean.low is not None and found.total.mean.low < found.total.mean.value
    assert sum(found.groups[0].bands) == pytest.approx(100)
    assert [name for name, _share in found.groups[0].named_bands] == ["55分以下", "55—70分", "70—85分", "85分以上"]
    assert {line.words for line in found.total.areas} == {"低于全区平均"} and len(found.total.areas) == 4
    everybody = district_report(school.assessment)
    assert everybody.total.persons == 180 and (everybody.scoring["likeness"] or 0) > 0.2
    assert everybody.total.mean is not None and everybody.total.mean.value == pytest.approx(everybody.scoring["district"]["mean"])
    assert [group.label for group in schools_of_report(school.assessment)] == ["大坪小学", "石油路小学"]


def test_groups_below_ten_are_not_shown_and_not_to_be_found_by_subtraction(
    office: Actor, assessment: Assessment, school: ParticipatingSchool
) -> None:
    small, large = fill(office, school, [(5, "1班", 9), (6, "1班", 20)])
    close(office, assessment)
    school = school_in(Assessment.objects.get(pk=assessment.pk), school.unit)
    found = school_report(school)
    assert [group.is_hidden for group in found.groups] == [True, True] and found.groups[0].mean is None and found.total.mean is not None
    report = class_report(SchoolClass.objects.get(pk=small.pk))
    assert report.total.is_hidden and report.items == [] and report.total.areas == []
    assert class_report(SchoolClass.objects.get(pk=large.pk)).total.mean is not None


def test_the_teacher_sees_which_question_was_hard_and_what_was_chosen(office: Actor, assessment: Assessment, school: ParticipatingSchool) -> None:
    (made,) = fill(office, school, [(5, "1班", 30)], able=0.5)
    hard = assessment.entries.select_related("version").filter(version__kind="single")[0].version
    wrong = next(str(option["key"]) for option in hard.options if option["key"] not in hard.answer["keys"])
    for pupil in made.pupils.all():
        pupil.answers[str(hard.pk)] = [wrong]
        pupil.save()
    close(office, assessment)
    report = class_report(SchoolClass.objects.select_related("school__assessment").get(pk=made.pk))
    first = report.items[0]
    assert (first.version, first.right, first.wrong_share) == (hard, 0, 100) and first.wrong.endswith(wrong) and first.is_hard
    rights = [line.right for line in report.items if line.right is not None]
    assert rights == sorted(rights) and any("错误选项" in text for text in report.advice)


def test_a_pupil_sees_areas_and_no_points_and_items_only_after_the_end(office: Actor, assessment: Assessment, school: ParticipatingSchool) -> None:
    (made,) = fill(office, school, [(5, "1班", 12)])
    close(office, assessment)
    pupil = made.pupils.select_related("school_class__school__assessment")[0]
    found = own_feedback(pupil)
    assert len(found.areas) == 4 and sum(count for _name, _right, count, _advice in found.areas) == 12 == len(found.items)
    pupil.school_class.school.assessment.state = Assessment.State.OPEN
    assert own_feedback(pupil).items == []


# Files and pages


def test_reports_come_in_word_and_excel_and_say_how_to_read_them(
    office: Actor, teacher: Actor, assessment: Assessment, school: ParticipatingSchool, client_for: ClientFor
) -> None:
    fill(office, school, [(5, "1班", 20), (5, "2班", 20)])
    close(office, assessment)
    for client, address, sheets in (
        (client_for(teacher), f"/literacy/schools/{school.pk}/report", ["分年级", "各方面", "说明"]),
        (client_for(office), f"/literacy/assessments/{assessment.pk}/report", ["分年级", "分学校", "各方面", "说明"]),
    ):
        document = Document(io.BytesIO(client.get(f"{address}.docx").content))
        text = "\n".join(each.text for each in document.paragraphs)
        assert "不能直接当作教学质量的差别" in text and "不给学生排名" in text and len(document.tables) >= 2
        assert len(document.inline_shapes) == 2  # areas with their intervals, shares of the bands
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content))
        assert book.sheetnames == sheets and book["分年级"]["C2"].value in (40, "40")
        page = client.get(f"{address}/").content.decode()
        assert "折合分" in page and "怎样看这份报告" in page and "各分数段学生占比" in page


def test_there_is_no_report_before_the_end(office: Actor, assessment: Assessment, school: ParticipatingSchool, client_for: ClientFor) -> None:
    (made,) = fill(office, school, [(5, "1班", 20)])
    client = client_for(office)
    addresses = (f"assessments/{assessment.pk}/report/", f"schools/{school.pk}/report.docx", f"schools/classes/{made.pk}/report/")
    assert [client.get(f"/literacy/{address}").status_code for address in addresses] == [409, 409, 409]


def test_no_page_or_file_tells_what_a_single_child_reached(
    office: Actor, teacher: Actor, leader: Actor, assessment: Assessment, school: ParticipatingSchool, client_for: ClientFor
) -> None:
    """Points of a pupil are made unmistakable, and are looked for everywhere."""
    (made,) = fill(office, school, [(5, "1班", 12)])
    close(office, assessment)
    Pupil.objects.filter(school_class=made).update(theta=7.654321, points=76.54321)
    made.school.refresh_from_db()
    for actor in (office, teacher, leader):
        client = client_for(actor)
        for address in (
            "assessments/", f"assessments/{assessment.pk}/", f"schools/{school.pk}/",
            f"schools/classes/{made.pk}/", f"schools/classes/{made.pk}/slips/",
        ):  # fmt: skip
            text = client.get(f"/literacy/{address}").content.decode()
            assert "7.65" not in text and "76.5" not in text
