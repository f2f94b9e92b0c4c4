"""Opening the public site of a district."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupApprovalTask, Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.models import Role
from kepu.organizations.services.base import audit, service

from .editors import grant
from .models import Article, DistrictHome, NoticeList, SiteRoot


@service
def open_site(*, actor: Actor) -> DistrictHome:
    """Make the home, the list of notices, the page on the plan, the editors' groups and the review of drafts; doing it again changes nothing."""
    require(actor, "site.open_site")
    district = actor.district
    existing = DistrictHome.objects.filter(district=district).first()
    if existing is not None:
        return existing
    home = DistrictHome(title=_("%s全民科学素质行动") % district.name, slug=district.code, district=district)
    site_root().add_child(instance=home)
    home.add_child(instance=NoticeList(title=_("通知公告"), slug="notices", show_in_menus=True))
    home.add_child(instance=Article(title=_("关于实施方案"), slug="about", body="", show_in_menus=True, live=False))
    pictures = _root_collection().add_child(name=f"{district.name} {district.code}")
    groups = grant(home, pictures)
    _review_by(home, groups[Role.OFFICE])
    audit(actor, "site.open_site", home, home.title)
    return home


def site_root() -> SiteRoot:
    """The page at /site/, made with Wagtail's own roots where they are missing."""
    found = SiteRoot.objects.first()
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code="zh-hans")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    root: SiteRoot = top.add_child(instance=SiteRoot(title=_("全民科学素质行动"), slug="districts"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "site_name": str(root), "root_page": root})
    return root


def _root_collection() -> Collection:
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def _review_by(home: DistrictHome, group: object) -> None:
    """Drafts of those who may not publish go to the district's office."""
    task = GroupApprovalTask.objects.create(name=_("纲要办审核 %s") % home.slug)
    task.groups.add(group)
    workflow = Workflow.objects.create(name=_("发布审核 %s") % home.slug)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home.page_ptr)
