"""Application of the ledger."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    """Floor 3: the append-only ledger, its rollups and the values of indicators."""

    name = "kepu.evidence"
    label = "evidence"
    verbose_name = "佐证"

    def ready(self) -> None:
        autodiscover_modules("evidence_kinds")
