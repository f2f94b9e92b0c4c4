"""Columns of the workbook of volunteers, as the offices' own lists have them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area
from kepu.organizations.services.workbook import Column, choice_column
from kepu.volunteers.models import Language, Skill, SkillField, Team, Volunteer

YES_NO = (("yes", _("是")), ("no", _("否")))


def volunteer_columns(actor: Actor) -> list[Column]:
    """Columns; lists of the district's own areas, teams and topics."""
    return [
        Column("name", _("姓名"), required=True, max_length=60, example=_("张三"), width=12),
        choice_column("sex", _("性别"), Volunteer.Sex.choices, help=_("有身份证号的不用填"), width=8),
        choice_column("document", _("证件类型"), Volunteer.Document.choices, help=_("留空按居民身份证"), width=14),
        Column(
            "document_number",
            _("证件号码"),
            "code",
            help=_("加密保存，校验码须正确；带 * 表示不改"),
            headings=(_("身份证号"), _("身份证号码")),
            width=22,
        ),
        Column("phone", _("手机号"), "code", required=True, help=_("加密保存；带 * 表示不改"), headings=(_("手机号码"), _("联系电话")), width=14),
        choice_column("politics", _("政治面貌"), Volunteer.Politics.choices, width=12),
        choice_column("education", _("学历"), Volunteer.Education.choices, width=12),
        Column("occupation", _("职业"), max_length=60, width=12),
        _choices("fields", _("服务领域"), _fields(actor)),
        _choices("skills", _("技能"), _skills(actor), headings=(_("特长"), _("服务主题"))),
        _choices("languages", _("语言"), {str(label): value for value, label in Language.choices}),
        _choices("team", _("所属服务队"), _teams(actor), many=False, headings=(_("服务队"),)),
        _choices("area", _("所属街道/社区"), _areas(actor), many=False, headings=(_("所属街道"), _("所属社区"))),
        Column("weekly_minutes", _("每周可服务分钟数"), "integer", minimum=0, maximum=10080, help=_("留空为240"), width=10),
        Column("preferences", _("服务时间"), max_length=300, help=_("如：周末上午"), width=20),
        Column("employer", _("单位"), max_length=100, headings=(_("工作单位"),), width=24),
        Column("title", _("职称"), max_length=60, headings=(_("职称（职务）"),), width=14),
        choice_column("expert", _("专家"), YES_NO, width=8),
        choice_column("silver", _("银龄专家"), YES_NO, help=_("退休专家填“是”"), width=8),
        Column("guardian_name", _("监护人姓名"), max_length=60, help=_("未成年人必填"), width=12),
        Column("guardian_phone", _("监护人电话"), "code", help=_("未成年人必填"), width=14),
        choice_column("guardian_consents", _("监护人已同意"), YES_NO, help=_("未成年人须填“是”"), width=10),
    ]


def _choices(key: str, heading: str, names: dict[str, object], *, many: bool = True, headings: tuple[str, ...] = ()) -> Column:
    help = _("可填多个，用顿号分开") if many else ""
    return Column(key, heading, "choice", choices=names, listed=tuple(names), many=many, help=help, headings=headings, width=20)


def _fields(actor: Actor) -> dict[str, object]:
    return {field.name: field.pk for field in SkillField.objects.filter(district=actor.district, is_active=True)}


def _skills(actor: Actor) -> dict[str, object]:
    return {skill.name: skill.pk for skill in Skill.objects.filter(district=actor.district, is_active=True)}


def _teams(actor: Actor) -> dict[str, object]:
    return {team.name: team.pk for team in Team.objects.filter(district=actor.district, is_active=True)}


def _areas(actor: Actor) -> dict[str, object]:
    """Areas by name; a name that stands twice is told apart by what it lies in."""
    areas = list(Area.objects.filter(Q(district=actor.district) | Q(pk=actor.district.pk)).select_related("parent"))
    names = [area.name for area in areas]
    return {(area.name if names.count(area.name) == 1 else f"{area.parent}{area.name}"): area.pk for area in areas}
