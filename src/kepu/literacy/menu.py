"""Entries of literacy monitoring, in the section 素质监测."""

from django.utils.translation import gettext_lazy as _

from kepu.ui.menu import MenuItem, Section, everybody, register

register(MenuItem(_("测一测"), "literacy:selftest_districts", section=Section.FOOTER, icon="star", visible=everybody))
