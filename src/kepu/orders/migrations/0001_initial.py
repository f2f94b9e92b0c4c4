import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kepu.organizations.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0006_communities_and_teams"),
        ("organizations", "__first__"),
        ("plans", "0005_plan_revision"),
        ("volunteers", "0002_no_overlap"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reach_km",
                    models.PositiveSmallIntegerField(
                        default=15,
                        help_text="没有导入边界的区县，离中心点这么远以内算本区",
                        validators=[django.core.validators.MaxValueValidator(200)],
                        verbose_name="没有边界时的服务半径（公里）",
                    ),
                ),
                ("separation_days", models.PositiveSmallIntegerField(default=28, verbose_name="同一地点同一主题同一支队伍的间隔（天）")),
                ("accepts_orders", models.BooleanField(default=True, verbose_name="接受网上点单")),
                ("is_open", models.BooleanField(default=True, verbose_name="公开社区服务情况")),
                ("district", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area")),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="plans.plannode",
                        verbose_name="支撑的规划举措",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, verbose_name="服务名称")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="服务内容")),
                ("audiences", models.JSONField(blank=True, default=list, verbose_name="适合人群")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=60,
                        validators=[django.core.validators.MinValueValidator(15), django.core.validators.MaxValueValidator(480)],
                        verbose_name="时长（分钟）",
                    ),
                ),
                ("group_min", models.PositiveSmallIntegerField(default=1, verbose_name="最少人数")),
                ("group_max", models.PositiveSmallIntegerField(default=50, verbose_name="最多人数")),
                ("needs", models.CharField(blank=True, max_length=300, verbose_name="场地和设备要求")),
                ("months", models.JSONField(blank=True, default=list, verbose_name="服务月份")),
                ("is_published", models.BooleanField(default=False, verbose_name="已发布")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("areas", models.ManyToManyField(blank=True, related_name="+", to="organizations.area", verbose_name="服务范围")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_offers",
                        to="volunteers.team",
                        verbose_name="服务队",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="volunteers.skill", verbose_name="主题"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="service_offers", to="organizations.unit", verbose_name="提供单位"
                    ),
                ),
            ],
            options={
                "ordering": ["topic__field__position", "id"],
                "indexes": [models.Index(fields=["district", "is_published"], name="offer_by_district")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "title"), name="offer_title_once_per_unit"),
                    models.CheckConstraint(
                        condition=models.Q(("group_max__gte", models.F("group_min")), ("group_min__gte", 1)), name="offer_group_in_order"
                    ),
                    models.CheckConstraint(condition=models.Q(("minutes__range", (15, 480))), name="offer_lasts"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200, verbose_name="详细地址")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("contact_name", kepu.organizations.fields.EncryptedTextField(blank=True, default="", verbose_name="联系人")),
                ("contact_phone", kepu.organizations.fields.EncryptedTextField(blank=True, default="", verbose_name="手机号")),
                ("contact_digest", models.CharField(blank=True, max_length=64)),
                ("wish", models.CharField(blank=True, max_length=500, verbose_name="需求说明")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("youth", "青少年"),
                            ("farmers", "农民"),
                            ("workers", "产业工人"),
                            ("elderly", "老年人"),
                            ("officials", "领导干部和公务员"),
                            ("residents", "城镇居民"),
                            ("general", "公众"),
                        ],
                        max_length=20,
                        verbose_name="人群",
                    ),
                ),
                ("people_expected", models.PositiveSmallIntegerField(verbose_name="预计人数")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="语言")),
                ("minutes", models.PositiveSmallIntegerField(default=60, verbose_name="时长（分钟）")),
                ("due_at", models.DateTimeField(verbose_name="最晚时间")),
                ("priority", models.PositiveSmallIntegerField(choices=[(1, "一般"), (2, "优先"), (3, "紧急")], default=1, verbose_name="优先级")),
                (
                    "source",
                    models.CharField(
                        choices=[("online", "网上点单"), ("phone", "电话代点"), ("part", "拆分")], default="online", max_length=8, verbose_name="来源"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ordered", "待派单"),
                            ("dispatched", "待领单"),
                            ("claimed", "待接单"),
                            ("accepted", "待安排"),
                            ("scheduled", "待服务"),
                            ("checked_in", "服务中"),
                            ("done", "待评价"),
                            ("rated", "已评价"),
                            ("closed", "已办结"),
                            ("no_show", "未成行"),
                            ("disputed", "有异议"),
                            ("returned", "已退回"),
                            ("merged", "已合并"),
                            ("split", "已拆分"),
                            ("cancelled", "已取消"),
                            ("expired", "已过期"),
                        ],
                        default="ordered",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="进入本环节的时间")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="服务开始")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="服务结束")),
                (
                    "visits",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="finished visits, counting those that an upheld dispute voided", verbose_name="上门次数"
                    ),
                ),
                ("people_reached", models.PositiveIntegerField(blank=True, null=True, verbose_name="实到人数")),
                ("served_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("served_minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="实际时长（分钟）")),
                ("report", models.CharField(blank=True, max_length=1000, verbose_name="服务小结")),
                ("token_digest", models.CharField(max_length=64, null=True, unique=True)),
                ("token_expires_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="点单时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area", verbose_name="街道/社区"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代点人",
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="orders.order",
                        verbose_name="并入",
                    ),
                ),
                (
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="orders.order",
                        verbose_name="拆自",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_orders",
                        to="volunteers.team",
                        verbose_name="服务队",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.skill",
                        verbose_name="主题",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_orders",
                        to="organizations.unit",
                        verbose_name="领单部门",
                    ),
                ),
                (
                    "work_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="plans.workitem",
                        verbose_name="对应的年度任务",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="orders.serviceoffer",
                        verbose_name="服务项目",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["district", "state", "-id"], name="order_by_state"),
                    models.Index(fields=["area", "state"], name="order_by_area"),
                    models.Index(fields=["unit", "state"], name="order_by_unit"),
                    models.Index(fields=["team", "starts_at"], name="order_by_team"),
                    models.Index(fields=["contact_digest", "created_at"], name="order_by_contact"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minutes__range", (15, 480))), name="order_lasts"),
                    models.CheckConstraint(condition=models.Q(("people_expected__range", (1, 2000))), name="order_expects_people"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("ends_at", None), ("starts_at", None)), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                        name="order_visit_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("scheduled", "checked_in", "done", "rated", "closed", "disputed")), _negated=True),
                            models.Q(("starts_at__isnull", False), ("team__isnull", False), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_visit_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("done", "rated", "closed", "disputed")), _negated=True),
                            models.Q(("people_reached__isnull", False), ("served_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_served_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(("state", "merged"), _negated=True),
                            _connector="OR",
                        ),
                        name="order_merged_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="order_is_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeekPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="周一")),
                ("scenario", models.JSONField(default=dict, verbose_name="设想")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "计算中"), ("ready", "待批准"), ("approved", "已批准"), ("discarded", "未采用"), ("failed", "没有算成")],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("progress", models.JSONField(default=list, help_text="[seconds, value, bound] as the engine went")),
                ("result", models.JSONField(default=dict)),
                ("versions", models.JSONField(default=dict, help_text="order -> version on which it was planned")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批准人",
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "job",
                    models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="organizations.job"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="发起人"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["district", "starts_on", "-id"], name="week_plan_by_week")],
            },
        ),
        migrations.CreateModel(
            name="OrderEscalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("level", models.PositiveSmallIntegerField(verbose_name="级别")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="escalations", to="orders.order")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("order", "version", "level"), name="order_escalation_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("role", models.CharField(max_length=20, verbose_name="身份")),
                ("verb", models.CharField(max_length=16, verbose_name="操作")),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ordered", "待派单"),
                            ("dispatched", "待领单"),
                            ("claimed", "待接单"),
                            ("accepted", "待安排"),
                            ("scheduled", "待服务"),
                            ("checked_in", "服务中"),
                            ("done", "待评价"),
                            ("rated", "已评价"),
                            ("closed", "已办结"),
                            ("no_show", "未成行"),
                            ("disputed", "有异议"),
                            ("returned", "已退回"),
                            ("merged", "已合并"),
                            ("split", "已拆分"),
                            ("cancelled", "已取消"),
                            ("expired", "已过期"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("ordered", "待派单"),
                            ("dispatched", "待领单"),
                            ("claimed", "待接单"),
                            ("accepted", "待安排"),
                            ("scheduled", "待服务"),
                            ("checked_in", "服务中"),
                            ("done", "待评价"),
                            ("rated", "已评价"),
                            ("closed", "已办结"),
                            ("no_show", "未成行"),
                            ("disputed", "有异议"),
                            ("returned", "已退回"),
                            ("merged", "已合并"),
                            ("split", "已拆分"),
                            ("cancelled", "已取消"),
                            ("expired", "已过期"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("details", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(help_text="version of the order after the step")),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="orders.order")),
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
                "constraints": [models.UniqueConstraint(fields=("order", "version"), name="one_order_event_per_version")],
            },
        ),
        migrations.CreateModel(
            name="OrderVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="visit_rows", to="orders.order")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("order", "number"), name="order_visit_once")],
            },
        ),
        migrations.CreateModel(
            name="OrderWindow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="从")),
                ("ends_at", models.DateTimeField(verbose_name="到")),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="windows", to="orders.order")),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "constraints": [models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="order_window_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visit", models.PositiveSmallIntegerField()),
                ("stars", models.PositiveSmallIntegerField(verbose_name="星级")),
                ("tags", models.JSONField(default=list, verbose_name="标签")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="留言")),
                (
                    "moderation",
                    models.CharField(
                        choices=[("waiting", "待审核"), ("shown", "已公开"), ("hidden", "不公开")],
                        default="waiting",
                        max_length=8,
                        verbose_name="公开",
                    ),
                ),
                (
                    "follow_up",
                    models.CharField(
                        choices=[("none", "不需要"), ("open", "待回访"), ("done", "已回访")], default="none", max_length=6, verbose_name="回访"
                    ),
                ),
                ("follow_up_note", models.CharField(blank=True, max_length=500, verbose_name="回访记录")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ratings", to="orders.order")),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="volunteers.team")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["team", "-id"], name="rating_by_team")],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "visit"), name="rating_once_per_visit"),
                    models.CheckConstraint(condition=models.Q(("stars__range", (1, 5))), name="rating_has_stars"),
                ],
            },
        ),
    ]
