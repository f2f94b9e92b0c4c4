"""The pages of the item bank, by their forms."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from kepu.literacy.item_content import Content, checked, content_of
from kepu.literacy.models import Item, ItemEnemy, ItemVersion
from kepu.literacy.services.items import create_item
from kepu.literacy.services.items_starter import load_starter
from kepu.literacy.services.items_use import record_item_use
from kepu.literacy.workbooks.items import write_items
from kepu.organizations.actors import Actor
from kepu.organizations.models import Job

from .bank_data import every_kind, single, true_false
from .test_bank_writing import ALL_HOLD, approved, submitted

ClientFor = Callable[[Actor], Client]
BANK = "/literacy/items/"
COMMON = {
    "domain": "knowledge",
    "field": "matter",
    "audiences": ["all"],
    "source": "教材",
    "explanation": "说明",
    "expected": "60",
    "is_secure": "on",
}
TYPED: dict[str, dict[str, Any]] = {
    "true_false": {"stem": "鲸鱼是哺乳动物。", "answer": "T"},
    "single": {"stem": "下列动物中，哪种是哺乳动物？", "option_A": "鲸鱼", "option_B": "鲨鱼", "option_D": "章鱼", "answer": "D"},
    "multiple": {"stem": "下列哪些是金属？", "option_A": "铜", "option_B": "木头", "option_C": "铁", "answer": ["A", "C"]},
    "order": {"stem": "把长度单位由小到大排列。", "option_A": "毫米", "option_B": "厘米", "option_C": "米"},
    "numeric": {"stem": "一打鸡蛋有多少个？", "answer": "12", "tolerance": "0"},
}


@pytest.mark.parametrize("kind", TYPED)
def test_an_item_of_each_kind_is_typed_saved_and_shown(kind: str, assessor: Actor, client_for: ClientFor) -> None:
    client = client_for(assessor)
    answer = client.post(f"{BANK}new/?kind={kind}", {**COMMON, **TYPED[kind], "kind": kind})
    item = Item.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{BANK}{item.pk}/")
    version = item.versions.get()
    assert (version.kind, version.stem, version.expected, version.author) == (kind, TYPED[kind]["stem"], 0.6, assessor.user)
    page = client.get(f"{BANK}{item.pk}/").content.decode()
    assert version.stem in page and "提交审题" in page
    again = client.get(f"{BANK}{item.pk}/edit/").content.decode()
    assert version.stem in again


def test_rows_left_empty_close_up_and_the_answer_follows_its_row(assessor: Actor, client_for: ClientFor) -> None:
    client_for(assessor).post(f"{BANK}new/?kind=single", {**COMMON, **TYPED["single"]})
    version = ItemVersion.objects.get()
    assert version.options == [{"key": "A", "text": "鲸鱼"}, {"key": "B", "text": "鲨鱼"}, {"key": "C", "text": "章鱼"}]
    assert version.answer == {"keys": ["C"]}


def test_an_order_is_typed_right_and_shown_shuffled_and_opening_the_form_does_not_shuffle_again(assessor: Actor, client_for: ClientFor) -> None:
    client = client_for(assessor)
    client.post(f"{BANK}new/?kind=order", {**COMMON, **TYPED["order"]})
    version = ItemVersion.objects.get()
    assert version.answer_in_words == "毫米 → 厘米 → 米"
    assert [option["text"] for option in version.options] != ["毫米", "厘米", "米"]
    shown = version.options
    client.post(f"{BANK}{version.item_id}/edit/", {**COMMON, **TYPED["order"], "stem": "把下列长度单位由小到大排列。", "version": "1"})
    version.refresh_from_db()
    assert version.options == shown and version.stem.startswith("把下列")


def test_a_form_with_an_error_keeps_what_was_typed_and_says_where(assessor: Actor, client_for: ClientFor) -> None:
    typed = {**COMMON, **TYPED["single"], "option_B": "鲸鱼。"}
    answer = client_for(assessor).post(f"{BANK}new/?kind=single", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "有相同的选项" in page and "鲸鱼。" in page and not Item.objects.exists()


def test_the_preview_shows_what_a_respondent_sees_and_not_the_answer(assessor: Actor, client_for: ClientFor) -> None:
    client = client_for(assessor)
    page = client.post(f"{BANK}preview/", {"kind": "multiple", **TYPED["multiple"]}).content.decode()
    assert "下列哪些是金属？" in page and page.count('type="checkbox"') == 3 and "checked" not in page
    half = client.post(f"{BANK}preview/", {"kind": "single", "stem": "<b>半句"}).content.decode()
    assert "&lt;b&gt;半句" in half
    assert client.post(f"{BANK}preview/", {"kind": "true_false", "stem": "水会结冰。"}).content.decode().count('type="radio"') == 2


def test_two_people_editing_at_once_are_told(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    item = create_item(actor=assessor, content=true_false())
    typed = {**COMMON, "stem": "蝙蝠和鲸鱼都是哺乳动物。", "answer": "T", "version": "1"}
    assert client_for(office).post(f"{BANK}{item.pk}/edit/", typed).status_code == 302
    answer = client_for(assessor).post(f"{BANK}{item.pk}/edit/", {**typed, "stem": "蝙蝠不是鸟。"})
    assert answer.status_code == 422 and "已被他人修改" in answer.content.decode() and "蝙蝠不是鸟。" in answer.content.decode()


def test_a_peer_reviews_with_the_check_list_and_the_author_cannot(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    item, text = submitted(assessor)
    author, peer = client_for(assessor), client_for(office)
    assert author.get(f"{BANK}reviews/{text.pk}/").status_code == 403
    assert "不能审自己的题" in author.get(f"{BANK}{item.pk}/").content.decode()
    assert "事实准确" in peer.get(f"{BANK}reviews/{text.pk}/").content.decode()
    answer = peer.post(f"{BANK}reviews/{text.pk}/", {"verdict": "approve", "checks": ["facts"]})
    assert answer.status_code == 422 and "无歧义" in answer.content.decode()
    assert peer.post(f"{BANK}reviews/{text.pk}/", {"verdict": "approve", "checks": list(ALL_HOLD)}).status_code == 302
    item.refresh_from_db()
    assert item.state == "approved"
    assert "不在审题中" in peer.get(f"{BANK}reviews/{text.pk}/").content.decode()


def test_the_list_tells_a_peer_and_not_the_author_what_waits(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    submitted(assessor)
    assert "1 题待审" in client_for(office).get(BANK).content.decode()
    assert "题待审" not in client_for(assessor).get(BANK).content.decode()
    assert client_for(assessor).get(f"{BANK}?state=waiting").context["page_obj"].paginator.count == 1


def test_a_candidate_for_enemies_is_put_apart_by_a_button(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    known = approved(office, assessor, single())
    draft = create_item(actor=assessor, content=true_false(stem="彩虹是阳光在小水滴里折射和反射形成的。"))
    client = client_for(assessor)
    page = client.get(f"{BANK}{draft.pk}/").content.decode()
    assert f"本题题干含有 {known.code} 的答案" in page and "设为互斥" in page
    client.post(f"{BANK}{draft.pk}/enemies/", {"other": known.code, "reason": "互相提示"})
    assert ItemEnemy.objects.get().reason == "互相提示"
    client.post(f"{BANK}{draft.pk}/enemies/", {"other": known.code, "action": "clear"})
    assert not ItemEnemy.objects.exists()
    assert "没有题号" in client.post(f"{BANK}{draft.pk}/enemies/", {"other": "NONE"}, follow=True).content.decode()


def test_steps_go_by_their_buttons(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    item = create_item(actor=assessor, content=single())
    client = client_for(assessor)

    def step(action: str, **more: str) -> Item:
        item.refresh_from_db()
        client.post(f"{BANK}{item.pk}/move/", {"action": action, "version": item.version, **more})
        item.refresh_from_db()
        return item

    assert step("submit").state == "in_review"
    assert step("withdraw").state == "draft"
    assert step("open").is_secure is False
    assert step("retire").state == "draft", "a reason is needed"
    assert step("retire", reason="重复").state == "retired"
    assert step("restore").state == "draft"
    stale = client.post(f"{BANK}{item.pk}/move/", {"action": "submit", "version": 1}, follow=True)
    assert "已被他人修改" in stale.content.decode()


def test_the_list_is_narrowed_by_each_filter(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    for content in every_kind():
        create_item(actor=assessor, content=content)
    approved(office, assessor, single(stem="海市蜃楼是光在空气中怎样形成的？"))
    client = client_for(office)

    def count(query: str) -> int:
        found: int = client.get(f"{BANK}?{query}").context["page_obj"].paginator.count
        return found

    asked = (
        "",
        "state=approved",
        "state=draft",
        "kind=order",
        "domain=ability",
        "field=earth",
        "audience=youth",
        "q=海市蜃楼",
        "secure=no",
        "origin=starter",
    )
    assert [count(query) for query in asked] == [6, 1, 5, 1, 1, 1, 6, 1, 0, 0]
    assert count("audience=elderly") == 5
    assert "没有符合的题目" in client.get(f"{BANK}?q=没有这样的字").content.decode()


def test_an_empty_bank_says_what_to_do(office: Actor, client_for: ClientFor) -> None:
    page = client_for(office).get(BANK).content.decode()
    assert "题库还是空的" in page and f"{BANK}starter/" in page


def test_the_office_loads_the_starter_bank_by_its_button_and_the_banner_stays(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    assert "非官方题库" in client.get(f"{BANK}starter/").content.decode()
    assert "载入 143 题" in client.post(f"{BANK}starter/", follow=True).content.decode()
    assert "载入 0 题，已有 143 题" in client.post(f"{BANK}starter/", follow=True).content.decode()
    item = Item.objects.filter(origin="starter").first()
    assert item is not None
    for address in (BANK, f"{BANK}{item.pk}/"):
        assert "入门题库（非官方题库）" in client_for(assessor).get(address).content.decode()


def test_the_blueprint_shows_gaps_by_part_and_group(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    approved(office, assessor, single())
    approved(office, assessor, true_false())
    answer = client_for(assessor).get(f"{BANK}blueprint/?size=10")
    knowledge = answer.context["lines"][0]
    held = {cell["group"]: (cell["count"], cell["missing"]) for cell in knowledge.cells}
    assert knowledge.need == 4 and held["youth"] == (2, 2) and held["elderly"] == (1, 3)
    assert "缺 3" in answer.content.decode()


def test_pages_ask_the_same_number_of_questions_however_large_the_bank(
    office: Actor, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_starter(actor=office)
    item = Item.objects.get(code="starter-k18")
    rows = [{"version_id": item.current_id, "shown": 500, "right": 0.7, "options": {"A": 0.7, "B": 0.3}}]
    for year in range(2020, 2026):
        record_item_use(actor=office, setting="survey", label=f"{year}年", rows=rows)
    client = client_for(office)
    client.get(BANK)
    for address, most in ((BANK, 14), (f"{BANK}{item.pk}/", 24), (f"{BANK}blueprint/", 14)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_item_page_shows_use_flags_and_exposure(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    item = approved(assessor, office)
    rows = [{"version_id": item.current_id, "shown": 600, "right": 0.97, "item_rest": 0.1, "options": {"A": 0.97, "B": 0.03}}]
    record_item_use(actor=office, setting="survey", label="2026年调查", rows=rows)
    page = client_for(assessor).get(f"{BANK}{item.pk}/").content.decode()
    for told in ("太容易：得分率 97%", "区分不开水平", "没有人选的干扰项：C、D", "2026年调查", "600"):
        assert told in page


def exported(client: Client, query: str = "") -> bytes:
    content: bytes = client.get(f"{BANK}export/{query}").content
    return content


def test_a_workbook_of_all_kinds_comes_in_again_unchanged(assessor: Actor, client_for: ClientFor) -> None:
    for content in every_kind():
        create_item(actor=assessor, content=content)
    client = client_for(assessor)
    before = {item.code: content_of(item.versions.get()) for item in Item.objects.all()}
    client.post(f"{BANK}import/", {"file": SimpleUploadedFile("题库.xlsx", exported(client))})
    job = Job.objects.latest("pk")
    assert (job.state, job.message.startswith("新增 0 题，修改 0 题，5 题没有变化")) == ("done", True), job.message
    assert {item.code: content_of(item.versions.get()) for item in Item.objects.all()} == before


def test_a_workbook_of_one_district_fills_the_bank_of_another(assessor: Actor, outsider: Actor, client_for: ClientFor) -> None:
    for place, content in enumerate(every_kind()):
        create_item(actor=assessor, content=content, is_secure=place % 2 == 0)
    data = exported(client_for(assessor))
    client_for(outsider).post(f"{BANK}import/", {"file": SimpleUploadedFile("题库.xlsx", data)})
    for item in Item.objects.filter(district=assessor.district):
        copy = Item.objects.get(district=outsider.district, code=item.code)
        assert (content_of(copy.versions.get()), copy.is_secure, copy.origin) == (content_of(item.versions.get()), item.is_secure, "imported")


def test_a_changed_row_becomes_the_next_text_of_its_item(office: Actor, assessor: Actor, client_for: ClientFor) -> None:
    item = approved(office, assessor, single())
    client = client_for(assessor)
    book = load_workbook(io.BytesIO(exported(client)))
    sheet = book.worksheets[0]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    sheet.cell(2, heads.index("题干") + 1).value = "雨后的彩虹是阳光在小水滴里怎样形成的？"
    buffer = io.BytesIO()
    book.save(buffer)
    client.post(f"{BANK}import/", {"file": SimpleUploadedFile("题库.xlsx", buffer.getvalue())})
    newest, used = item.versions.all()
    assert (newest.stem.startswith("雨后的彩虹"), newest.number, newest.frozen_at, item.current) == (True, 2, None, used)


def test_every_wrong_cell_is_told_and_nothing_is_stored(assessor: Actor, client_for: ClientFor) -> None:
    fine = ItemVersion(number=1, item=Item(code="A1"), **checked(single()).values())
    book = load_workbook(io.BytesIO(write_items([fine, fine, fine, fine, fine])))
    sheet = book.worksheets[0]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    for row, heading, value in (
        (2, "题号", "K 1"),
        (3, "题号", "B1"),
        (3, "答案", "Z"),
        (4, "题号", "B1"),
        (5, "题号", ""),
        (5, "选项B", "折射和反射"),
        (6, "题型", "填空题"),
    ):
        sheet.cell(row, heads.index(heading) + 1).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    client_for(assessor).post(f"{BANK}import/", {"file": SimpleUploadedFile("题库.xlsx", buffer.getvalue())})
    job = Job.objects.latest("pk")
    assert job.state == "failed" and not Item.objects.exists()
    assert {(row, column) for _sheet, row, column, _text in job.errors} >= {(3, "答案"), (5, "选项A"), (6, "题型")}
    assert any("B1" in text or "相同" in text for _sheet, row, column, text in job.errors if (row, column) == (4, "题号"))


def test_the_template_names_every_column(assessor: Actor, client_for: ClientFor) -> None:
    answer = client_for(assessor).get(f"{BANK}import/?template=1")
    heads = [str(cell.value) for cell in load_workbook(io.BytesIO(answer.content)).worksheets[0][1]]
    assert {"题型*", "题干*", "选项A", "选项H", "答案*", "适用人群"} <= set(heads)


def test_an_item_of_another_district_is_hidden(assessor: Actor, outsider: Actor, client_for: ClientFor) -> None:
    item, text = submitted(assessor)
    client = client_for(outsider)
    for address in (f"{BANK}{item.pk}/", f"{BANK}{item.pk}/edit/", f"{BANK}reviews/{text.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{BANK}qti/export/", {"item": [item.pk]}).status_code == 302


def test_content_of_another_kind_is_a_new_item(assessor: Actor) -> None:
    from kepu.literacy.services.items import update_item
    from kepu.organizations.errors import InvalidInput

    item = create_item(actor=assessor, content=single())
    changed: Content = true_false()
    with pytest.raises(InvalidInput):
        update_item(actor=assessor, item=item, version=1, content=changed)
