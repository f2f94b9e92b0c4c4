"""Where the evidence of this room is shown."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.evidence.sources import register_source

register_source("literacy.calculation", _("科学素质监测"), lambda pk: reverse("literacy:calculation", args=[pk]))
