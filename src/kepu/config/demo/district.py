"""The demo district's streets and units, with Yuzhong's names, and the people who can be tried."""

from __future__ import annotations

from dataclasses import dataclass

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role, Unit
from kepu.organizations.services import add_membership, create_area, create_unit, set_group

from .people import who_signs_in

DEMO_CODE = "500103"
STREETS = {
    "001": "七星岗街道",
    "002": "解放碑街道",
    "003": "两路口街道",
    "004": "上清寺街道",
    "005": "菜园坝街道",
    "006": "南纪门街道",
    "008": "朝天门街道",
    "009": "大溪沟街道",
    "010": "大坪街道",
    "011": "化龙桥街道",
    "012": "石油路街道",
}
UNITS: dict[str, str] = {
    Unit.Type.PARTY: "区委组织部 区委宣传部 区委统战部 区委网信办 区委老干局 区委直属机关工委 区委党校",
    Unit.Type.GOVERNMENT: (
        "区政府办公室 区发展改革委 区教委 区科技局 区经济信息委 区民政局 区财政局 区人力社保局 区规划自然资源局 区生态环境局 "
        "区住房城市建委 区城市管理局 区交通局 区商务委 区文化旅游委 区卫生健康委 区应急局 区市场监管局 区人民防空办 "
        "区民族宗教委 区大数据发展局"
    ),
    Unit.Type.MASS: "区科协 区总工会 团区委 区妇联 区文联 区社科联",
}
ALIASES = {"区卫生健康委": ["区卫健委"], "区人力社保局": ["区人社局"], "区委党校": ["区委党校（行政学院）"]}


@dataclass(frozen=True)
class SignIn:
    """A person of the demo whom the operator may try."""

    username: str
    title: str


PEOPLE = (
    (SignIn("office", "纲要办"), "区科协", Role.OFFICE),
    (SignIn("reporter", "填报员（区卫生健康委）"), "区卫生健康委", Role.UNIT_REPORTER),
    (SignIn("head", "单位负责人（区卫生健康委）"), "区卫生健康委", Role.UNIT_HEAD),
    (SignIn("lead", "牵头部门负责人（区教委）"), "区教委", Role.UNIT_HEAD),
    (SignIn("leader", "区领导"), "区政府办公室", Role.LEADER),
    (SignIn("auditor", "审计员"), "区政府办公室", Role.AUDITOR),
    (SignIn("operator", "系统运维"), "区科协", Role.OPERATOR),
    (SignIn("assessor", "测评员"), "区科协", Role.ASSESSOR),
    (SignIn("interviewer", "调查员"), "区科协", Role.INTERVIEWER),
)
SIGN_INS = (
    *(sign_in for sign_in, _unit, _role in PEOPLE),
    SignIn("team", "服务队队长（区卫生健康委）"),
    SignIn("community", "社区工作者（领事巷社区）"),
    SignIn("teacher", "科学教师（渝江演示小学）"),
)


def settle(system: Actor) -> dict[str, Unit]:
    """Streets, units and the people who can be tried; unit name -> unit."""
    units = _units(system)
    for sign_in, unit, role in PEOPLE:
        user = who_signs_in(system, sign_in.username, sign_in.title)
        add_membership(actor=system, user=user, unit=units[unit], role=role)
    return units


def _units(system: Actor) -> dict[str, Unit]:
    units = {
        name: create_unit(actor=system, name=name, type=kind, aliases=ALIASES.get(name, ()))
        for kind, names in UNITS.items()
        for name in names.split()
    }
    streets = []
    for number, name in STREETS.items():
        area = create_area(actor=system, code=f"{DEMO_CODE}{number}", name=name, level=Area.Level.STREET, parent=system.district)
        units[name] = create_unit(actor=system, name=name, type=Unit.Type.STREET, area=area)
        streets.append(units[name])
    set_group(actor=system, name="各街道", members=streets)
    return units
