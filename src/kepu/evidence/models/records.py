"""What happened, written once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Whom an event was for: the five groups of the plan, and everybody else. A record without audience is for no one in particular."""

    YOUTH = "youth", _("青少年")
    FARMERS = "farmers", _("农民")
    WORKERS = "workers", _("产业工人")
    ELDERLY = "elderly", _("老年人")
    OFFICIALS = "officials", _("领导干部和公务员")
    RESIDENTS = "residents", _("城镇居民")
    GENERAL = "general", _("公众")


class ChainHead(models.Model):
    """The newest link of a district's chain; locked while records are appended, so that the sequence has no gap."""

    district = models.OneToOneField("organizations.Area", models.PROTECT, primary_key=True, related_name="+")
    sequence = models.BigIntegerField(default=0)
    chain_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.sequence}:{self.chain_hash[:12]}"


class EvidenceRecord(models.Model):
    """One line of the ledger. The database refuses to change or delete it: an error is mended by a record that points to it.

    A correction carries the whole new state, a void the dimensions of what it voids and quantity 0.
    """

    class Entry(models.TextChoices):
        ORIGINAL = "original", _("原始记录")
        CORRECTION = "correction", _("更正")
        VOID = "void", _("作废")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField(_("序号"))
    entry = models.CharField(_("性质"), max_length=10, choices=Entry.choices, default=Entry.ORIGINAL)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="superseding", db_index=False)
    reason = models.CharField(_("更正或作废的理由"), max_length=300, blank=True)
    kind = models.CharField(_("种类"), max_length=40)
    happened_on = models.DateField(_("发生日期"))
    recorded_at = models.DateTimeField(_("登记时间"))
    area = models.ForeignKey("organizations.Area", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("地区"))
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("单位"))
    audience = models.CharField(_("人群"), max_length=20, choices=Audience.choices, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=4, default=1)
    value = models.DecimalField(_("数值"), max_digits=14, decimal_places=4, null=True, blank=True)
    low = models.DecimalField(_("区间下限"), max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("区间上限"), max_digits=14, decimal_places=4, null=True, blank=True)
    node = models.ForeignKey("plans.PlanNode", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("举措"))
    work_item = models.ForeignKey("plans.WorkItem", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("任务"))
    source_type = models.CharField(_("来源类型"), max_length=80, blank=True)
    source_id = models.CharField(_("来源编号"), max_length=40, blank=True)
    person_count = models.PositiveIntegerField(_("涉及人数"), default=0)
    recorded_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    chain_version = models.PositiveSmallIntegerField(default=1)
    chain_hash = models.CharField(_("链校验值"), max_length=64)

    class Meta:
        ordering = ["district", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["district", "sequence"], name="evidence_sequence_once"),
            models.UniqueConstraint(fields=["corrects"], condition=Q(corrects__isnull=False), name="evidence_superseded_once"),
            models.CheckConstraint(name="evidence_sequence_positive", condition=Q(sequence__gte=1)),
            models.CheckConstraint(
                name="evidence_entry_points_back",
                condition=Q(entry="original", corrects__isnull=True, reason="")
                | (Q(entry__in=["correction", "void"], corrects__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(name="evidence_quantity_not_negative", condition=Q(quantity__gte=0)),
            models.CheckConstraint(
                name="evidence_void_counts_nothing", condition=~Q(entry="void") | Q(quantity=0, value__isnull=True, person_count=0)
            ),
            models.CheckConstraint(
                name="evidence_interval_in_order",
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(value__isnull=False, low__isnull=False, high__isnull=False, low__lte=F("value"), high__gte=F("value")),
            ),
            models.CheckConstraint(name="evidence_source_whole", condition=Q(source_type="", source_id="") | ~(Q(source_type="") | Q(source_id=""))),
        ]
        indexes = [
            models.Index(fields=["district", "kind", "happened_on"], name="evidence_by_kind"),
            models.Index(fields=["district", "unit", "happened_on"], name="evidence_by_unit"),
            models.Index(fields=["district", "happened_on"], name="evidence_by_day"),
            models.Index(fields=["district", "area", "happened_on"], name="evidence_by_area", condition=Q(area__isnull=False)),
            models.Index(fields=["district", "audience", "happened_on"], name="evidence_by_audience"),
            models.Index(fields=["work_item", "happened_on"], name="evidence_by_work", condition=Q(work_item__isnull=False)),
            models.Index(fields=["node", "happened_on"], name="evidence_by_node", condition=Q(node__isnull=False)),
            models.Index(fields=["source_type", "source_id"], name="evidence_by_source", condition=~Q(source_type="")),
            models.Index(fields=["district", "kind", "-happened_on"], name="evidence_estimates", condition=Q(value__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.happened_on}"


class EvidencePerson(models.Model):
    """A person of a record under a name that only the district's key can make again."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+", db_index=False)
    record = models.ForeignKey(EvidenceRecord, models.PROTECT, related_name="persons", db_index=False)
    pseudonym = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "pseudonym"], name="evidence_person_once")]
        indexes = [models.Index(fields=["district", "pseudonym"], name="evidence_by_person")]

    def __str__(self) -> str:
        return self.pseudonym


class EvidenceFile(models.Model):
    """A file that was handed in with a record; its digest stands in the chain, so that an exchanged file shows."""

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+", db_index=False)
    record = models.ForeignKey(EvidenceRecord, models.PROTECT, related_name="files", db_index=False)
    attachment = models.OneToOneField("organizations.Attachment", models.PROTECT, related_name="+", verbose_name=_("附件"))
    sha256 = models.CharField(_("校验值"), max_length=64)

    class Meta:
        ordering = ["record", "id"]
        indexes = [models.Index(fields=["record"], name="evidence_file_of_record")]

    def __str__(self) -> str:
        return self.sha256
