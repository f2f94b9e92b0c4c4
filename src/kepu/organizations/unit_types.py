"""What a unit is, as far as its name tells."""

from __future__ import annotations

import re

from .models import Unit

Type = Unit.Type
#: The first shape that a name has decides; offices of the government have no shape of their own.
_SHAPES = (
    (Type.PARTY, r"党校|纪委|^(?:区|县|市|旗|中共.*)委"),
    (Type.STREET, r"街道(?:办事处)?$|[镇乡]$"),
    (Type.COMMUNITY, r"社区$|居委会$|村$|村委会$"),
    (Type.MASS, r"总工会$|^团|共青团|妇联|科协|文联|社科联|侨联|残联|工商联|红十字会"),
    (Type.SCHOOL, r"(?:学校|中学|小学|大学|学院|幼儿园)$"),
    (Type.HOSPITAL, r"医院|卫生院|卫生服务中心|疾控中心"),
    (Type.ENTERPRISE, r"公司$|集团$|厂$"),
    (Type.VENUE, r"馆$|基地$"),
    (Type.SOCIETY, r"学会$|协会$|研究会$"),
)


def likely_type(name: str) -> Type:
    """The type that the name suggests, to be confirmed by a person."""
    return next((type_ for type_, shape in _SHAPES if re.search(shape, name)), Type.GOVERNMENT)
