"""Communities of the demo district. Their names are invented or merely plausible, their boundaries are a seeded Voronoi diagram."""

from __future__ import annotations

import random
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping

from kepu.organizations.actors import Actor
from kepu.organizations.models import Area, Role, Unit
from kepu.organizations.services import add_membership, create_area, create_unit, create_user, set_boundary

from .people import GIVEN, SURNAMES, who_signs_in
from .teams import POINTS

SEED = 79
CENTRE = (29.553, 106.563)
# A rough outline of the peninsula between the two rivers, as longitude and latitude.
OUTLINE = (
    (106.4990, 29.5280), (106.4965, 29.5450), (106.5060, 29.5620), (106.5200, 29.5660), (106.5350, 29.5710), (106.5480, 29.5740),
    (106.5630, 29.5745), (106.5780, 29.5715), (106.5900, 29.5690), (106.5930, 29.5630), (106.5860, 29.5550), (106.5770, 29.5480),
    (106.5630, 29.5440), (106.5500, 29.5410), (106.5380, 29.5370), (106.5250, 29.5310), (106.5120, 29.5270),
)  # fmt: skip
COMMUNITIES = {
    "七星岗街道": "领事巷 通远门 金汤街 华一坡 归元寺 兴隆街 捍卫路",
    "解放碑街道": "大井巷 自力巷 临江门 民权路 青年路 较场口 沧白路 邹容路",
    "两路口街道": "王家坡 桂花园 重庆村 中山二路 健康路 国际村 铁路坡",
    "上清寺街道": "春森路 曾家岩 桂花园路 嘉陵桥西村 美专校 学田湾 新都巷",
    "菜园坝街道": "竹园 石板坡 向阳 南区路 火药局 平安街",
    "南纪门街道": "十八梯 厚慈街 凤凰台 解放西路 马蹄街 响水桥 下回水沟",
    "朝天门街道": "陕西路 新华路 白象街 千厮门 朝东路 望龙门 二府衙",
    "大溪沟街道": "人和街 双钢路 张家花园 罗家院 建设路 河街 人民村 红球坝",
    "大坪街道": "马家堡 七牌坊 浮图关 肖家湾 大黄路 彭家花园 大坪正街 万友",
    "化龙桥街道": "红岩村 交农村 嘉陵新村 黄花园桥 化龙新村 李子坝 虎头岩",
    "石油路街道": "煤建新村 民乐村 石油路 虎歇路 金银湾 袁家岗 经纬",
}
SIGN_IN = "community"
HOME = "领事巷社区"


def settle(system: Actor) -> list[Area]:
    """Boundaries of district and streets, the communities with their committees and workers; the sign-in `community` works in one of them."""
    chance = random.Random(SEED)
    district = Polygon(OUTLINE)
    set_boundary(actor=system, area=system.district, geometry=mapping(district))
    streets = {area.name: area for area in Area.objects.filter(district=system.district, level=Area.Level.STREET)}
    cells = _cells([Point(lon, lat) for lat, lon in (POINTS[name] for name in streets)], district)
    made = []
    for street, cell in zip(streets.values(), cells, strict=True):
        street.latitude, street.longitude = POINTS[street.name]
        set_boundary(actor=system, area=street, geometry=mapping(cell))
        made += _communities(system, street, cell, chance)
    return made


def _communities(system: Actor, street: Area, cell: Any, chance: random.Random) -> list[Area]:
    names = COMMUNITIES[street.name].split()
    made = []
    for number, (name, shape) in enumerate(zip(names, _cells(_spread(cell, len(names), chance), cell), strict=True), start=1):
        area = create_area(
            actor=system, code=f"{street.code}{number:03d}", name=f"{name}社区", level=Area.Level.COMMUNITY, parent=street,
            population=chance.randrange(3200, 11800),
        )  # fmt: skip
        set_boundary(actor=system, area=area, geometry=mapping(shape))
        unit = create_unit(actor=system, name=f"{name}社区居委会", type=Unit.Type.COMMUNITY, area=area)
        _worker(system, unit, chance)
        made.append(area)
    return made


def _worker(system: Actor, unit: Unit, chance: random.Random) -> None:
    known = unit.area is not None and unit.area.name == HOME
    name = "社区工作者（领事巷社区）" if known else chance.choice(SURNAMES) + chance.choice(GIVEN)
    username = SIGN_IN if known else f"democ{unit.pk}"
    user = who_signs_in(system, username, name) if known else create_user(actor=system, username=username, display_name=name)
    add_membership(actor=system, user=user, unit=unit, role=Role.COMMUNITY)


def _spread(cell: Any, number: int, chance: random.Random) -> list[Point]:
    """Points inside a shape, kept apart: of twenty tries for each the one farthest from the others."""
    west, south, east, north = cell.bounds
    found: list[Point] = []
    while len(found) < number:
        tries = [Point(chance.uniform(west, east), chance.uniform(south, north)) for _try in range(60)]
        inside = [point for point in tries if cell.contains(point)]
        if inside:
            found.append(max(inside, key=lambda point: min((point.distance(other) for other in found), default=0.0)))
    return found


def _cells(points: list[Point], around: Any) -> list[Any]:
    """For each point the part of `around` that is nearest to it."""
    parts = shapely.voronoi_polygons(MultiPoint(points), extend_to=around)
    cells = []
    for point in points:
        cell = next(part for part in parts.geoms if part.intersects(point)).intersection(around)
        pieces = list(cell.geoms) if cell.geom_type == "MultiPolygon" else [cell]
        cells.append(max(pieces, key=lambda piece: piece.area))
    return cells
