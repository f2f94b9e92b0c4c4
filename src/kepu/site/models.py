"""The pages of the public site: one home per district, below it notices and articles."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

PAGE_SIZE = 20
# No embeds and no raw HTML: they would need foreign scripts, which the public pages do not load.
FEATURES = ["h2", "h3", "bold", "ol", "ul", "hr", "link", "image", "blockquote"]


class PageForm(WagtailAdminPageForm):
    """A form whose address may stay empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("网址中的一段，用小写字母和数字；留空则自动生成。")


class Addressed(Page):
    """A page that an editor adds; without an address of its own it gets one, since a Chinese title gives Wagtail nothing to make one from."""

    base_form_class = PageForm

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """As Wagtail's, after an address is sure."""
        if not self.slug:  # type: ignore[has-type]
            self.slug = f"{timezone.localdate():%Y%m%d}-{secrets.token_hex(4)}"
        super().full_clean(*args, **kwargs)


class SiteRoot(Page):
    """The list of districts at /site/."""

    template = "site/root.html"
    parent_page_types: list[str] = []
    subpage_types = ["site.DistrictHome"]
    max_count = 1

    class Meta:
        verbose_name = _("区县列表")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "homes": self.get_children().live()}


class DistrictHome(Page):
    """The public home of a district; its slug is the district's code."""

    template = "site/home.html"
    parent_page_types = ["site.SiteRoot"]
    subpage_types = ["site.NoticeList", "site.Article"]

    district = models.OneToOneField("organizations.Area", models.PROTECT, related_name="public_site")
    welcome = RichTextField(_("欢迎辞"), blank=True, features=FEATURES)
    picture = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("题图"))

    content_panels = [*Page.content_panels, FieldPanel("welcome"), FieldPanel("picture")]

    class Meta:
        verbose_name = _("区县首页")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lists = NoticeList.objects.child_of(self).first()
        shown = {"notices": notices_below(self)[:5], "notice_list": lists, "articles": Article.objects.child_of(self).live()}
        return {**super().get_context(request, *args, **kwargs), **shown}


class NoticeList(Page):
    """通知公告: the notices of a district, newest first."""

    template = "site/notices.html"
    parent_page_types = ["site.DistrictHome"]
    subpage_types = ["site.Notice"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("通知公告栏")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = Paginator(notices_below(self), PAGE_SIZE).get_page(request.GET.get("page"))
        return {**super().get_context(request, *args, **kwargs), "page_obj": shown}


class Notice(Addressed):
    """A notice with its date of issue."""

    template = "site/article.html"
    parent_page_types = ["site.NoticeList"]
    subpage_types: list[str] = []

    issued_on = models.DateField(_("发布日期"), default=timezone.localdate)
    body = RichTextField(_("正文"), features=FEATURES)
    picture = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("题图"))

    content_panels = [*Page.content_panels, FieldPanel("issued_on"), FieldPanel("body"), FieldPanel("picture")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("通知")


class Article(Addressed):
    """A page that stays, such as the explanation of the plan."""

    template = "site/article.html"
    parent_page_types = ["site.DistrictHome"]
    subpage_types: list[str] = []

    body = RichTextField(_("正文"), features=FEATURES)
    picture = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("题图"))

    content_panels = [*Page.content_panels, FieldPanel("body"), FieldPanel("picture")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("文章")


def notices_below(page: Page) -> QuerySet[Notice]:
    """Published notices of a district, newest first."""
    return Notice.objects.descendant_of(page).live().order_by("-issued_on", "-pk")
