"""The pages of a survey, as office and assessor walk through them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kepu.literacy.models import Case, Survey
from kepu.literacy.simulate import simulate_field
from kepu.literacy.workbooks.frame import education_columns, frame_columns
from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.services.workbook import read_workbook

from .survey_stage import in_field, make_items, settle_communities

ClientFor = Callable[[Actor], Client]
FORM = {
    "title": "2026年抽样调查", "year": "2026", "starts_on": "2026-11-01", "ends_on": "2027-03-31",
    "expected_share": "20", "margin": "12", "confidence": "90",
    "design_effect": "1.2", "response_rate": "80", "per_community": "10", "allocation": "power", "coordination": "free", "items_per_booklet": "10",
    "booklet_count": "2", "replicate_count": "200", "seed": "2026", "speeding_share": "33.3", "straight_run": "10", "consent": "匿名调查。",
}  # fmt: skip


@pytest.fixture
def areas(system: Actor, units: object) -> list[Area]:
    make_items(system)
    return settle_communities(system)


@pytest.fixture
def desk(assessor: Actor, client_for: ClientFor) -> Client:
    return client_for(assessor)


def filled_frame(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    communities, education = book.worksheets[0], book.worksheets[1]
    for row in range(2, communities.max_row + 1):
        for column in range(3, 14):
            communities.cell(row, column, 900 if column == 3 else 100)
    persons = 1000 * (communities.max_row - 1)
    for row in range(2, 7):
        education.cell(row, 2, persons // 5)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_assessor_leads_a_survey_from_the_form_to_the_field(desk: Client, areas: list[Area]) -> None:
    assert "还没有抽样调查" in desk.get("/literacy/surveys/").content.decode()
    answer = desk.post("/literacy/surveys/new/", FORM)
    survey = Survey.objects.get()
    assert answer["Location"] == f"/literacy/surveys/{survey.pk}/frame/"
    page = f"/literacy/surveys/{survey.pk}"
    assert "抽样框还没有社区" in desk.get(f"{page}/frame/").content.decode()
    template = desk.get(f"{page}/frame/import/?template=1").content
    rows, _errors = load_workbook(io.BytesIO(template)).worksheets[0].max_row, None
    assert rows == len(areas) + 1
    upload = SimpleUploadedFile("frame.xlsx", filled_frame(template))
    answer = desk.post(f"{page}/frame/import/", {"file": upload}, follow=True)
    assert "8 个社区" in answer.content.decode()
    assert "抽样框没有问题" in desk.get(f"{page}/frame/").content.decode()
    assert "已组卷：2 套" in desk.post(f"{page}/booklets/assemble/", follow=True).content.decode()
    assert "A 卷" in desk.get(f"{page}/booklets/A/").content.decode()
    survey.refresh_from_db()
    assert "已抽样" in desk.post(f"{page}/sample/draw/", {"version": survey.version}, follow=True).content.decode()
    assert "样本名单已生成" in desk.post(f"{page}/cases/create/", follow=True).content.decode()
    slips = desk.post(f"{page}/cases/codes/", {"as": "pdf"})
    assert slips.content.startswith(b"%PDF") and "no-store" in slips["Cache-Control"]
    community = survey.sample.filter(state="active").first()
    assert community is not None
    assert desk.post(f"{page}/cases/papers/", {"community": community.pk}).content.startswith(b"%PDF")
    survey.refresh_from_db()
    desk.post(f"{page}/move/", {"verb": "start", "version": survey.version})
    survey.refresh_from_db()
    assert survey.state == "field" and survey.cases.count() == 10 * survey.sample.filter(state="active").count()


def test_codes_as_a_workbook_open_the_questionnaire(desk: Client, assessor: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas)
    book = load_workbook(io.BytesIO(desk.post(f"/literacy/surveys/{survey.pk}/cases/codes/", {"as": "workbook"}).content))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) == survey.cases.count()
    address, code = str(rows[0][4]), str(rows[0][3])
    assert address.endswith(f"/literacy/answer/500103/#{code.replace('-', '')}")
    stored = set(survey.cases.values_list("code_key", flat=True))
    assert not any(str(row[3]).replace("-", "") in stored for row in rows)
    guest = Client()
    assert guest.post("/literacy/answer/500103/", {"code": code.lower()}).headers["Location"] == "/literacy/answer/500103/consent/"


def test_the_size_is_worked_out_while_the_design_is_typed(desk: Client) -> None:
    values = {name: FORM[name] for name in ("expected_share", "margin", "confidence", "design_effect", "response_rate", "per_community")}
    page = desk.get("/literacy/surveys/size/", values).content.decode()
    assert "= 30；" in page and "得 37 份" in page and "得 47 个样本" in page  # Cochran 1977, 4.4, by hand
    assert "样本量" in desk.get("/literacy/surveys/size/", {**values, "margin": "x"}).content.decode()


def test_a_form_with_a_mistake_keeps_what_was_typed(desk: Client) -> None:
    answer = desk.post("/literacy/surveys/new/", {**FORM, "ends_on": "2026-01-01"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "结束日期不能早于开始日期" in page and "2026年抽样调查" in page
    assert not Survey.objects.exists()


def test_every_page_of_a_field_is_bounded_in_its_questions(
    desk: Client, assessor: Actor, interviewer: Actor, areas: list[Area], django_assert_max_num_queries: Callable[..., object]
) -> None:
    Area.objects.filter(pk=assessor.district.pk).update(is_demo=True)
    assessor.district.refresh_from_db()
    survey = in_field(assessor, areas, interviewer, per_community=40)
    simulate_field(actor=assessor, survey=survey, seed=3, literate_share=0.3)
    desk.post(f"/literacy/surveys/{survey.pk}/quality/review/")
    for part, most in {"": 24, "frame/": 24, "sample/": 24, "booklets/": 18, "cases/": 22, "progress/": 26, "quality/": 26, "close/": 20}.items():
        with django_assert_max_num_queries(most):
            assert desk.get(f"/literacy/surveys/{survey.pk}/{part}").status_code == 200, part
    case = survey.cases.filter(state=Case.State.COMPLETE)[0]
    with django_assert_max_num_queries(16):
        assert desk.get(f"/literacy/field/cases/{case.pk}/").status_code == 200
    for page in ("/literacy/field/", "/literacy/field/tablet/", "/literacy/field/tablet/data/", f"/literacy/field/paper/{survey.pk}/"):
        with django_assert_max_num_queries(18):
            assert desk.get(page).status_code == 200, page


def test_a_faulty_frame_comes_back_row_by_row(desk: Client, assessor: Actor, areas: list[Area]) -> None:
    survey = in_field(assessor, areas)
    content = desk.get(f"/literacy/surveys/{survey.pk}/frame/export/").content
    assert len(read_workbook(content, frame_columns()).rows) == len(areas)
    assert len(read_workbook(content, education_columns()).rows) == 5
    assert desk.get(f"/literacy/surveys/{survey.pk}/frame/import/").status_code == 409
