"""How the rights of the rooms become rights of Wagtail: one group per role and district, held only while the person acts there."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role, User

from .models import DistrictHome

PREFIX = "site:"
PAGE_RIGHTS = {
    Role.OFFICE: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
    Role.OPERATOR: ("add_page", "change_page"),
}
PICTURE_RIGHTS = ("add_image", "change_image", "choose_image")


def group_name(district: Area, role: str) -> str:
    """The group of those who act under a role in a district."""
    return f"{PREFIX}{district.code}:{role}"


def grant(home: DistrictHome, pictures: Collection) -> dict[str, Group]:
    """Make the groups of a district with rights on its own tree and pictures, and nothing else."""
    groups = {}
    image_rights = Permission.objects.filter(
        content_type__app_label=Image._meta.app_label, codename__in=("add_image", "change_image", "choose_image")
    )
    for role, names in PAGE_RIGHTS.items():
        group, _created = Group.objects.get_or_create(name=group_name(home.district, role))
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
        for right in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=names):
            GroupPagePermission.objects.get_or_create(group=group, page=home.page_ptr, permission=right)
        for right in image_rights:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=pictures, permission=right)
        groups[str(role)] = group
    return groups


def sync(user: User, actor: Actor | None) -> bool:
    """Let the person hold exactly the group of the present hat, and tell whether there is one."""
    wanted = Group.objects.filter(name=group_name(actor.district, actor.role)) if actor else Group.objects.none()
    held = user.groups.filter(name__startswith=PREFIX)
    wanted_ids, held_ids = set(wanted.values_list("pk", flat=True)), set(held.values_list("pk", flat=True))
    if wanted_ids != held_ids:
        user.groups.remove(*(held_ids - wanted_ids))
        user.groups.add(*(wanted_ids - held_ids))
    return bool(wanted_ids)
