"""The office writes, the public reads, and nobody else gets near."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page

from kepu.organizations.actors import Actor
from kepu.site.models import Article, DistrictHome, Notice, NoticeList
from kepu.site.services import open_site

ClientFor = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def home(system: Actor) -> DistrictHome:
    return open_site(actor=system)


@pytest.fixture
def notices(home: DistrictHome) -> NoticeList:
    return NoticeList.objects.child_of(home).get()


def a_form(title: str, **more: str) -> dict[str, str]:
    """What the editor sends for a notice."""
    body = (
        '{"blocks": [{"key": "a", "text": "欢迎参加", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    )
    return {"title": title, "slug": "n1", "issued_on": "2026-05-20", "body": body, "picture": "", "comments-TOTAL_FORMS": "0"} | {
        "comments-INITIAL_FORMS": "0",
        "go_live_at": "",
        "expire_at": "",
        "show_in_menus": "",
        "seo_title": "",
        "search_description": "",
        **more,
    }


def write(client: Client, notices: NoticeList, title: str, **more: str) -> Any:
    return client.post(f"/cms/pages/add/site/notice/{notices.pk}/", a_form(title, **more))


def test_the_office_publishes_a_notice_and_everybody_reads_it(office: Actor, notices: NoticeList, client_for: ClientFor, client: Client) -> None:
    answer = write(client_for(office), notices, "科普活动周开幕", **{"action-publish": "1"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert "科普活动周开幕" in client.get("/site/500103/").content.decode()
    assert "科普活动周开幕" in client.get("/site/500103/notices/").content.decode()
    assert "欢迎参加" in client.get("/site/500103/notices/n1/").content.decode()


def test_a_draft_is_not_public(office: Actor, notices: NoticeList, client_for: ClientFor, client: Client) -> None:
    write(client_for(office), notices, "未定稿")
    assert Notice.objects.get().live is False
    assert client.get("/site/500103/notices/n1/").status_code == 404
    assert "未定稿" not in client.get("/site/500103/notices/").content.decode()


def test_the_operator_writes_and_the_office_reviews(office: Actor, operator: Actor, notices: NoticeList, client_for: ClientFor) -> None:
    writer, reviewer = client_for(operator), client_for(office)
    write(writer, notices, "系统维护通知", **{"action-publish": "1"})
    notice = Notice.objects.get()
    assert notice.live is False
    writer.post(f"/cms/pages/{notice.pk}/edit/", a_form("系统维护通知", **{"action-submit": "1"}))
    state = notice.current_workflow_state
    assert state is not None and state.status == "in_progress"
    task = state.current_task_state
    approval = reverse("wagtailadmin_pages:workflow_action", args=[notice.pk, "approve", task.pk])
    writer.post(approval, {"comment": ""})
    assert not Notice.objects.get().live
    reviewer.post(approval, {"comment": "同意"})
    assert Notice.objects.get().live


def test_the_office_of_another_district_sees_and_changes_nothing(outsider: Actor, notices: NoticeList, client_for: ClientFor) -> None:
    open_site(actor=Actor.system(outsider.district))
    article = Article.objects.descendant_of(DistrictHome.objects.get(slug="500103")).get()
    client = client_for(outsider)
    assert client.get(f"/cms/pages/{article.pk}/edit/").status_code == 302
    write(client, notices, "越界", **{"action-publish": "1"})
    client.post(f"/cms/pages/{article.pk}/delete/")
    client.post(f"/cms/pages/{article.pk}/move/{DistrictHome.objects.get(slug='500105').pk}/confirm/")
    assert Notice.objects.count() == 0
    assert Article.objects.get(pk=article.pk).path == article.path
    listed = client.get("/cms/pages/", follow=True).content.decode()
    assert "江北区" in listed and "渝中区" not in listed


def addresses(patterns: list[Any], prefix: str) -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "<" not in route and "(" not in route:
            found.append("/" + route)
    return found


CMS = next(pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "cms/")


def test_the_editors_pages_are_closed_to_all_other_roles(
    home: DistrictHome, reporter: Actor, head: Actor, leader: Actor, auditor: Actor, client_for: ClientFor, client: Client
) -> None:
    paths = addresses(CMS.url_patterns, "cms/")
    assert len(paths) > 30
    for path in paths:
        anonymous = client.get(path)
        assert anonymous.status_code == 302 and "/accounts/login/" in anonymous.headers["Location"], path
    for actor in (reporter, head, leader, auditor):
        visitor = client_for(actor)
        assert {visitor.get(path).status_code for path in paths} == {403}, actor


def test_editors_reach_no_page_that_rules_accounts_or_sites(home: DistrictHome, office: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    for path in ("/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/collections/", "/cms/locales/", "/cms/workflows/list/"):
        assert client.get(path).status_code != 200, path


def test_who_loses_the_role_loses_the_editor_at_the_next_click(home: DistrictHome, office: Actor, client_for: ClientFor) -> None:
    client = client_for(office)
    assert client.get("/cms/").status_code == 200
    assert office.membership is not None and office.user is not None
    office.membership.is_active = False
    office.membership.save()
    assert client.get("/cms/").status_code == 403
    assert not office.user.groups.exists()


def test_a_person_with_two_districts_edits_only_the_one_of_the_present_hat(
    home: DistrictHome, office: Actor, outsider: Actor, client_for: ClientFor
) -> None:
    from kepu.organizations.services import add_membership

    other = open_site(actor=Actor.system(outsider.district))
    assert outsider.unit is not None and office.user is not None
    hat = add_membership(actor=Actor.system(outsider.district), user=office.user, unit=outsider.unit, role="office")
    client = client_for(office)
    assert client.get(f"/cms/pages/{home.pk}/edit/").status_code == 200
    assert client.get(f"/cms/pages/{other.pk}/edit/").status_code == 302
    client.post("/identity/", {"membership": hat.pk})
    assert client.get(f"/cms/pages/{other.pk}/edit/").status_code == 200
    assert client.get(f"/cms/pages/{home.pk}/edit/").status_code == 302


def test_opening_the_site_twice_changes_nothing(system: Actor, home: DistrictHome) -> None:
    before = Page.objects.count()
    assert open_site(actor=system) == home and Page.objects.count() == before


def test_the_loose_policy_ends_at_the_editors_door(home: DistrictHome, office: Actor, client_for: ClientFor, client: Client) -> None:
    assert "unsafe-inline" in client_for(office).get("/cms/").headers["Content-Security-Policy"]
    for path in ("/site/500103/", "/public-site/", "/accounts/login/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy, path


def a_picture(name: str = "a.png", kind: str = "PNG") -> SimpleUploadedFile:
    data = BytesIO()
    Picture.new("RGB", (1600, 900), "teal").save(data, kind)
    return SimpleUploadedFile(name, data.getvalue())


def test_a_picture_is_shown_smaller_and_its_original_is_not_public(home: DistrictHome, office: Actor, client_for: ClientFor, client: Client) -> None:
    editor = client_for(office)
    editor.post("/cms/images/add/", {"title": "题图", "file": a_picture(), "description": ""})
    image = Image.objects.get()
    home.picture = image
    home.save_revision().publish()
    page = client.get("/site/500103/").content.decode()
    address = page.split('src="/media/images/')[1].split('"')[0]
    assert client.get(f"/media/images/{address}").status_code == 200
    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert client.get(f"/media/images/../{image.file.name}").status_code in {400, 404}


def test_a_drawing_with_scripts_is_no_picture(home: DistrictHome, office: Actor, client_for: ClientFor) -> None:
    drawing = SimpleUploadedFile("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    client_for(office).post("/cms/images/add/", {"title": "x", "file": drawing, "description": ""})
    disguised = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    client_for(office).post("/cms/images/add/", {"title": "x", "file": disguised, "description": ""})
    assert Image.objects.count() == 0


def test_pictures_of_another_district_are_not_offered(home: DistrictHome, office: Actor, outsider: Actor, client_for: ClientFor) -> None:
    open_site(actor=Actor.system(outsider.district))
    client_for(outsider).post("/cms/images/add/", {"title": "江北题图", "file": a_picture(), "description": ""})
    assert Image.objects.count() == 1
    for path in ("/cms/images/", "/cms/images/chooser/"):
        assert "江北题图" not in client_for(office).get(path).content.decode()


@pytest.mark.parametrize("path", ["/site/", "/site/500103/", "/site/500103/notices/"])
def test_a_public_page_asks_few_questions(
    path: str, home: DistrictHome, notices: NoticeList, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        notices.add_child(instance=Notice(title=f"通知 {number}", slug=f"n{number}", body="<p>正文</p>"))
    client.get(path)
    with django_assert_max_num_queries(16):
        assert client.get(path).status_code == 200


def test_a_district_without_site_has_no_public_page(home: DistrictHome, client: Client) -> None:
    assert client.get("/site/500105/").status_code == 404


def test_a_notice_with_a_chinese_title_needs_no_address(office: Actor, notices: NoticeList, client_for: ClientFor, client: Client) -> None:
    for title in ("科普活动周开幕", "科普活动周闭幕"):
        write(client_for(office), notices, title, slug="", **{"action-publish": "1"})
    pages = Notice.objects.child_of(notices)
    assert len({page.slug for page in pages}) == 2
    assert all(client.get(page.url).status_code == 200 for page in pages)
