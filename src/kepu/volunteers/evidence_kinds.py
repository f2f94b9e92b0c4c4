"""Where evidence of voluntary service is shown."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kepu.evidence.sources import register_source

register_source("volunteers.servicesession", _("志愿服务"), lambda pk: reverse("volunteers:session", args=[pk]))
