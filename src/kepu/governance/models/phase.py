"""What is to be done in a phase of a plan."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhaseCheck(models.Model):
    """One point of a phase's checklist; a phase is known by its title in the plan."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="phase_checks")
    phase = models.CharField(_("阶段"), max_length=100)
    title = models.CharField(_("事项"), max_length=200)
    due_on = models.DateField(_("时限"), null=True, blank=True)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    done_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["plan", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "phase", "title"], name="phase_check_once")]

    def __str__(self) -> str:
        return self.title
