"""The plan as structure: nodes, responsibilities, doubts, indicators, yearly work."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """An action plan of a district for a period."""

    class Status(models.TextChoices):
        REVIEW = "review", _("核对中")
        ISSUED = "issued", _("实施中")
        CLOSED = "closed", _("已总结")

    district = models.ForeignKey("organizations.Area", models.PROTECT, related_name="plans")
    title = models.CharField(_("标题"), max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=100, blank=True)
    issued_on = models.DateField(_("发文日期"), null=True, blank=True)
    year_from = models.PositiveSmallIntegerField(_("起始年"))
    year_to = models.PositiveSmallIntegerField(_("截止年"))
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.REVIEW)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    source_text = models.TextField(_("原文"), blank=True)
    source_name = models.CharField(_("文件名"), max_length=200, blank=True)
    cites = models.JSONField(_("引用文件"), default=list)
    assignments = models.JSONField(default=list, help_text="who leads and answers for what, as the document says it")
    version = models.PositiveIntegerField(default=1)
    is_public = models.BooleanField(_("公开进展"), default=False)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year_from", "-id"]
        constraints = [
            models.CheckConstraint(name="plan_period_in_order", condition=Q(year_to__gte=F("year_from"))),
            models.UniqueConstraint(fields=["district", "title"], name="plan_title_once_per_district"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanNode(models.Model):
    """A heading, measure or paragraph; `position` is its place in the document, before its children."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    key = models.CharField(max_length=400, help_text="path of titles, which names the node across imports")
    position = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    kind = models.CharField(_("类别"), max_length=20)
    number = models.CharField(_("序号"), max_length=20, blank=True)
    title = models.CharField(_("标题"), max_length=200, blank=True)
    text = models.TextField(_("正文"), blank=True)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    by_hand = models.JSONField(default=list, help_text="aspects that a person set: number, title, kind, responsibilities; an import keeps them")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="node_position_once")]

    def __str__(self) -> str:
        return self.title or self.text[:30]


class Responsibility(models.Model):
    """A unit's part in an action or key project."""

    class Part(models.TextChoices):
        LEAD = "lead", _("牵头部门")
        RESPONSIBLE = "responsible", _("责任单位")

    node = models.ForeignKey(PlanNode, models.CASCADE, related_name="responsibilities")
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="responsibilities")
    part = models.CharField(_("分工"), max_length=12, choices=Part.choices)
    via_group = models.CharField(_("来自单位组"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["node", "part", "position"]
        constraints = [models.UniqueConstraint(fields=["node", "unit", "part"], name="responsibility_once")]

    def __str__(self) -> str:
        return f"{self.node} · {self.unit} · {self.get_part_display()}"


class PlanDoubt(models.Model):
    """Something that a careful clerk would ask about; a person settles it."""

    class Status(models.TextChoices):
        OPEN = "open", _("待核对")
        SETTLED = "settled", _("已处理")
        IGNORED = "ignored", _("已忽略")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="doubts")
    node = models.ForeignKey(PlanNode, models.SET_NULL, null=True, blank=True, related_name="doubts")
    line = models.PositiveIntegerField()
    subject = models.CharField(_("名称"), max_length=100, blank=True)
    kind = models.CharField(_("类别"), max_length=40)
    message = models.TextField(_("说明"))
    suggestions = models.JSONField(_("建议"), default=list)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.OPEN)
    resolution = models.TextField(_("处理结果"), blank=True)
    effect = models.JSONField(default=dict, help_text="what the choice changed in the plan, so that another choice can undo it")
    settled_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "line", "id"]

    def __str__(self) -> str:
        return self.message


class Indicator(models.Model):
    """What is measured, from which evidence, and how it is added up."""

    class Aggregation(models.TextChoices):
        SUM = "sum", _("合计")
        COUNT = "count", _("次数")
        DISTINCT_PERSONS = "distinct_persons", _("去重人数")
        LATEST = "latest", _("最近一次估计")
        RATIO = "ratio", _("比率")

    class Comparison(models.TextChoices):
        AT_LEAST = "at_least", _("不低于")
        AT_MOST = "at_most", _("不高于")

    class Span(models.TextChoices):
        PERIOD = "period", _("规划期累计")
        YEAR = "year", _("每年")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    node = models.ForeignKey(PlanNode, models.SET_NULL, null=True, blank=True, related_name="indicators")
    code = models.SlugField(_("代号"), max_length=40)
    name = models.CharField(_("名称"), max_length=120)
    unit_label = models.CharField(_("计量单位"), max_length=20)
    aggregation = models.CharField(_("算法"), max_length=20, choices=Aggregation.choices)
    kinds = models.JSONField(_("佐证种类"), default=list, help_text=_("计入的佐证种类代号"))
    denominator_kinds = models.JSONField(_("分母佐证种类"), default=list)
    audience = models.CharField(_("人群"), max_length=20, blank=True)
    comparison = models.CharField(_("方向"), max_length=10, choices=Comparison.choices, default=Comparison.AT_LEAST)
    span = models.CharField(_("口径"), max_length=10, choices=Span.choices, default=Span.PERIOD)
    baseline = models.DecimalField(_("基期值"), max_digits=16, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("目标值"), max_digits=16, decimal_places=4)
    deadline = models.PositiveSmallIntegerField(_("目标年"))
    responsible_unit = models.ForeignKey("organizations.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    phrase = models.CharField(_("原文表述"), max_length=200, blank=True)
    by_hand = models.JSONField(default=list, help_text="fields that a person set; an import keeps them")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="indicator_code_once_per_plan")]

    def __str__(self) -> str:
        return self.name

    @property
    def span_label(self) -> str:
        """Amounts add up over the period; a level is reached at its end."""
        is_level = self.span == self.Span.PERIOD and self.aggregation in (self.Aggregation.LATEST, self.Aggregation.RATIO)
        return gettext("规划期末") if is_level else self.get_span_display()


class IndicatorTarget(models.Model):
    """The value to be reached at the end of a year, in the indicator's span."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("年度"))
    value = models.DecimalField(_("目标值"), max_digits=16, decimal_places=4)

    class Meta:
        ordering = ["indicator", "year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="target_once_per_year")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"


class WorkItem(models.Model):
    """A measure's dated task of one year, owned by one unit."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("拟定")
        ISSUED = "issued", _("已下达")
        ACCEPTED = "accepted", _("已接受")
        DECLINED = "declined", _("退回商议")
        DONE = "done", _("已完成")
        DROPPED = "dropped", _("已取消")

    RUNNING = (Status.ISSUED, Status.ACCEPTED, Status.DECLINED)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="work_items")
    node = models.ForeignKey(PlanNode, models.PROTECT, related_name="work_items", verbose_name=_("举措"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("工作内容"), max_length=200)
    deliverable = models.CharField(_("成果形式"), max_length=300, blank=True)
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="work_items", verbose_name=_("责任单位"))
    lead_unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, null=True, blank=True, related_name="led_work_items", verbose_name=_("牵头部门")
    )
    partners = models.ManyToManyField("organizations.Unit", related_name="partnered_work_items", blank=True)
    due_on = models.DateField(_("完成时限"))
    indicator = models.ForeignKey(Indicator, models.SET_NULL, null=True, blank=True, related_name="work_items")
    quantity = models.DecimalField(_("计划数量"), max_digits=16, decimal_places=4, null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    status_note = models.CharField(_("说明"), max_length=300, blank=True)
    known = models.JSONField(null=True, blank=True, help_text="the terms that the unit was last told or agreed to")
    origin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="continuations", verbose_name=_("结转自"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "year", "node__position", "id"]
        indexes = [models.Index(fields=["plan", "year", "unit"], name="work_by_unit")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        """Issued, due before today, and neither done nor dropped; never in a closed plan."""
        return self.status in self.RUNNING and self.plan.status != Plan.Status.CLOSED and self.due_on < timezone.localdate()

    @property
    def is_unfinished(self) -> bool:
        """Neither done nor dropped when its plan was closed."""
        return self.status in self.RUNNING and self.plan.status == Plan.Status.CLOSED


class PlanRevision(models.Model):
    """A newer text of a plan that was handed in: what would change, until a person applies or discards it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("待确认")
        APPLIED = "applied", _("已采用")
        DISCARDED = "discarded", _("已放弃")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="revisions")
    source = models.BinaryField(_("文件"))
    source_name = models.CharField(_("文件名"), max_length=200, blank=True)
    difference = models.JSONField(_("差异"), default=dict)
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.PENDING)
    uploaded_by = models.ForeignKey("organizations.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.plan} · {self.source_name}"
