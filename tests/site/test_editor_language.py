"""The editor speaks Chinese where Wagtail's own translation has a gap."""

from __future__ import annotations

import json
import re
from pathlib import Path

import wagtail.admin
from django.test import Client
from django.utils.translation import gettext, override

import kepu.site
from kepu.organizations.actors import Actor
from kepu.site.services import open_site

CATALOGUE = Path(kepu.site.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"


def test_what_is_written_in_the_catalogue_is_what_is_compiled() -> None:
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', CATALOGUE.read_text(), re.MULTILINE)
    assert len(written) > 50
    with override("zh-hans"):
        for english, chinese in written:
            plain = english.replace('\\"', '"')
            assert gettext(plain) == chinese, plain


def test_what_the_scripts_of_the_editor_say_is_translated(office: Actor, client: Client) -> None:
    open_site(actor=office)
    client.force_login(office.user)  # type: ignore[arg-type]
    scripts = client.get("/cms/jsi18n/").content.decode()
    english = Path(wagtail.admin.__file__).parent / "locale/en/LC_MESSAGES/djangojs.po"
    said = re.findall(r'^msgid "(.+)"$', english.read_text(), re.MULTILINE)
    assert len(said) > 50
    assert [text for text in said if json.dumps(text.replace('\\"', '"'))[1:-1] not in scripts] == []


def test_the_editor_of_a_notice_says_in_chinese_that_nothing_is_saved_yet(office: Actor, client: Client) -> None:
    home = open_site(actor=office)
    client.force_login(office.user)  # type: ignore[arg-type]
    parent = home.get_children().get(slug="notices")
    page = client.get(f"/cms/pages/add/site/notice/{parent.pk}/").content.decode()
    assert "自动保存已暂停" in page and "Autosave" not in page
