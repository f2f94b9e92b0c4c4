"""What the commands of all rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from kepu.organizations.models import Area

BAD_INPUT = 2


@contextmanager
def told() -> Iterator[None]:
    """What a service refuses is said in its words, and the command leaves with status 2."""
    from kepu.organizations.errors import KepuError

    try:
        yield
    except KepuError as error:
        typer.echo("；".join(str(text) for text in error.fields.values()) or error.message, err=True)
        raise typer.Exit(BAD_INPUT) from error


def find_district(code: str) -> Area:
    """The district of a code (GB/T 2260). Raises NotFound."""
    from django.utils.translation import gettext as _

    from kepu.organizations.errors import NotFound
    from kepu.organizations.models import Area

    found = Area.objects.filter(code=code, level=Area.Level.DISTRICT).first()
    if found is None:
        raise NotFound(_("没有登记代码为 %s 的区县，请先运行 kepu district create") % code)
    return found
