"""Keeping what was learnt of items from a use."""

from __future__ import annotations

from typing import Any

from kepu.literacy.models import ItemUse, ItemVersion


def keep_use(*, version: ItemVersion, setting: str, label: str, **figures: Any) -> ItemUse:
    """Write the statistics of a version from one use, over those of the same use before."""
    use, _new = ItemUse.objects.update_or_create(version=version, setting=setting, label=label, defaults=figures)
    return use
