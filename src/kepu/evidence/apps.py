"""Application of the ledger."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Floor 3: the append-only ledger, its rollups and the values of indicators."""

    name = "kepu.evidence"
    label = "evidence"
    verbose_name = "佐证"
