"""The pages of residents and desks, by their forms."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kepu.notifications.models import TextMessage
from kepu.orders.models import Order
from kepu.orders.services import create_offer, dispatch_order, place_by_phone, schedule_order
from kepu.orders.services.sessions import current_session
from kepu.orders.tokens import token_of
from kepu.organizations.actors import Actor
from kepu.organizations.errors import Conflict, InvalidInput
from kepu.organizations.models import Area
from kepu.volunteers.services import cancel_session, update_session

from .conftest import PHONE, REPORT, Story, at

ClientFor = Callable[[Actor], Client]
NEW = "/orders/new/500103/"


def hidden(html: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html):
        found.setdefault(name, []).append(value)
    return found


def order_online(story: Story, **values: Any) -> tuple[Client, Any]:
    """Go through the three screens."""
    client = Client()
    first = {"offer": story.offer.pk, "area": story.home.pk, "place": "8号楼活动室", "wish": "", "screen": "place", "go": "next", **values}
    page = client.post(NEW, first)
    assert "哪些时间合适" in page.content.decode(), page.content.decode()[-3000:]
    second = {
        **hidden(page.content.decode()),
        "windows": ["2026-11-26/am", "2026-11-27/pm"],
        "people_expected": 20,
        "audience": "elderly",
        "screen": "time",
        "go": "next",
    }
    page = client.post(NEW, second)
    assert "短信验证码" in page.content.decode(), page.content.decode()[-3000:]
    told = client.post(f"{NEW}code/", {"contact_phone": PHONE})
    assert "已发送" in told.content.decode()
    message = TextMessage.objects.filter(template="code").first()
    assert message is not None
    third = {**hidden(page.content.decode()), "contact_name": "李奶奶", "contact_phone": PHONE, "consent": "on", "screen": "contact", "go": "next"}
    return client, client.post(NEW, {**third, "code": json.loads(message.parameters)["code"]})


def test_a_resident_orders_in_three_screens_without_an_account(story: Story) -> None:
    client, answer = order_online(story)
    order = Order.objects.get()
    assert answer.headers["Location"] == f"/orders/my/{token_of(order)}/"
    assert (order.offer, order.people_expected, order.windows.count(), order.contact_phone) == (story.offer, 20, 2, PHONE)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "点单成功" in page and order.number in page and PHONE not in page


def test_a_last_screen_whose_answer_got_lost_is_sent_again_and_leads_to_the_same_order(story: Story) -> None:
    client, answer = order_online(story)
    sent = answer.wsgi_request.POST.dict() | {"windows": answer.wsgi_request.POST.getlist("windows")}
    again = client.post(NEW, sent)
    assert again.headers["Location"] == answer.headers["Location"] and Order.objects.count() == 1
    other = client.post(NEW, sent | {"key": "another order under the same code"})
    assert other.status_code == 422 and Order.objects.count() == 1


def test_a_wish_in_free_words_is_met_with_topics_and_the_person_confirms(story: Story, skills: dict[str, Any]) -> None:
    client = Client()
    page = client.get(f"{NEW}suggestions/", {"wish": "想请人教老人用手机挂号"}).content.decode()
    assert "智能手机使用" in page and "都不是" in page
    _client, _answer = order_online(story, offer="", wish="想请人教老人用手机挂号", topic=skills["smartphone"].pk)
    assert Order.objects.get().topic == skills["smartphone"]


def test_a_wrong_code_keeps_what_was_filled_in(story: Story) -> None:
    client = Client()
    form = {
        "offer": story.offer.pk, "area": story.home.pk, "place": "8号楼", "windows": ["2026-11-26/am"], "people_expected": 20, "audience": "elderly",
        "contact_name": "李奶奶", "contact_phone": PHONE, "consent": "on", "code": "000000", "screen": "contact", "go": "next", "key": "abc",
    }  # fmt: skip
    answer = client.post(NEW, form)
    text = answer.content.decode()
    assert answer.status_code == 422 and "验证码" in text and "李奶奶" in text and 'value="8号楼"' in text
    assert not Order.objects.exists()


def test_mistakes_are_shown_on_their_screen(story: Story) -> None:
    answer = Client().post(
        NEW, {"offer": story.offer.pk, "area": story.home.pk, "place": "8号楼", "people_expected": 10_000, "screen": "time", "go": "next"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "请至少选择一个合适的时间" in text and "500" in text
    forged = {"offer": story.offer.pk, "area": story.home.pk, "place": "8号楼", "windows": ["2026-11-26/night"], "screen": "time", "go": "next"}
    assert Client().post(NEW, forged).status_code == 422


def test_the_menu_is_searched_and_filtered(story: Story) -> None:
    client = Client()
    assert "慢性病防治讲座" in client.get("/orders/menu/500103/", {"q": "血压"}).content.decode()
    assert "没有找到" in client.get("/orders/menu/500103/", {"q": "火箭"}).content.decode()
    assert "慢性病防治讲座" not in client.get("/orders/menu/500103/", {"audience": "youth"}).content.decode()
    assert client.get("/orders/menu/999999/").status_code == 404


def test_a_resident_rates_by_the_link(story: Story) -> None:
    order = story.done()
    client, address = Client(), f"/orders/my/{token_of(order)}/"
    assert "请评价" in client.get(address).content.decode()
    assert client.post(address, {"action": "rate", "stars": "2", "tags": ["late"], "words": "晚了半小时"}).status_code == 302
    order.refresh_from_db()
    assert order.state == "rated" and order.ratings.get().follow_up == "open"
    assert "晚了半小时" in client.get(address).content.decode()


def test_a_link_page_is_kept_from_caches_and_search_engines(story: Story) -> None:
    answer = Client().get(f"/orders/my/{token_of(story.order())}/")
    assert "no-store" in answer.headers["Cache-Control"] and answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_desks_move_an_order_by_their_pages(story: Story, client_for: ClientFor) -> None:
    order_online(story)
    order = Order.objects.get()

    def step(who: str, verb: str, **values: Any) -> None:
        order.refresh_from_db()
        client = client_for(getattr(story, who))  # signed in again, because days pass
        assert order.number in client.get("/orders/").content.decode()
        answer = client.post(f"/orders/{order.pk}/move/", {"verb": verb, "version": order.version, **values})
        assert answer.status_code == 302, answer.content.decode()

    step("community", "dispatch", unit=story.team.unit.pk, topic=story.offer.topic.pk)
    step("head", "claim", team=story.team.pk)
    step("leader", "accept", team=story.team.pk)
    step("leader", "schedule", starts_at="2026-11-26T09:30")
    order.refresh_from_db()
    assert order.starts_at is not None
    story.clock.move_to(order.starts_at)
    story.member_arrives(order)
    step("leader", "check_in")
    story.clock.shift(datetime.timedelta(hours=1))
    step("leader", "finish", people_reached=18, minutes=60, report=REPORT)
    order.refresh_from_db()
    assert order.state == "done"


def test_a_step_that_does_not_fit_says_so_on_the_page(story: Story, client_for: ClientFor) -> None:
    order = story.dispatched()
    answer = client_for(story.community).post(f"/orders/{order.pk}/move/", {"verb": "dispatch", "version": order.version - 1})
    assert answer.status_code == 409 and "没有办成" in answer.content.decode() or answer.status_code == 302
    answer = client_for(story.head).post(f"/orders/{order.pk}/move/", {"verb": "decline", "version": order.version, "reason": ""})
    assert answer.status_code == 422 and "理由" in answer.content.decode()


def test_the_telephone_number_is_shown_on_demand_and_written_down(story: Story, client_for: ClientFor) -> None:
    order = story.order()
    client = client_for(story.community)
    assert PHONE not in client.get(f"/orders/{order.pk}/").content.decode()
    assert PHONE in client.post(f"/orders/{order.pk}/contact/").content.decode()
    from kepu.organizations.models import AuditEntry

    assert AuditEntry.objects.filter(action="orders.reveal_contact", object_id=str(order.pk), user=story.community.user).exists()


def test_the_board_counts_and_names_nobody(story: Story, client_for: ClientFor) -> None:
    order = story.rated()
    client_for(story.office).post(f"/orders/ratings/{order.ratings.get().pk}/", {"action": "show"})
    text = Client().get(f"/orders/board/500103/{story.home.code}/").content.decode()
    assert "领事巷社区" in text and "讲得好" in text and "评价少于3份" in text  # a mean of one would be what one person said
    assert "李奶奶" not in text and PHONE not in text and "8号楼" not in text


def test_words_are_public_only_after_somebody_read_them(story: Story) -> None:
    story.rated()
    assert "讲得好" not in Client().get(f"/orders/board/500103/{story.home.code}/").content.decode()


def test_lists_ask_the_same_number_of_questions_for_any_length(story: Story, client_for: ClientFor, django_assert_max_num_queries: Any) -> None:
    from kepu.orders.services import place_by_phone

    for number in range(15):
        place_by_phone(actor=story.community, wish=story.wish(place=f"{number}号楼"))
    office = client_for(story.office)
    for client, path, limit in (
        (office, "/orders/", 16),
        (Client(), "/orders/menu/500103/", 6),
        (Client(), "/orders/board/500103/", 7),
        (office, "/orders/week/", 20),
    ):
        with django_assert_max_num_queries(limit):
            assert client.get(path).status_code == 200


def test_a_long_menu_comes_in_pages_on_a_phone(story: Story, system: Actor) -> None:
    for number in range(13):
        create_offer(actor=system, unit=story.team.unit, title=f"讲座{number:02d}", topic=story.offer.topic, is_published=True)
    first = Client().get(f"/orders/menu/{story.home.district.code}/").content.decode()
    second = Client().get(f"/orders/menu/{story.home.district.code}/?page=2").content.decode()
    assert "14 项服务" in first and first.count("我要点单<") == 12 and second.count("我要点单<") == 2


def test_the_public_pages_of_a_demo_district_say_that_they_are_one(story: Story) -> None:
    address = f"/orders/menu/{story.home.district.code}/"
    assert "演示数据" not in Client().get(address).content.decode()
    Area.objects.filter(pk=story.home.district.pk).update(is_demo=True)
    assert "演示数据" in Client().get(address).content.decode()


def test_the_slower_department_is_told_who_was_faster(story: Story, lead_head: Actor, client_for: ClientFor) -> None:
    order = story.order()
    order = dispatch_order(actor=story.community, order=order, version=order.version)
    slower, claim = client_for(lead_head), {"verb": "claim", "version": order.version}
    assert client_for(story.head).post(f"/orders/{order.pk}/move/", claim).status_code == 302
    answer = slower.post(f"/orders/{order.pk}/move/", claim, follow=True)
    assert answer.redirect_chain[-1][0] == "/orders/" and str(story.team.unit) in answer.content.decode()
    order.refresh_from_db()
    assert order.unit == story.team.unit


def test_a_stranger_learns_nothing_of_an_order_by_trying_a_step(story: Story, lead_head: Actor, client_for: ClientFor) -> None:
    order = story.claimed()
    for verb in ("claim", "decline"):
        answer = client_for(lead_head).post(f"/orders/{order.pk}/move/", {"verb": verb, "version": order.version, "reason": "试一试"})
        assert answer.status_code == 403, verb


def test_what_an_order_arranged_is_changed_at_the_order(story: Story, client_for: ClientFor) -> None:
    order = story.scheduled()
    session = current_session(order)
    assert session is not None
    client, later = client_for(story.leader), {"starts_at": "2026-12-20T09:00", "ends_at": "2026-12-20T10:30"}
    page = client.get(f"/volunteers/sessions/{session.pk}/")
    assert f"/orders/visits/{session.source_id}/" in page.content.decode() and "取消这次服务" not in page.content.decode()
    client.post(f"/volunteers/sessions/{session.pk}/edit/", {"title": "另一个", "place": "别处", "level": 2, "radius": 500, "places": 0,
                                                             "version": session.version, **later})  # fmt: skip
    client.post(f"/volunteers/sessions/{session.pk}/move/", {"action": "cancel", "reason": "不想去"})
    session.refresh_from_db()
    assert (session.title, session.starts_at, session.state) == (order.title, order.starts_at, "open")
    assert session.radius == 500  # what belongs to the team it may change
    with pytest.raises(InvalidInput, match="填写的内容有误"):
        update_session(actor=story.leader, session=session, version=session.version, place="别处")
    with pytest.raises(Conflict, match="服务单"):
        cancel_session(actor=story.leader, session=session, reason="不想去")


def test_what_the_service_would_refuse_is_told_on_its_own_screen(story: Story) -> None:
    client, times = Client(), ["2026-11-26/am", "2026-11-27/pm"]
    place = {"area": story.home.pk, "place": "8号楼活动室", "wish": "请讲讲高血压的预防", "topic": story.offer.topic_id}
    Area.objects.filter(code="500103").update(latitude=29.553, longitude=106.563)
    far = client.post(NEW, {"screen": "place", **place, "latitude": "39.9", "longitude": "116.4"})
    assert far.status_code == 422 and "地图上的位置" in far.content.decode() and "不在本区范围内" in far.content.decode()
    many = client.post(NEW, {"screen": "time", **place, "windows": times, "people_expected": 10_000, "audience": "elderly"})
    assert many.status_code == 422 and "更大的活动请联系社区举办" in many.content.decode()
    offered = {**place, "offer": story.offer.pk, "windows": times, "audience": "elderly", "people_expected": story.offer.group_max + 1}
    assert "这项服务适合" in client.post(NEW, {"screen": "time", **offered}).content.decode()


def test_a_service_that_left_the_menu_says_so(story: Story) -> None:
    assert "这项服务已下架" in Client().get("/orders/new/500103/?offer=99999").content.decode()


def test_the_page_of_an_ended_link_leads_to_finding_the_order(story: Story) -> None:
    order = story.order()
    Order.objects.update(token_expires_at=timezone.now())
    page = Client().get(f"/orders/my/{token_of(order)}/")
    text = page.content.decode()
    assert page.status_code == 410 and "链接已过期" in text and "/orders/find/500103/" in text and "别人" not in text


def test_who_telephoned_without_a_number_can_be_asked_for_by_name(story: Story, client_for: ClientFor) -> None:
    order = place_by_phone(actor=story.community, wish=story.wish(contact_phone="", contact_name="赵婆婆"))
    client = client_for(story.community)
    assert "赵婆婆" not in client.get(f"/orders/{order.pk}/").content.decode()
    assert "赵婆婆" in client.post(f"/orders/{order.pk}/contact/").content.decode()


def test_a_form_of_the_telephone_desk_that_is_sent_twice_orders_once(story: Story, client_for: ClientFor) -> None:
    client = client_for(story.community)
    key = re.search(r'name="key" value="([0-9a-f]{32})"', client.get("/orders/phone/").content.decode())
    assert key is not None
    values = {"key": key[1], "contact_name": "赵婆婆", "area": story.home.pk, "place": "8号楼活动室", "wish": "请讲讲高血压的预防",
              "people_expected": 20, "audience": "elderly", "windows": ["2026-11-26/am"]}  # fmt: skip
    assert [client.post("/orders/phone/", values).status_code for _time in range(2)] == [302, 302]
    assert Order.objects.count() == 1


def test_a_visit_is_not_arranged_for_another_year(story: Story) -> None:
    order = story.accepted()
    with pytest.raises(InvalidInput) as refused:
        schedule_order(actor=story.leader, order=order, version=order.version, starts_at=at(9, datetime.date(2028, 12, 1)), agreed=True)
    assert "120 天以内" in refused.value.fields["starts_at"]
