import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kepu.governance.models.progress


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
        ("plans", "0003_yearly_work_and_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("remind_before", models.JSONField(default=kepu.governance.models.progress._days_before, verbose_name="截止前几天提醒")),
                ("lead_after", models.PositiveSmallIntegerField(default=3, verbose_name="逾期几天后提请牵头部门督促")),
                ("office_after", models.PositiveSmallIntegerField(default=7, verbose_name="逾期几天后提请纲要办督办")),
                ("district", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area")),
            ],
        ),
        migrations.CreateModel(
            name="ReportingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("span", models.CharField(choices=[("month", "月报"), ("quarter", "季报"), ("year", "年报")], max_length=8, verbose_name="周期")),
                ("number", models.PositiveSmallIntegerField(verbose_name="期次")),
                ("starts_on", models.DateField(verbose_name="开始")),
                ("ends_on", models.DateField(verbose_name="结束")),
                ("due_on", models.DateField(verbose_name="填报截止")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reporting_periods", to="plans.plan", verbose_name="规划"
                    ),
                ),
            ],
            options={
                "ordering": ["-ends_on", "span", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "year", "span", "number"), name="reporting_period_once"),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("starts_on")), ("ends_on__gte", models.F("starts_on"))),
                        name="reporting_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待填报"),
                            ("with_head", "待单位负责人审核"),
                            ("with_lead", "待牵头部门审核"),
                            ("with_office", "待纲要办验收"),
                            ("accepted", "已验收"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("approvals", models.PositiveSmallIntegerField(default=0, help_text="decisions in favour since the report was last submitted")),
                ("quantity", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name="本期完成数量")),
                (
                    "completion",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="累计完成进度"
                    ),
                ),
                ("done", models.TextField(blank=True, verbose_name="工作进展")),
                ("problems", models.TextField(blank=True, verbose_name="存在问题及原因")),
                ("next_steps", models.TextField(blank=True, verbose_name="下一步打算")),
                ("counts_as_evidence", models.BooleanField(default=False, verbose_name="将本期数量记入台账")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="验收时间")),
                ("version", models.PositiveIntegerField(default=1)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "lead_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_progress_reports",
                        to="organizations.unit",
                        verbose_name="牵头部门",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress_reports", to="organizations.unit", verbose_name="责任单位"
                    ),
                ),
                (
                    "work_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="plans.workitem", verbose_name="工作任务"
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="governance.reportingperiod", verbose_name="填报期"
                    ),
                ),
            ],
            options={
                "ordering": ["period__due_on", "id"],
                "indexes": [
                    models.Index(fields=["district", "state", "unit"], name="report_by_state"),
                    models.Index(fields=["lead_unit", "state"], name="report_by_lead"),
                    models.Index(fields=["period", "unit", "state"], name="report_by_period"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "work_item"), name="report_once_per_period"),
                    models.CheckConstraint(
                        condition=models.Q(("completion", None), ("completion__lte", 100), _connector="OR"), name="report_completion_is_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity", None), ("quantity__gte", 0), _connector="OR"), name="report_quantity_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportEscalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("overdue", "逾期"), ("lead", "提请牵头部门督促"), ("office", "提请纲要办督办")], max_length=8, verbose_name="级别"
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="escalations", to="governance.progressreport"),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("report", "level"), name="escalation_once_per_level")],
            },
        ),
        migrations.CreateModel(
            name="ReportEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("role", models.CharField(max_length=20, verbose_name="身份")),
                ("verb", models.CharField(max_length=12, verbose_name="操作")),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("draft", "待填报"),
                            ("with_head", "待单位负责人审核"),
                            ("with_lead", "待牵头部门审核"),
                            ("with_office", "待纲要办验收"),
                            ("accepted", "已验收"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "待填报"),
                            ("with_head", "待单位负责人审核"),
                            ("with_lead", "待牵头部门审核"),
                            ("with_office", "待纲要办验收"),
                            ("accepted", "已验收"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("version", models.PositiveIntegerField(help_text="version of the report after the step")),
                ("report", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="governance.progressreport")),
                (
                    "unit",
                    models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("report", "version"), name="one_event_per_version")],
            },
        ),
    ]
