"""Application of governance."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Floor 4: progress, supervision, briefings, evaluation."""

    name = "kepu.governance"
    label = "governance"
    verbose_name = "推进"

    def ready(self) -> None:
        """Fill the places on the pages of the plan."""
        from . import panels  # noqa: F401
