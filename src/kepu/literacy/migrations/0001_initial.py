import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import kepu.literacy.models.schools
import kepu.literacy.models.surveys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0007_assessors_interviewers_teachers"),
        ("organizations", "__first__"),
        ("plans", "0005_plan_revision"),
    ]

    operations = [
        migrations.CreateModel(
            name="Booklet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=10, verbose_name="卷别")),
            ],
            options={
                "ordering": ["label"],
            },
        ),
        migrations.CreateModel(
            name="AnswerSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[("link", "本人在线填写"), ("tablet", "调查员平板"), ("paper", "纸质问卷")], max_length=8, verbose_name="方式"
                    ),
                ),
                ("entry", models.PositiveSmallIntegerField(default=1, verbose_name="录入次序")),
                ("answers", models.JSONField(default=dict)),
                ("seconds", models.JSONField(default=dict, help_text="id of an item version -> seconds that it took")),
                ("background", models.JSONField(default=dict)),
                ("key", models.UUIDField(help_text="given by the device, so that sending again makes no copy", unique=True)),
                ("device", models.CharField(blank=True, max_length=40)),
                ("received_at", models.DateTimeField(auto_now_add=True, verbose_name="收到时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("school_year", models.PositiveSmallIntegerField(help_text="开始的年份，2026指2026—2027学年", verbose_name="学年")),
                ("grades", models.JSONField(default=list, verbose_name="年级")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("consent", models.TextField(default=kepu.literacy.models.schools.default_consent, max_length=3000, verbose_name="家长知情同意书")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "准备中"), ("open", "进行中"), ("closed", "已结束")], default="draft", max_length=8, verbose_name="状态"
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("scoring", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
            ],
            options={
                "ordering": ["-school_year", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "title"), name="assessment_title_once"),
                    models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="assessment_ends_after_it_begins"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at__isnull", False), _connector="OR"),
                        name="closed_assessment_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Calculation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "计算中"), ("done", "完成"), ("failed", "未完成")], default="running", max_length=8, verbose_name="状态"
                    ),
                ),
                ("settings", models.JSONField(default=dict, verbose_name="参数")),
                ("seed", models.PositiveIntegerField(verbose_name="随机种子")),
                ("input_digest", models.CharField(blank=True, max_length=64, verbose_name="数据指纹")),
                ("result_digest", models.CharField(blank=True, max_length=64, verbose_name="结果指纹")),
                ("software", models.JSONField(default=dict, verbose_name="软件版本")),
                ("steps", models.JSONField(default=dict, verbose_name="步骤")),
                ("error", models.CharField(blank=True, max_length=1000, verbose_name="错误")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="计算人",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "ordering": ["survey", "-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("published_at__isnull", True), ("state", "done"), _connector="OR"), name="only_done_is_published"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="样本编号")),
                ("code_key", models.CharField(help_text="keyed digest of the one-time code", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "未开始"),
                            ("started", "进行中"),
                            ("complete", "完成"),
                            ("refused", "拒访"),
                            ("absent", "多次未遇"),
                            ("ineligible", "不符合条件"),
                            ("rejected", "质量不合格"),
                        ],
                        default="issued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("link", "本人在线填写"), ("tablet", "调查员平板"), ("paper", "纸质问卷")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("sex", models.CharField(blank=True, choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别")),
                ("age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年龄")),
                (
                    "age_group",
                    models.CharField(
                        blank=True,
                        choices=[("18-29", "18–29岁"), ("30-39", "30–39岁"), ("40-49", "40–49岁"), ("50-59", "50–59岁"), ("60-69", "60–69岁")],
                        max_length=6,
                        verbose_name="年龄组",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("primary", "小学及以下"),
                            ("junior", "初中"),
                            ("senior", "高中（中专、技校）"),
                            ("college", "大学专科"),
                            ("bachelor", "大学本科及以上"),
                        ],
                        max_length=10,
                        verbose_name="文化程度",
                    ),
                ),
                (
                    "groups",
                    models.JSONField(default=list, help_text="codes of the outline's groups that the person belongs to", verbose_name="所属人群"),
                ),
                ("eligible_persons", models.PositiveSmallIntegerField(default=1, verbose_name="户内合格人数")),
                ("consented_at", models.DateTimeField(blank=True, null=True, verbose_name="同意时间")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("seconds", models.PositiveIntegerField(blank=True, null=True, verbose_name="用时（秒）")),
                ("flags", models.JSONField(default=list, verbose_name="质量提示")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("contacts", models.PositiveSmallIntegerField(default=0, verbose_name="联系次数")),
                ("device_key", models.CharField(blank=True, help_text="keyed digest", max_length=64)),
                ("codes_printed_at", models.DateTimeField(blank=True, null=True, verbose_name="答题码印出时间")),
                ("decision", models.CharField(blank=True, choices=[("keep", "保留"), ("reject", "剔除")], max_length=6, verbose_name="质量决定")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="决定时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "booklet",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="literacy.booklet", verbose_name="问卷"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "interviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                        verbose_name="调查员",
                    ),
                ),
                (
                    "sheet",
                    models.OneToOneField(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="accepted_by", to="literacy.answersheet"
                    ),
                ),
            ],
            options={
                "ordering": ["survey", "number"],
                "indexes": [models.Index(fields=["code_key"], name="case_by_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "complete"), _negated=True),
                            models.Q(
                                ("age__isnull", False),
                                ("consented_at__isnull", False),
                                ("sheet__isnull", False),
                                models.Q(("sex", ""), _negated=True),
                                models.Q(("age_group", ""), _negated=True),
                                models.Q(("education", ""), _negated=True),
                                models.Q(("mode", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="complete_case_has_answers",
                    ),
                    models.CheckConstraint(condition=models.Q(("eligible_persons__gte", 1)), name="case_has_eligible_persons"),
                ],
            },
        ),
        migrations.AddField(
            model_name="answersheet",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sheets", to="literacy.case"),
        ),
        migrations.CreateModel(
            name="AnswerDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("background", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                ("seconds", models.JSONField(default=dict)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("case", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="literacy.case")),
            ],
        ),
        migrations.CreateModel(
            name="CodeAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_key", models.CharField(help_text="keyed digest", max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["address_key", "at"], name="code_attempt_by_address")],
            },
        ),
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "method",
                    models.CharField(
                        choices=[("direct", "直接估计"), ("small_area", "小域模型估计"), ("change", "与上期之差")],
                        default="direct",
                        max_length=10,
                        verbose_name="方法",
                    ),
                ),
                (
                    "dimension",
                    models.CharField(help_text="district, street, community, sex, age_group, education, group", max_length=20, verbose_name="分组"),
                ),
                ("key", models.CharField(blank=True, max_length=40, verbose_name="组别")),
                ("label", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[("low", "较低"), ("basic", "基本具备"), ("literate", "具备科学素质"), ("advanced", "高阶科学素质")],
                        max_length=10,
                        verbose_name="水平",
                    ),
                ),
                ("share", models.FloatField(verbose_name="比例")),
                ("standard_error", models.FloatField(verbose_name="标准误")),
                ("low", models.FloatField(verbose_name="下限")),
                ("high", models.FloatField(verbose_name="上限")),
                ("respondents", models.PositiveIntegerField(verbose_name="样本数")),
                ("design_effect", models.FloatField(blank=True, null=True, verbose_name="设计效应")),
                ("is_suppressed", models.BooleanField(default=False, verbose_name="样本太少，不公布")),
                ("calculation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="estimates", to="literacy.calculation")),
            ],
            options={
                "ordering": ["calculation", "method", "dimension", "key", "level"],
                "constraints": [
                    models.UniqueConstraint(fields=("calculation", "method", "dimension", "key", "level"), name="estimate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("high__gte", models.F("share")), ("low__lte", models.F("share"))), name="interval_holds_the_share"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FrameCommunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("households", models.PositiveIntegerField(default=0, verbose_name="户数")),
                ("permanent_number", models.FloatField(blank=True, null=True)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area", verbose_name="社区"),
                ),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area", verbose_name="层（街道）"
                    ),
                ),
            ],
            options={
                "ordering": ["stratum__code", "area__code"],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="题号")),
                (
                    "origin",
                    models.CharField(
                        choices=[("starter", "入门题库（非官方）"), ("own", "自编"), ("imported", "导入")],
                        default="own",
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("in_review", "待审题"), ("approved", "可用"), ("retired", "停用")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("is_secure", models.BooleanField(default=True, verbose_name="保密（仅用于抽样调查）")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
            ],
            options={
                "ordering": ["code"],
                "indexes": [models.Index(fields=["district", "state", "code"], name="item_by_state")],
                "constraints": [models.UniqueConstraint(fields=("district", "code"), name="item_code_once_per_district")],
            },
        ),
        migrations.CreateModel(
            name="ItemEnemy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("first", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="enemies_after", to="literacy.item")),
                ("second", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="enemies_before", to="literacy.item")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="enemies_once"),
                    models.CheckConstraint(condition=models.Q(("first__lt", models.F("second"))), name="enemies_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[("true_false", "判断题"), ("single", "单选题"), ("multiple", "多选题"), ("order", "排序题"), ("numeric", "数值题")],
                        max_length=10,
                        verbose_name="题型",
                    ),
                ),
                ("stem", models.TextField(max_length=1000, verbose_name="题干")),
                ("options", models.JSONField(default=list, verbose_name="选项")),
                ("answer", models.JSONField(default=dict, verbose_name="答案")),
                ("explanation", models.TextField(blank=True, max_length=1000, verbose_name="解析")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="事实依据")),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("knowledge", "科学知识"),
                            ("methods", "科学方法"),
                            ("spirit", "科学精神"),
                            ("thought", "科学思想"),
                            ("ability", "应用能力"),
                        ],
                        max_length=10,
                        verbose_name="内容维度",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("life", "生命与健康"),
                            ("earth", "地球与环境"),
                            ("matter", "物质与能量"),
                            ("mathematics", "数学与信息"),
                            ("engineering", "工程与技术"),
                            ("society", "科学、技术与社会"),
                        ],
                        max_length=12,
                        verbose_name="知识领域",
                    ),
                ),
                ("audiences", models.JSONField(default=list, help_text="人群代号的列表", verbose_name="适用人群")),
                ("expected", models.FloatField(blank=True, null=True, verbose_name="预计正确率")),
                ("editors", models.JSONField(default=list, help_text="ids of users")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交审题时间")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="定稿时间")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="命题人",
                    ),
                ),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="literacy.item")),
            ],
            options={
                "ordering": ["item", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="item_version_once"),
                    models.UniqueConstraint(condition=models.Q(("frozen_at__isnull", True)), fields=("item",), name="one_open_version_per_item"),
                    models.CheckConstraint(
                        condition=models.Q(("expected__isnull", True), models.Q(("expected__gt", 0), ("expected__lt", 1)), _connector="OR"),
                        name="expected_share_is_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "setting",
                    models.CharField(
                        choices=[("survey", "抽样调查"), ("self_test", "自测"), ("school", "学校测评")], max_length=10, verbose_name="用途"
                    ),
                ),
                ("label", models.CharField(help_text="如调查名称或年度", max_length=80, verbose_name="场合")),
                ("shown", models.PositiveIntegerField(default=0, verbose_name="作答人数")),
                ("right", models.FloatField(blank=True, null=True, verbose_name="平均得分率")),
                ("item_rest", models.FloatField(blank=True, null=True, verbose_name="题总相关")),
                ("discrimination", models.FloatField(blank=True, null=True, verbose_name="区分度")),
                ("discrimination_se", models.FloatField(blank=True, null=True)),
                ("difficulty", models.FloatField(blank=True, null=True, verbose_name="难度")),
                ("difficulty_se", models.FloatField(blank=True, null=True)),
                ("options", models.JSONField(default=dict, help_text="key of an option -> share who chose it", verbose_name="选项分布")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="literacy.itemversion")),
            ],
            options={
                "ordering": ["-updated_at"],
                "constraints": [models.UniqueConstraint(fields=("version", "setting", "label"), name="item_use_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(choices=[("approve", "通过"), ("return", "退回修改")], max_length=10, verbose_name="意见")),
                ("checks", models.JSONField(default=dict, help_text="name of the check -> whether it holds", verbose_name="核对项")),
                ("remarks", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="审题人"
                    ),
                ),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="literacy.itemversion")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(fields=("version", "reviewer"), name="one_review_per_reviewer")],
            },
        ),
        migrations.AddField(
            model_name="item",
            name="current",
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="literacy.itemversion"),
        ),
        migrations.CreateModel(
            name="BookletItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="题序")),
                ("is_anchor", models.BooleanField(default=False, verbose_name="锚题")),
                ("booklet", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="literacy.booklet")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="literacy.itemversion")),
            ],
            options={
                "ordering": ["booklet", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("booklet", "position"), name="booklet_place_once"),
                    models.UniqueConstraint(fields=("booklet", "version"), name="booklet_item_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("booklet", models.CharField(max_length=2, verbose_name="卷别")),
                ("position", models.PositiveSmallIntegerField(verbose_name="题序")),
                ("assessment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="literacy.assessment")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="literacy.itemversion")),
            ],
            options={
                "ordering": ["assessment", "booklet", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "booklet", "position"), name="assessment_place_once"),
                    models.UniqueConstraint(fields=("assessment", "booklet", "version"), name="assessment_item_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipatingSchool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assessment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="schools", to="literacy.assessment")),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit", verbose_name="学校"),
                ),
            ],
            options={
                "ordering": ["assessment", "unit__name"],
                "constraints": [models.UniqueConstraint(fields=("assessment", "unit"), name="school_takes_part_once")],
            },
        ),
        migrations.CreateModel(
            name="SampledCommunity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("probability", models.FloatField(verbose_name="入样概率")),
                ("rank", models.PositiveSmallIntegerField(help_text="层内抽取次序；备用社区为替换次序", verbose_name="次序")),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "调查"), ("reserve", "备用"), ("replaced", "已替换")],
                        default="active",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="替换原因")),
                ("frame", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="drawn", to="literacy.framecommunity")),
                ("interviewers", models.ManyToManyField(blank=True, related_name="+", to="organizations.membership", verbose_name="调查员")),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="literacy.sampledcommunity",
                        verbose_name="替换",
                    ),
                ),
            ],
            options={
                "ordering": ["frame__stratum__code", "state", "rank"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("probability__gt", 0), ("probability__lte", 1)), name="inclusion_probability_is_one")
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="literacy.sampledcommunity", verbose_name="社区"
            ),
        ),
        migrations.CreateModel(
            name="SchoolClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "grade",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "一年级"),
                            (2, "二年级"),
                            (3, "三年级"),
                            (4, "四年级"),
                            (5, "五年级"),
                            (6, "六年级"),
                            (7, "七年级（初一）"),
                            (8, "八年级（初二）"),
                            (9, "九年级（初三）"),
                            (10, "高一"),
                            (11, "高二"),
                            (12, "高三"),
                        ],
                        verbose_name="年级",
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="班级")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="开始作答")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="结束作答")),
                ("version", models.PositiveIntegerField(default=1)),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="classes", to="literacy.participatingschool")),
                ("teachers", models.ManyToManyField(blank=True, related_name="+", to="organizations.membership", verbose_name="任课教师")),
            ],
            options={
                "ordering": ["school", "grade", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "grade", "name"), name="class_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True), ("closes_at__isnull", True), ("closes_at__gt", models.F("opens_at")), _connector="OR"
                        ),
                        name="class_window_is_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("grade__gte", 1), ("grade__lte", 12)), name="class_has_a_grade"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pupil",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="座号")),
                ("booklet", models.CharField(blank=True, max_length=2, verbose_name="卷别")),
                ("secret", models.UUIDField(default=uuid.uuid4)),
                ("code_key", models.CharField(max_length=64, unique=True)),
                ("guardian_key", models.CharField(max_length=64, unique=True)),
                (
                    "consent",
                    models.CharField(
                        choices=[("waiting", "未回复"), ("given", "同意"), ("refused", "不同意"), ("withdrawn", "已退出")],
                        default="waiting",
                        max_length=10,
                        verbose_name="家长同意",
                    ),
                ),
                (
                    "consent_form",
                    models.CharField(blank=True, choices=[("paper", "纸质回执"), ("link", "家长在线确认")], max_length=6, verbose_name="同意方式"),
                ),
                ("consent_at", models.DateTimeField(blank=True, null=True, verbose_name="登记时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "未开始"), ("started", "进行中"), ("finished", "已交卷")],
                        default="waiting",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("answers", models.JSONField(default=dict, help_text="id of an item version -> answer as `scoring.read` gives it")),
                ("scores", models.JSONField(default=dict, help_text="id of an item version -> points, written when handed in")),
                ("theta", models.FloatField(blank=True, null=True)),
                ("standard_error", models.FloatField(blank=True, null=True)),
                ("points", models.FloatField(blank=True, null=True)),
                (
                    "consent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                ("school_class", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pupils", to="literacy.schoolclass")),
            ],
            options={
                "ordering": ["school_class", "number"],
                "indexes": [models.Index(fields=["school_class", "state"], name="pupil_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("school_class", "number"), name="seat_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state", "waiting"), ("consent", "given"), _connector="OR"), name="no_answer_without_consent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent", "waiting"),
                            models.Q(("consent_at__isnull", False), models.Q(("consent_form", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="consent_is_recorded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "finished"), _negated=True), ("finished_at__isnull", False), _connector="OR"),
                        name="handed_in_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolConditions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("school_year", models.PositiveSmallIntegerField(verbose_name="学年")),
                ("pupils", models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name="在校学生")),
                ("full_time", models.PositiveIntegerField(verbose_name="专职科学教师")),
                ("part_time", models.PositiveIntegerField(verbose_name="兼职科学教师")),
                ("science_degree", models.PositiveIntegerField(verbose_name="其中理工科背景")),
                ("has_vice_head", models.BooleanField(default=False, verbose_name="聘有科学副校长")),
                (
                    "lessons",
                    models.FloatField(
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(20)],
                        verbose_name="每班每周科学课时",
                    ),
                ),
                ("labs", models.PositiveSmallIntegerField(verbose_name="科学实验室")),
                (
                    "experiments",
                    models.FloatField(
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(200)],
                        verbose_name="每班每学期分组实验",
                    ),
                ),
                ("activities", models.PositiveIntegerField(verbose_name="全年科学活动")),
                ("participations", models.PositiveIntegerField(verbose_name="科学活动参与")),
                ("remarks", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("version", models.PositiveIntegerField(default=1)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "filled_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit", verbose_name="学校"),
                ),
            ],
            options={
                "ordering": ["-school_year", "unit__name"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "school_year"), name="conditions_once_a_year"),
                    models.CheckConstraint(condition=models.Q(("pupils__gte", 1)), name="school_has_pupils"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "science_degree__lte",
                                django.db.models.expressions.CombinedExpression(models.F("full_time"), "+", models.F("part_time")),
                            )
                        ),
                        name="degrees_are_of_teachers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_key", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                (
                    "age",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("-17", "18岁以下"),
                            ("18-29", "18–29岁"),
                            ("30-39", "30–39岁"),
                            ("40-49", "40–49岁"),
                            ("50-59", "50–59岁"),
                            ("60-69", "60–69岁"),
                            ("70-", "70岁及以上"),
                        ],
                        max_length=6,
                        verbose_name="年龄",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("all", "全体公民"),
                            ("youth", "青少年"),
                            ("farmers", "农民"),
                            ("workers", "产业工人"),
                            ("elderly", "老年人"),
                            ("officials", "领导干部和公务员"),
                        ],
                        max_length=10,
                        verbose_name="人群",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("primary", "小学及以下"),
                            ("junior", "初中"),
                            ("senior", "高中（中专、技校）"),
                            ("college", "大学专科"),
                            ("bachelor", "大学本科及以上"),
                        ],
                        max_length=10,
                        verbose_name="文化程度",
                    ),
                ),
                (
                    "state",
                    models.CharField(choices=[("running", "进行中"), ("finished", "完成")], default="running", max_length=8, verbose_name="状态"),
                ),
                ("seed", models.PositiveIntegerField()),
                ("consented_at", models.DateTimeField(verbose_name="同意时间")),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("seconds", models.PositiveIntegerField(blank=True, null=True, verbose_name="用时（秒）")),
                ("theta", models.FloatField(blank=True, null=True)),
                ("standard_error", models.FloatField(blank=True, null=True)),
                ("points", models.FloatField(blank=True, null=True, verbose_name="折合分")),
                ("points_low", models.FloatField(blank=True, null=True)),
                ("points_high", models.FloatField(blank=True, null=True)),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[("low", "较低"), ("basic", "基本具备"), ("literate", "具备科学素质"), ("advanced", "高阶科学素质")],
                        max_length=10,
                        verbose_name="水平",
                    ),
                ),
                ("chances", models.JSONField(default=dict, help_text="level -> posterior probability")),
                ("is_provisional", models.BooleanField(default=True, verbose_name="题目参数为暂定")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["district", "started_at"], name="self_test_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "finished"), _negated=True),
                            models.Q(
                                ("finished_at__isnull", False),
                                ("standard_error__isnull", False),
                                ("theta__isnull", False),
                                models.Q(("level", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finished_self_test_has_a_result",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfTestAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="题序")),
                ("answer", models.JSONField(blank=True, help_text="as `scoring.read` gives it", null=True)),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="得分")),
                ("is_right", models.BooleanField(null=True, verbose_name="答对")),
                ("shown_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("test", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="literacy.selftest")),
                ("version", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="literacy.itemversion")),
            ],
            options={
                "ordering": ["test", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("test", "position"), name="self_test_place_once"),
                    models.UniqueConstraint(fields=("test", "version"), name="self_test_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("is_right__isnull", True), ("score__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("is_right__isnull", False), ("score__isnull", False)),
                            _connector="OR",
                        ),
                        name="self_test_answer_is_scored",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfTestDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("started", models.PositiveIntegerField(verbose_name="开始人次")),
                ("finished", models.PositiveIntegerField(verbose_name="完成人次")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
            ],
            options={
                "ordering": ["district", "-day"],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "day"), name="self_test_day_once"),
                    models.CheckConstraint(condition=models.Q(("finished__lte", models.F("started"))), name="self_test_day_adds_up"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfTestSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True, verbose_name="向公众开放自测")),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(15)],
                        verbose_name="至少几题",
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(15)],
                        verbose_name="至多几题",
                    ),
                ),
                (
                    "standard_error",
                    models.FloatField(
                        default=0.4,
                        help_text="潜在水平的标准误；越小题越多，一般取0.4",
                        validators=[django.core.validators.MinValueValidator(0.2), django.core.validators.MaxValueValidator(1.0)],
                        verbose_name="达到这个误差就结束",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("district", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", 5), ("most__gte", models.F("least")), ("most__lte", 15)), name="self_test_length_fits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standard_error__gte", 0.2), ("standard_error__lte", 1.0)), name="self_test_error_is_sound"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("design", "设计中"),
                            ("sampled", "已抽样"),
                            ("field", "调查中"),
                            ("closed", "已结束调查"),
                            ("estimated", "已估计"),
                            ("published", "已发布"),
                        ],
                        default="design",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="调查开始")),
                ("ends_on", models.DateField(verbose_name="调查结束")),
                ("expected_share", models.FloatField(default=0.15, verbose_name="预计比例")),
                ("margin", models.FloatField(default=0.02, verbose_name="允许误差")),
                ("confidence", models.FloatField(default=0.95, verbose_name="置信水平")),
                ("design_effect", models.FloatField(default=1.5, verbose_name="设计效应")),
                ("response_rate", models.FloatField(default=0.7, verbose_name="预计应答率")),
                ("per_community", models.PositiveSmallIntegerField(default=20, verbose_name="每个社区样本数")),
                (
                    "allocation",
                    models.CharField(
                        choices=[("proportional", "按人口"), ("power", "按人口的幂")], default="power", max_length=12, verbose_name="样本分配"
                    ),
                ),
                ("items_per_booklet", models.PositiveSmallIntegerField(default=30, verbose_name="每份问卷题数")),
                ("booklet_count", models.PositiveSmallIntegerField(default=4, verbose_name="问卷套数")),
                ("replicate_count", models.PositiveSmallIntegerField(default=200, verbose_name="重复权数个数")),
                ("seed", models.PositiveIntegerField(verbose_name="随机种子")),
                ("rule", models.JSONField(default=kepu.literacy.models.surveys.default_rule, verbose_name="判定规则")),
                (
                    "coordination",
                    models.CharField(
                        choices=[("free", "独立抽取"), ("avoid", "尽量不重复"), ("keep", "尽量保留")],
                        default="free",
                        max_length=8,
                        verbose_name="与上一期样本",
                    ),
                ),
                ("quality", models.JSONField(default=kepu.literacy.models.surveys.default_quality, verbose_name="质量提示的界限")),
                ("consent", models.TextField(blank=True, max_length=3000, verbose_name="知情同意书")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="plans.indicator",
                        verbose_name="对应指标",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_waves",
                        to="literacy.survey",
                        verbose_name="上一期调查",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "title"), name="survey_title_once"),
                    models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="survey_ends_after_it_begins"),
                    models.CheckConstraint(
                        condition=models.Q(("expected_share__gt", 0), ("expected_share__lt", 1), ("margin__gt", 0), ("margin__lt", 1)),
                        name="survey_shares_are_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("response_rate__gt", 0), ("response_rate__lte", 1)), name="survey_response_is_a_share"
                    ),
                    models.CheckConstraint(condition=models.Q(("confidence__gte", 0.5), ("confidence__lt", 1)), name="survey_confidence_is_a_share"),
                    models.CheckConstraint(condition=models.Q(("design_effect__gt", 0)), name="survey_design_effect_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("previous__isnull", True), models.Q(("previous", models.F("id")), _negated=True), _connector="OR"),
                        name="survey_does_not_follow_itself",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="sampledcommunity",
            name="survey",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sample", to="literacy.survey"),
        ),
        migrations.CreateModel(
            name="PopulationCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sex", models.CharField(blank=True, choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别")),
                (
                    "age_group",
                    models.CharField(
                        blank=True,
                        choices=[("18-29", "18–29岁"), ("30-39", "30–39岁"), ("40-49", "40–49岁"), ("50-59", "50–59岁"), ("60-69", "60–69岁")],
                        max_length=6,
                        verbose_name="年龄组",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("primary", "小学及以下"),
                            ("junior", "初中"),
                            ("senior", "高中（中专、技校）"),
                            ("college", "大学专科"),
                            ("bachelor", "大学本科及以上"),
                        ],
                        max_length=10,
                        verbose_name="文化程度",
                    ),
                ),
                ("persons", models.PositiveIntegerField(verbose_name="人数")),
                ("area", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                ("survey", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="population", to="literacy.survey")),
            ],
            options={
                "ordering": ["area__code", "sex", "age_group", "education"],
                "constraints": [models.UniqueConstraint(fields=("survey", "area", "sex", "age_group", "education"), name="population_cell_once")],
            },
        ),
        migrations.AddField(
            model_name="framecommunity",
            name="survey",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="frame", to="literacy.survey"),
        ),
        migrations.AddField(
            model_name="case",
            name="survey",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="literacy.survey"),
        ),
        migrations.AddField(
            model_name="calculation",
            name="survey",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="calculations", to="literacy.survey"),
        ),
        migrations.AddField(
            model_name="booklet",
            name="survey",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="booklets", to="literacy.survey"),
        ),
        migrations.AddConstraint(
            model_name="answersheet",
            constraint=models.UniqueConstraint(fields=("case", "mode", "entry"), name="sheet_once_per_entry"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "approved"), _negated=True), ("current__isnull", False), _connector="OR"),
                name="usable_item_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="framecommunity",
            constraint=models.UniqueConstraint(fields=("survey", "area"), name="frame_community_once"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["survey", "state"], name="case_by_state"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["community", "number"], name="case_by_community"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("survey", "number"), name="case_number_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("survey", "code_key"), name="case_code_once"),
        ),
        migrations.AddConstraint(
            model_name="calculation",
            constraint=models.UniqueConstraint(fields=("survey", "number"), name="calculation_once"),
        ),
        migrations.AddConstraint(
            model_name="calculation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", False)), fields=("survey",), name="one_published_calculation"
            ),
        ),
        migrations.AddConstraint(
            model_name="booklet",
            constraint=models.UniqueConstraint(fields=("survey", "label"), name="booklet_once"),
        ),
    ]
