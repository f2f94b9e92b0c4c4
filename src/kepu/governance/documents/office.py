"""Who signs what is written for the plan."""

from __future__ import annotations

from kepu.organizations.models import Area


def office_of(district: Area) -> str:
    """The standing name of the office that runs the plan (纲要办)."""
    return f"{district.name}全民科学素质纲要实施工作办公室"
