"""What of this room becomes evidence, and where it is shown."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.evidence.sources import register_source

register_source("governance.progressreport", _("进展报告"), lambda pk: reverse("governance:report", args=[pk]))
register_source("governance.briefing", _("听取汇报"), lambda pk: reverse("governance:briefing", args=[pk]))
