"""What of this room becomes evidence, and where it is shown."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.evidence.kinds import Kind, Need, register_kind
from kepu.evidence.sources import register_source

# Taking part in the self-test; what came out of it is no figure of the district's literacy and never goes into the ledger.
SELF_TEST = register_kind(Kind("self_test", _("科学素质自测参与"), _("人次"), by_hand=False))
SCHOOL_ASSESSMENT = register_kind(Kind("school_assessment", _("学校科学素质测评"), _("人"), audience=Need.REQUIRED, by_hand=False))
register_source("literacy.selftestday", _("自测参与"), lambda pk: reverse("literacy:selftest_overview"))
register_source("literacy.participatingschool", _("学校测评"), lambda pk: reverse("literacy:school", args=[pk]))
register_source("literacy.calculation", _("科学素质监测"), lambda pk: reverse("literacy:calculation", args=[pk]))
