"""Application of areas, units, people and their rights."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrganizationsConfig(AppConfig):
    """Floor 1: who there is and who may do what."""

    name = "kepu.organizations"
    label = "organizations"
    verbose_name = "组织机构"

    def ready(self) -> None:
        """Load every room's names of actions and what it offers to the public."""
        autodiscover_modules("audit_names")
        autodiscover_modules("public_suggestions")
