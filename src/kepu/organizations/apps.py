"""Application of areas, units, people and their rights."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Floor 1: who there is and who may do what."""

    name = "kepu.organizations"
    label = "organizations"
    verbose_name = "组织机构"
