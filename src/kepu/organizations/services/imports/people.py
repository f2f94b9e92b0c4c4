"""People with their roles; a person with several roles stands in several rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kepu.organizations.access import require
from kepu.organizations.actors import Actor
from kepu.organizations.errors import InvalidWorkbook, RowError
from kepu.organizations.models import Membership, Role, Unit, User
from kepu.organizations.services.base import audit, service
from kepu.organizations.services.jobs import JobResult, Progress
from kepu.organizations.services.workbook import Column, Row, choice_column, read_workbook, store_rows, unit_column

from .units import YES_NO

USERNAME = re.compile(r"[A-Za-z0-9@.+_\-\u4e00-\u9fff]{2,60}")
PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}")


def people_columns(actor: Actor) -> list[Column]:
    """Columns of the workbook of people."""
    return [
        Column("name", _("姓名"), required=True, max_length=60, example=_("张三"), width=12),
        Column("username", _("账号"), "code", required=True, max_length=60, help=_("登录用，全系统唯一；有多个角色的人写多行"), example="zhangsan"),
        unit_column(actor.district, "unit", _("单位"), required=True, help=_("名称或别名")),
        choice_column("role", _("角色"), Role.choices, required=True, example=_("填报员")),
        Column("phone", _("手机号"), "code", help=_("加密保存，界面上只显示前三位和后四位；留空或带 * 表示不改"), example="13800000000"),
        Column("email", _("邮箱"), max_length=200, help=_("用于接收通知"), width=24),
        choice_column("active", _("启用"), YES_NO, help=_("填“否”收回这一角色"), width=8),
    ]


def run_people(*, actor: Actor, progress: Progress) -> JobResult:
    """The import as a job."""
    found = read_workbook(progress.source(), people_columns(actor), progress=progress.report)
    with progress.held():
        made, roles = store_rows(found, lambda rows: import_people(actor=actor, rows=rows))
    message = _("新增 %(made)d 人，共写入 %(roles)d 个角色。") % {"made": made, "roles": roles}
    if not made:
        return JobResult(message)
    return JobResult(message + _("新账号要用设密码链接启用，请打印给本人。"), url="/people/invitations/")


@service
def import_people(*, actor: Actor, rows: Sequence[Row]) -> tuple[int, int]:
    """Enter people and their roles, told by account name; how many are new, and how many roles stand in the rows.

    New accounts have no password: each person sets one through a link (`invitations`). Raises InvalidWorkbook, and stores nothing, when an
    account belongs to another district, or the same account stands with two names.
    """
    require(actor, "organizations.change_people")
    usernames = {row["username"] for row in rows}
    users = {user.username: user for user in User.objects.filter(username__in=usernames)}
    own = set(User.objects.filter(memberships__unit__district=actor.district).values_list("username", flat=True))
    names: dict[str, tuple[str, int]] = {}
    errors = [error for row in rows for error in _errors(actor, row, names, set(users) - own)]
    if errors:
        raise InvalidWorkbook(errors)
    made = {row["username"]: User(username=row["username"], password=make_password(None)) for row in rows if row["username"] not in users}
    everyone = users | made
    changed = {row["username"]: user for row in rows if _describe(user := everyone[row["username"]], row) and row["username"] in users}
    User.objects.bulk_create(made.values(), batch_size=500)
    User.objects.bulk_update(changed.values(), ["display_name", "phone", "email"], batch_size=500)
    _give_roles(everyone, rows)
    audit(actor, "organizations.import_people", actor.district, _("导入人员"), made=sorted(made), changed=sorted(changed), roles=len(rows))
    return len(made), len(rows)


def _errors(actor: Actor, row: Row, names: dict[str, tuple[str, int]], foreign: set[str]) -> list[RowError]:
    errors = []
    username, phone = row["username"], row["phone"]
    if not USERNAME.fullmatch(username):
        errors.append(row.error(_("账号"), _("账号为 2 至 60 个字母、数字、汉字或 @.+-_")))
    elif username in foreign:
        errors.append(row.error(_("账号"), _("账号“%s”已被他人使用，请换一个") % username))
    name, number = names.setdefault(username, (row["name"], row.number))
    if name != row["name"]:
        errors.append(row.error(_("姓名"), _("与第 %d 行同一账号，姓名却不同") % number))
    if phone and "*" not in phone and not PHONE.fullmatch(phone):
        errors.append(row.error(_("手机号"), _("应为 11 位手机号或带区号的电话")))
    if row["email"]:
        try:
            validate_email(row["email"])
        except ValidationError:
            errors.append(row.error(_("邮箱"), _("邮箱格式不对")))
    if actor.user is not None and username == actor.user.username and row["active"] == "no":
        errors.append(row.error(_("启用"), _("不能收回自己的角色")))
    return errors


def _describe(user: User, row: Row) -> bool:
    """Put the row into the person; whether anything changed."""
    before = (user.display_name, user.phone, user.email)
    user.display_name = row["name"]
    user.phone = row["phone"] if row["phone"] and "*" not in row["phone"] else user.phone
    user.email = row["email"] or user.email
    return before != (user.display_name, user.phone, user.email)


def _give_roles(users: dict[str, User], rows: Sequence[Row]) -> None:
    wanted: dict[tuple[int, int, str], bool] = {}
    for row in rows:
        unit: Unit = row["unit"]
        wanted[(users[row["username"]].pk, unit.pk, row["role"])] = row["active"] != "no"
    known = {
        (hat.user_id, hat.unit_id, hat.role): hat
        for hat in Membership.objects.filter(user_id__in={user for user, _unit, _role in wanted}, unit_id__in={unit for _user, unit, _role in wanted})
    }
    new = [Membership(user_id=key[0], unit_id=key[1], role=key[2], is_active=active) for key, active in wanted.items() if key not in known]
    Membership.objects.bulk_create(new, batch_size=500)
    turned = [hat for key, hat in known.items() if key in wanted and hat.is_active != wanted[key]]
    for hat in turned:
        hat.is_active = not hat.is_active
    Membership.objects.bulk_update(turned, ["is_active"], batch_size=500)
