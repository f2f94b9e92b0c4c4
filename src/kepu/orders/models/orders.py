"""An order: what a place wishes, when it suits, how it stands, and every step that it took."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kepu.evidence.models import Audience
from kepu.organizations.fields import EncryptedTextField, mask_phone


class Order(models.Model):
    """A wish for one visit; `kepu.orders.order_states` holds the way it goes. Who ordered stands encrypted."""

    class State(models.TextChoices):
        ORDERED = "ordered", _("待派单")
        DISPATCHED = "dispatched", _("待领单")
        CLAIMED = "claimed", _("待接单")
        ACCEPTED = "accepted", _("待安排")
        SCHEDULED = "scheduled", _("待服务")
        CHECKED_IN = "checked_in", _("服务中")
        DONE = "done", _("待评价")
        RATED = "rated", _("已评价")
        CLOSED = "closed", _("已办结")
        NO_SHOW = "no_show", _("未成行")
        DISPUTED = "disputed", _("有异议")
        RETURNED = "returned", _("已退回")
        MERGED = "merged", _("已合并")
        SPLIT = "split", _("已拆分")
        CANCELLED = "cancelled", _("已取消")
        EXPIRED = "expired", _("已过期")

    class Source(models.TextChoices):
        ONLINE = "online", _("网上点单")
        PHONE = "phone", _("电话代点")
        PART = "part", _("拆分")

    class Priority(models.IntegerChoices):
        NORMAL = 1, _("一般")
        RAISED = 2, _("优先")
        URGENT = 3, _("紧急")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+")
    area = models.ForeignKey("organizations.Area", models.PROTECT, related_name="+", verbose_name=_("街道/社区"))
    place = models.CharField(_("详细地址"), max_length=200)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    contact_name = EncryptedTextField(_("联系人"), blank=True, default="")
    contact_phone = EncryptedTextField(_("手机号"), blank=True, default="")
    contact_digest = models.CharField(max_length=64, blank=True)
    offer = models.ForeignKey("orders.ServiceOffer", models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("服务项目"))
    topic = models.ForeignKey("volunteers.Skill", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主题"))
    wish = models.CharField(_("需求说明"), max_length=500, blank=True)
    audience = models.CharField(_("人群"), max_length=20, choices=Audience.choices)
    people_expected = models.PositiveSmallIntegerField(_("预计人数"))
    language = models.CharField(_("语言"), max_length=10, blank=True)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), default=60)
    due_at = models.DateTimeField(_("最晚时间"))
    priority = models.PositiveSmallIntegerField(_("优先级"), choices=Priority.choices, default=Priority.NORMAL)
    source = models.CharField(_("来源"), max_length=8, choices=Source.choices, default=Source.ONLINE)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.ORDERED)
    entered_at = models.DateTimeField(_("进入本环节的时间"), default=timezone.now)
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, blank=True, related_name="service_orders", verbose_name=_("领单部门"))
    team = models.ForeignKey("volunteers.Team", models.PROTECT, null=True, blank=True, related_name="service_orders", verbose_name=_("服务队"))
    starts_at = models.DateTimeField(_("服务开始"), null=True, blank=True)
    ends_at = models.DateTimeField(_("服务结束"), null=True, blank=True)
    work_item = models.ForeignKey("plans.WorkItem", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("对应的年度任务"))
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入"))
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("拆自"))
    visits = models.PositiveSmallIntegerField(_("上门次数"), default=0, help_text="finished visits, counting those that an upheld dispute voided")
    people_reached = models.PositiveIntegerField(_("实到人数"), null=True, blank=True)
    served_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    served_minutes = models.PositiveSmallIntegerField(_("实际时长（分钟）"), null=True, blank=True)
    report = models.CharField(_("服务小结"), max_length=1000, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("点单时间"), default=timezone.now)
    created_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代点人"))
    version = models.PositiveIntegerField(default=1)

    VISIT_KNOWN: ClassVar = ("scheduled", "checked_in", "done", "rated", "closed", "disputed")
    SERVED: ClassVar = ("done", "rated", "closed", "disputed")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "state", "-id"], name="order_by_state"),
            models.Index(fields=["area", "state"], name="order_by_area"),
            models.Index(fields=["unit", "state"], name="order_by_unit"),
            models.Index(fields=["team", "starts_at"], name="order_by_team"),
            models.Index(fields=["contact_digest", "created_at"], name="order_by_contact"),
        ]
        constraints = [
            models.CheckConstraint(name="order_lasts", condition=Q(minutes__range=(15, 480))),
            models.CheckConstraint(name="order_expects_people", condition=Q(people_expected__range=(1, 2000))),
            models.CheckConstraint(name="order_visit_in_order", condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="order_visit_is_known",
                condition=~Q(state__in=("scheduled", "checked_in", "done", "rated", "closed", "disputed"))
                | Q(team__isnull=False, unit__isnull=False, starts_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_served_says_what",
                condition=~Q(state__in=("done", "rated", "closed", "disputed")) | Q(people_reached__isnull=False, served_at__isnull=False),
            ),
            models.CheckConstraint(name="order_merged_somewhere", condition=Q(state="merged", merged_into__isnull=False) | ~Q(state="merged")),
            models.CheckConstraint(
                name="order_is_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """What people call the order on the telephone: the day and the running number."""
        return f"{timezone.localtime(self.created_at):%y%m%d}{self.pk:05d}"

    @property
    def title(self) -> str:
        """The offer, else the topic, else the beginning of the wish."""
        if self.offer_id and self.offer:
            return self.offer.title
        return self.topic.name if self.topic_id and self.topic else self.wish[:30]

    @property
    def masked_phone(self) -> str:
        """The telephone number as lists show it."""
        return mask_phone(self.contact_phone) if self.contact_phone else ""

    @property
    def has_contact(self) -> bool:
        """Whether there is a name or a number to ask for."""
        return bool(self.contact_name or self.contact_phone)

    @property
    def is_over(self) -> bool:
        """Nothing more is to be done for it."""
        return self.state in OVER


OVER = (Order.State.CLOSED, Order.State.RETURNED, Order.State.MERGED, Order.State.SPLIT, Order.State.CANCELLED, Order.State.EXPIRED)
# Before anybody came.
OPEN = (Order.State.ORDERED, Order.State.DISPATCHED, Order.State.CLAIMED, Order.State.ACCEPTED, Order.State.SCHEDULED)


class OrderWindow(models.Model):
    """A time that suits the place."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="windows")
    starts_at = models.DateTimeField(_("从"))
    ends_at = models.DateTimeField(_("到"))

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [models.CheckConstraint(name="order_window_in_order", condition=Q(ends_at__gt=F("starts_at")))]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%m-%d %H:%M}–{timezone.localtime(self.ends_at):%H:%M}"

    def holds(self, starts_at: datetime.datetime, ends_at: datetime.datetime) -> bool:
        """Whether a visit lies within."""
        return self.starts_at <= starts_at and ends_at <= self.ends_at


class OrderVisit(models.Model):
    """One visit that an order leads to: what a session of volunteers and the lines of the ledger come from. A second one follows only an
    upheld dispute."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="visit_rows")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="order_visit_once")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"


class OrderEvent(models.Model):
    """One step of an order; written with the step and never changed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    at = models.DateTimeField(_("时间"), default=timezone.now)
    user = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(_("身份"), max_length=20)
    verb = models.CharField(_("操作"), max_length=16)
    from_state = models.CharField(max_length=12, choices=Order.State.choices, blank=True)
    to_state = models.CharField(max_length=12, choices=Order.State.choices)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    details = models.JSONField(default=dict)
    version = models.PositiveIntegerField(help_text="version of the order after the step")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "version"], name="one_order_event_per_version")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.verb}"


class OrderEscalation(models.Model):
    """That an order stood too long was told to this floor, once per floor and stay."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="escalations")
    version = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(_("级别"))
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "version", "level"], name="order_escalation_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.level}"
