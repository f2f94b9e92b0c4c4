"""From a closed survey to a published figure, and back: pages, ledger, report, reproduction."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal

import polars as pl
import pytest
from django.db.models import Sum
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from typer.testing import CliRunner

from kepu.config.cli import app
from kepu.evidence.models import EvidenceRecord
from kepu.evidence.queries.records import records_of
from kepu.literacy.estimation.wording import percent, verdict
from kepu.literacy.models import Calculation, ItemUse, PopulationCell, Survey
from kepu.literacy.queries import field_microdata
from kepu.literacy.queries.results import open_data, results_of
from kepu.literacy.services.calculations import reproduce, start_calculation
from kepu.literacy.services.field_close import close_survey, export_microdata
from kepu.literacy.services.publishing import publish_calculation, withdraw_calculation
from kepu.literacy.simulate import simulate_field
from kepu.literacy.workbooks.microdata import write_csv, write_excel
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput, PermissionDenied
from kepu.organizations.models import Area, Job
from kepu.organizations.services.jobs import run_job

from .survey_stage import in_field, make_items, settle_communities

QUICK = {"replicates": 60, "minimum_margin": 5, "minimum_published": 10, "communities": False}
ClientFor = Callable[[Actor], Client]


@pytest.fixture
def closed(system: Actor, assessor: Actor, interviewer: Actor) -> Survey:
    """Asked, answered and closed."""
    Area.objects.filter(pk=system.district.pk).update(is_demo=True)
    system.district.refresh_from_db()
    make_items(system)
    survey = in_field(assessor, settle_communities(system, each=9), interviewer, per_community=14, margin=0.06)
    simulate_field(actor=assessor, survey=survey, seed=7, literate_share=0.25)
    survey.refresh_from_db()
    return close(assessor, survey)


def close(actor: Actor, survey: Survey) -> Survey:
    survey.refresh_from_db()
    return close_survey(actor=actor, survey=survey, version=survey.version, close_open=True)


def computed(actor: Actor, survey: Survey, **settings: float) -> Calculation:
    made = start_calculation(actor=actor, survey=survey, settings={**QUICK, **settings})
    run_job(Job.objects.latest("pk").pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def done(closed: Survey, assessor: Actor) -> Calculation:
    made = computed(assessor, closed)
    assert made.state == "done", made.error
    return made


def test_a_closed_survey_becomes_shares_with_intervals(done: Calculation) -> None:
    found = results_of(done)
    assert [row.level for row in found.levels] == ["literate", "advanced", "basic", "low"]
    main = found.headline
    assert main is not None and main.low < main.share < main.high
    assert set(found.groups) == {"street", "sex", "age_group", "education", "group"}
    assert done.survey.calculations.count() == 1
    done.survey.refresh_from_db()
    assert done.survey.state == "estimated"


def test_all_communities_of_the_frame_get_a_share(closed: Survey, assessor: Actor) -> None:
    found = results_of(computed(assessor, closed, communities=True))
    assert len(found.communities) == closed.frame.count() > closed.sample.filter(state="active").count()


def test_what_the_survey_tells_about_its_items_goes_to_the_bank(done: Calculation) -> None:
    uses = ItemUse.objects.filter(setting="survey", label=done.survey.title)
    assert uses.count() == len({entry.version_id for booklet in done.survey.booklets.all() for entry in booklet.entries.all()})
    assert uses.filter(discrimination__isnull=False).exists()


def test_data_for_researchers_carry_weights_from_which_shares_and_errors_follow(done: Calculation, assessor: Actor) -> None:
    _items, everybody = field_microdata.records_of(done.survey)
    residents = PopulationCell.objects.filter(survey=done.survey, education="").aggregate(all=Sum("persons"))["all"]
    assert sum(one.weight or 0 for one in everybody) == pytest.approx(residents, rel=1e-6)
    items, records = export_microdata(actor=assessor, survey=done.survey)
    table = pl.read_csv(write_csv(items, records), infer_schema_length=None)
    replicates = table.select("^replicate_.*$")
    assert replicates.width == QUICK["replicates"]
    women = table["sex"] == "女"
    by_replicate = replicates.filter(women).sum().to_numpy() / replicates.sum().to_numpy()
    # Weights are raked to sex, so what is left of the spread comes from records that are not given out.
    assert (table["weight"].filter(women).sum() / table["weight"].sum()) == pytest.approx(0.5, abs=0.1)
    assert 0 <= by_replicate.std(ddof=1) < 0.05
    sheet = load_workbook(io.BytesIO(write_excel(items, records))).active
    assert sheet is not None and "权重" in {cell.value for row in sheet.iter_rows(max_row=4) for cell in row}


def test_data_of_a_survey_without_a_calculation_have_no_weights(closed: Survey, assessor: Actor) -> None:
    items, records = export_microdata(actor=assessor, survey=closed)
    assert {one.weight for one in records} == {None}
    assert "weight" not in write_csv(items, records).decode().splitlines()[0]


def test_a_survey_in_the_field_gives_no_figure(closed: Survey, assessor: Actor) -> None:
    Survey.objects.filter(pk=closed.pk).update(state="field")
    with pytest.raises(Conflict, match="结束"):
        start_calculation(actor=assessor, survey=closed, settings=QUICK)
    assert not Calculation.objects.exists()


def test_settings_outside_their_limits_are_named(closed: Survey, assessor: Actor) -> None:
    with pytest.raises(InvalidInput) as caught:
        start_calculation(actor=assessor, survey=closed, settings={**QUICK, "replicates": 3})
    assert set(caught.value.fields) == {"replicates"}


def test_what_keeps_the_figure_from_being_right_is_told_in_words(closed: Survey, assessor: Actor) -> None:
    street = closed.sample.first().frame.stratum
    closed.cases.filter(community__frame__stratum=street).update(state="absent")
    made = computed(assessor, closed)
    assert made.state == "failed"
    assert street.name in made.error and "补充调查" in made.error
    assert not made.estimates.exists()


def test_the_published_share_is_the_value_of_the_indicator_with_its_interval(done: Calculation, office: Actor) -> None:
    publish_calculation(actor=office, calculation=done)
    record = records_of(office, source=done).get(area=done.survey.district, audience="")
    main = results_of(done).headline
    assert main is not None
    assert (record.value, record.low, record.high) == tuple(
        Decimal(repr(100 * value)).quantize(Decimal("0.0001")) for value in (main.share, main.low, main.high)
    )
    streets = records_of(office, source=done).exclude(area=done.survey.district)
    assert streets.count() == len(results_of(done).groups["street"])
    done.survey.refresh_from_db()
    assert done.survey.state == "published"


def test_publishing_twice_changes_nothing(done: Calculation, office: Actor) -> None:
    publish_calculation(actor=office, calculation=done)
    before = EvidenceRecord.objects.count()
    with pytest.raises(Conflict, match="撤回"):
        publish_calculation(actor=office, calculation=done)
    assert EvidenceRecord.objects.count() == before


def test_withdrawing_voids_the_records_and_lets_another_be_published(done: Calculation, office: Actor, assessor: Actor) -> None:
    publish_calculation(actor=office, calculation=done)
    with pytest.raises(InvalidInput):
        withdraw_calculation(actor=office, calculation=done, reason=" ")
    withdraw_calculation(actor=office, calculation=done, reason="发现漏录")
    assert not records_of(office, source=done).exists()
    other = computed(assessor, done.survey, replicates=70)
    publish_calculation(actor=office, calculation=other)
    assert records_of(office, source=other).exists()


def test_the_assessor_computes_but_does_not_publish(done: Calculation, assessor: Actor) -> None:
    with pytest.raises(PermissionDenied):
        publish_calculation(actor=assessor, calculation=done)


def test_a_published_figure_is_computed_again_to_the_last_digit(done: Calculation) -> None:
    found = reproduce(done)
    assert found.same_data and found.same_result and found.largest < 1e-9


def test_changed_answers_are_noticed_when_computing_again(done: Calculation) -> None:
    case = done.survey.cases.filter(state="complete").first()
    case.age_group = "18-29" if case.age_group != "18-29" else "60-69"
    case.save()
    found = reproduce(done)
    assert not found.same_data
    assert "不能重现" in found.text()


def test_the_command_reproduces_by_number(done: Calculation) -> None:
    ran = CliRunner().invoke(app, ["literacy", "reproduce", str(done.pk)])
    assert ran.exit_code == 0 and "完全一致" in ran.stdout
    assert CliRunner().invoke(app, ["literacy", "reproduce", "99999"]).exit_code == 2


def test_a_second_wave_tells_the_change_since_the_first(done: Calculation, assessor: Actor, interviewer: Actor, office: Actor) -> None:
    publish_calculation(actor=office, calculation=done)
    areas = list(Area.objects.filter(district=done.survey.district, level=Area.Level.COMMUNITY).order_by("code"))
    again = in_field(assessor, areas, interviewer, title="2027年调查", year=2027, previous=done.survey, per_community=14, margin=0.06, seed=31)
    simulate_field(actor=assessor, survey=again, seed=8, literate_share=0.3)
    made = computed(assessor, close(assessor, again))
    assert made.state == "done", made.error
    found = results_of(made)
    assert [row.level for row in found.changes if row.dimension == "district"] == ["advanced", "literate"]
    assert any("比上期变化" in sentence for sentence in found.sentences)
    assert len(found.trend) == 2


def test_small_groups_are_named_but_not_told_in_the_open_data(done: Calculation) -> None:
    row = done.estimates.filter(dimension="education").first()
    done.estimates.filter(pk=row.pk).update(is_suppressed=True, respondents=3)
    told = next(line for line in open_data(done) if (line["key"], line["level"], line["dimension"]) == (row.key, row.get_level_display(), "文化程度"))
    assert told["share"] is None and told["respondents"] is None and told["note"]


def test_the_report_tells_shares_method_and_how_to_compute_it_again(done: Calculation, assessor: Actor, client_for: ClientFor) -> None:
    answer = client_for(assessor).get(f"/literacy/calculations/{done.pk}/report.docx")
    assert "no-store" in answer["Cache-Control"]
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    main = results_of(done).headline
    assert main is not None
    assert percent(main.share) in text
    assert done.result_digest in text and f"kepu literacy reproduce {done.pk}" in text
    assert "未发布稿" in text or "演示数据" in text
    assert [name for name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist() if name.endswith(".png")]


def test_pages_show_figures_with_a_bounded_number_of_queries(
    done: Calculation, assessor: Actor, office: Actor, client_for: ClientFor, django_assert_max_num_queries
) -> None:
    client = client_for(assessor)
    client.get(f"/literacy/calculations/{done.pk}/")
    with django_assert_max_num_queries(30):
        answer = client.get(f"/literacy/calculations/{done.pk}/")
    assert percent(results_of(done).headline.share) in answer.content.decode()
    assert "重新计算并核对" in answer.content.decode()
    assert "发布后所有人都能看到" not in answer.content.decode()
    assert "发布后所有人都能看到" in client_for(office).get(f"/literacy/calculations/{done.pk}/").content.decode()


def test_the_public_sees_only_what_is_published(done: Calculation, office: Actor) -> None:
    address = f"/literacy/published/{done.survey.district.code}/"
    nothing = Client().get(address)
    assert nothing.status_code == 404 and "没有公布的监测结果" in nothing.content.decode()
    publish_calculation(actor=office, calculation=done)
    page = Client().get(address)
    assert percent(results_of(done).headline.share) in page.content.decode()
    table = Client().get(f"{address}estimates.csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == done.estimates.count() + 1


def test_the_words_do_not_claim_what_the_interval_leaves_open() -> None:
    assert "还不能断定" in verdict(0.195, 0.18, 0.21, 0.2, "比例")
    assert "尚未达到" in verdict(0.15, 0.13, 0.17, 0.2, "比例")
    assert "达到目标" in verdict(0.25, 0.22, 0.28, 0.2, "比例")
