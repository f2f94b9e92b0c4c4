"""The editor speaks Chinese where Wagtail's own translation has a gap."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_the_editor_of_a_notice_says_in_chinese_that_nothing_is_saved_yet(office: Actor, client: Client) -> None:
    home = open_site(actor=office)
    client.force_login(office.user)  # type: ignore[arg-type]
    parent = home.get_children().get(slug="notices")
    page = client.get(f"/cms/pages/add/site/notice/{parent.pk}/").content.decode()
    assert "自动保存已暂停" in page and "Autosave" not in page
