import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kepu.organizations.fields
import kepu.volunteers.models.hours


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0006_communities_and_teams"),
        ("organizations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceRules",
            fields=[
                (
                    "district",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="organizations.area"
                    ),
                ),
                ("plain", models.PositiveSmallIntegerField(default=100, verbose_name="一般服务（%）")),
                ("skilled", models.PositiveSmallIntegerField(default=150, verbose_name="专业服务（%）")),
                ("hard", models.PositiveSmallIntegerField(default=200, verbose_name="高难度服务（%）")),
                ("organiser", models.PositiveSmallIntegerField(default=150, verbose_name="组织者系数（%）")),
                ("early_minutes", models.PositiveSmallIntegerField(default=60, verbose_name="可提前签到（分钟）")),
            ],
        ),
        migrations.CreateModel(
            name="SkillField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="领域")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [models.UniqueConstraint(fields=("district", "code"), name="skill_field_once")],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="技能（主题）")),
                ("keywords", models.CharField(blank=True, help_text="用顿号分开，帮助按描述找到主题", max_length=200, verbose_name="近义词")),
                (
                    "needs",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first_aid", "救护员证"),
                            ("teacher", "教师资格证"),
                            ("doctor", "医师资格证"),
                            ("nurse", "护士执业证"),
                            ("psychology", "心理咨询证书"),
                            ("guide", "讲解员证"),
                            ("lecturer", "科普讲师证"),
                            ("sign", "手语翻译证"),
                            ("mandarin", "普通话等级证"),
                            ("fire", "消防证书"),
                            ("social_work", "社会工作者证"),
                            ("other", "其他证书"),
                        ],
                        max_length=20,
                        verbose_name="须持证书",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="skills", to="volunteers.skillfield", verbose_name="领域"
                    ),
                ),
            ],
            options={
                "ordering": ["field__position", "position", "id"],
                "constraints": [models.UniqueConstraint(fields=("district", "code"), name="skill_once")],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("sex", models.CharField(choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别")),
                ("employment", models.CharField(choices=[("full_time", "专职"), ("part_time", "兼职")], max_length=10, verbose_name="专职/兼职")),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("doctor", "博士研究生"),
                            ("master", "硕士研究生"),
                            ("bachelor", "大学本科"),
                            ("college", "大学专科"),
                            ("secondary", "高中（中专）"),
                            ("basic", "初中及以下"),
                        ],
                        max_length=12,
                        verbose_name="学历",
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[("senior", "高级职称"), ("middle", "中级职称"), ("junior", "初级职称"), ("none", "无职称")],
                        default="none",
                        max_length=8,
                        verbose_name="职称",
                    ),
                ),
                (
                    "task",
                    models.CharField(
                        choices=[
                            ("managing", "科普管理"),
                            ("creating", "科普创作与研发"),
                            ("lecturing", "科普讲解与辅导"),
                            ("other", "其他科普工作"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="主要工作",
                    ),
                ),
                ("is_rural", models.BooleanField(default=False, verbose_name="农村科普人员")),
                (
                    "head",
                    models.CharField(
                        blank=True,
                        choices=[("hospital", "医院院长"), ("school", "学校校长"), ("station", "农技（科技）站长")],
                        max_length=10,
                        verbose_name="三长",
                    ),
                ),
                ("post", models.CharField(blank=True, help_text="如：街道科协副主席（兼职）", max_length=60, verbose_name="科协任职")),
                ("days", models.PositiveSmallIntegerField(default=0, help_text="兼职人员一年实际用于科普的天数", verbose_name="年度投入工作日")),
                ("started_on", models.DateField(verbose_name="开始日期")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="结束日期")),
                ("version", models.PositiveIntegerField(default=1)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit", verbose_name="单位"),
                ),
            ],
            options={
                "ordering": ["unit", "id"],
                "indexes": [models.Index(fields=["district", "employment"], name="staff_by_employment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("ended_on__gte", models.F("started_on")), _connector="OR"),
                        name="staff_ends_after_it_begins",
                    ),
                    models.CheckConstraint(condition=models.Q(("days__lte", 366)), name="staff_days_fit_a_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="服务队名称")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="介绍")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="语言")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="出发地纬度")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="出发地经度")),
                ("weekly_minutes", models.PositiveIntegerField(default=600, verbose_name="每周可服务分钟数")),
                ("max_distance_km", models.PositiveSmallIntegerField(default=20, verbose_name="最远服务距离（公里）")),
                ("is_recruiting", models.BooleanField(default=False, verbose_name="正在招募")),
                ("wanted", models.CharField(blank=True, max_length=300, verbose_name="招募要求")),
                ("minimum_age", models.PositiveSmallIntegerField(default=14, verbose_name="最低年龄")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="成立日期")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.area",
                        verbose_name="驻地",
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                ("leaders", models.ManyToManyField(blank=True, related_name="led_teams", to="organizations.membership", verbose_name="队长")),
                ("skills", models.ManyToManyField(blank=True, related_name="teams", to="volunteers.skill", verbose_name="服务主题")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="volunteer_teams", to="organizations.unit", verbose_name="所属单位"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["district", "is_active", "id"], name="team_by_district")],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "name"), name="team_name_once_per_district"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="team_starts_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="服务名称")),
                ("description", models.CharField(blank=True, max_length=1000, verbose_name="说明")),
                ("level", models.PositiveSmallIntegerField(choices=[(1, "一般"), (2, "专业"), (3, "高难度")], default=1, verbose_name="难度")),
                ("place", models.CharField(max_length=200, verbose_name="地点")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="纬度")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="经度")),
                ("radius", models.PositiveSmallIntegerField(default=300, verbose_name="签到范围（米）")),
                ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                ("places", models.PositiveSmallIntegerField(default=0, help_text="0 表示不限", verbose_name="需要人数")),
                ("is_public", models.BooleanField(default=False, verbose_name="公开招募")),
                ("source_type", models.CharField(blank=True, max_length=80)),
                ("source_id", models.CharField(blank=True, max_length=40)),
                ("secret", kepu.organizations.fields.EncryptedTextField(default=kepu.volunteers.models.hours.new_secret)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "已安排"), ("closed", "待确认"), ("confirmed", "已确认"), ("cancelled", "已取消")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="确认时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.area",
                        verbose_name="所在地",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="确认人"
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="安排人"
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
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="volunteers.team", verbose_name="服务队"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "-id"],
                "indexes": [
                    models.Index(fields=["district", "state", "starts_at"], name="session_by_state"),
                    models.Index(fields=["team", "starts_at"], name="session_by_team"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="session_ends_after_it_begins"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="session_is_on_earth",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("source_type", ""), _negated=True), models.Q(("state", "cancelled"), _negated=True)),
                        fields=("source_type", "source_id"),
                        name="session_once_per_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("sex", models.CharField(blank=True, choices=[("male", "男"), ("female", "女")], max_length=6, verbose_name="性别")),
                ("phone", kepu.organizations.fields.EncryptedTextField(blank=True, default="", verbose_name="手机号")),
                ("phone_key", models.CharField(blank=True, max_length=32)),
                (
                    "document",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identity", "居民身份证"),
                            ("hk_macao", "港澳居民居住证"),
                            ("taiwan", "台湾居民居住证"),
                            ("passport", "护照"),
                            ("permanent", "外国人永久居留身份证"),
                        ],
                        max_length=12,
                        verbose_name="证件类型",
                    ),
                ),
                ("document_number", kepu.organizations.fields.EncryptedTextField(blank=True, default="", verbose_name="证件号码")),
                ("document_key", models.CharField(blank=True, max_length=32)),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("guardian_name", models.CharField(blank=True, max_length=60, verbose_name="监护人姓名")),
                ("guardian_phone", kepu.organizations.fields.EncryptedTextField(blank=True, default="", verbose_name="监护人电话")),
                ("guardian_consented_at", models.DateTimeField(blank=True, null=True, verbose_name="监护人同意时间")),
                ("consent_version", models.CharField(blank=True, max_length=10, verbose_name="告知书版本")),
                ("consented_at", models.DateTimeField(blank=True, null=True, verbose_name="本人同意时间")),
                (
                    "politics",
                    models.CharField(
                        blank=True,
                        choices=[("party", "中共党员"), ("league", "共青团员"), ("democratic", "民主党派"), ("masses", "群众")],
                        max_length=12,
                        verbose_name="政治面貌",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("doctor", "博士研究生"),
                            ("master", "硕士研究生"),
                            ("bachelor", "大学本科"),
                            ("college", "大学专科"),
                            ("secondary", "高中（中专）"),
                            ("basic", "初中及以下"),
                        ],
                        max_length=12,
                        verbose_name="学历",
                    ),
                ),
                ("occupation", models.CharField(blank=True, max_length=60, verbose_name="职业")),
                ("employer", models.CharField(blank=True, max_length=100, verbose_name="单位")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="职称（职务）")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="语言")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="出发地纬度")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="出发地经度")),
                ("weekly_minutes", models.PositiveSmallIntegerField(default=240, verbose_name="每周可服务分钟数")),
                ("preferences", models.CharField(blank=True, max_length=300, verbose_name="服务意愿")),
                ("is_expert", models.BooleanField(default=False, verbose_name="专家")),
                ("is_silver_age", models.BooleanField(default=False, verbose_name="银龄专家")),
                ("biography", models.TextField(blank=True, max_length=2000, verbose_name="专家简介")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "待审核"),
                            ("approved", "已通过"),
                            ("active", "服务中"),
                            ("suspended", "已暂停"),
                            ("left", "已退出"),
                            ("refused", "未通过"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("public", "网上报名"), ("staff", "工作人员登记"), ("import", "表格导入")],
                        default="staff",
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("applied_at", models.DateTimeField(auto_now_add=True, verbose_name="报名时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="个人信息删除时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.area",
                        verbose_name="所属街道/社区",
                    ),
                ),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                ("fields", models.ManyToManyField(blank=True, related_name="+", to="volunteers.skillfield", verbose_name="服务领域")),
                ("skills", models.ManyToManyField(blank=True, related_name="volunteers", to="volunteers.skill", verbose_name="技能")),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="volunteer",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["district", "state", "id"], name="volunteer_by_state"),
                    models.Index(condition=models.Q(("phone_key", ""), _negated=True), fields=["district", "phone_key"], name="volunteer_by_phone"),
                    models.Index(fields=["district", "name"], name="volunteer_by_name"),
                    models.Index(condition=models.Q(("is_expert", True)), fields=["district", "id"], name="volunteer_experts"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("document_key", ""), _negated=True),
                        fields=("district", "document_key"),
                        name="volunteer_once_per_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="volunteer_lives_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_silver_age", False), ("is_expert", True), _connector="OR"), name="silver_age_is_expert"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("birth_date__isnull", True),
                            models.Q(("state__in", ("approved", "active")), _negated=True),
                            ("guardian_consented_at__isnull", False),
                            _connector="OR",
                        ),
                        name="minor_serves_with_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(("document_key", ""), ("document_number", ""), ("guardian_phone", ""), ("phone", ""), ("phone_key", "")),
                            _connector="OR",
                        ),
                        name="erased_has_no_identity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "待审核"),
                            ("invited", "已邀请"),
                            ("active", "队员"),
                            ("refused", "未通过"),
                            ("declined", "已谢绝"),
                            ("transferred", "已转队"),
                            ("left", "已退队"),
                        ],
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("member", "队员"), ("organiser", "骨干（组织者）"), ("contact", "联络员")],
                        default="member",
                        max_length=10,
                        verbose_name="队内分工",
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="留言")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("applied_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="审核时间")),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="入队日期")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离队日期")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "moved_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="volunteers.teammembership",
                        verbose_name="转自",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="volunteers.team", verbose_name="服务队"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="team_memberships", to="volunteers.volunteer", verbose_name="志愿者"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["team", "state"], name="membership_by_team")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("applied", "invited", "active"))),
                        fields=("team", "volunteer"),
                        name="in_a_team_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "active"), _negated=True), ("joined_on__isnull", False), _connector="OR"),
                        name="member_joined_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_organiser", models.BooleanField(default=False, verbose_name="组织者")),
                ("is_cancelled", models.BooleanField(default=False, verbose_name="已取消")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="报名时间")),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("session", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="signups", to="volunteers.servicesession")),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="signups", to="volunteers.volunteer")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("session", "volunteer"), name="signed_up_once")],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_aid", "救护员证"),
                            ("teacher", "教师资格证"),
                            ("doctor", "医师资格证"),
                            ("nurse", "护士执业证"),
                            ("psychology", "心理咨询证书"),
                            ("guide", "讲解员证"),
                            ("lecturer", "科普讲师证"),
                            ("sign", "手语翻译证"),
                            ("mandarin", "普通话等级证"),
                            ("fire", "消防证书"),
                            ("social_work", "社会工作者证"),
                            ("other", "其他证书"),
                        ],
                        max_length=20,
                        verbose_name="证书种类",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="证书编号")),
                ("issuer", models.CharField(blank=True, max_length=100, verbose_name="发证机构")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发证日期")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="核验时间")),
                ("reminded_on", models.DateField(blank=True, null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核验人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="qualifications", to="volunteers.volunteer"),
                ),
            ],
            options={
                "ordering": ["kind", "id"],
                "indexes": [models.Index(fields=["expires_on"], name="qualification_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_on__isnull", True), ("expires_on__isnull", True), ("expires_on__gte", models.F("issued_on")), _connector="OR"
                        ),
                        name="qualification_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="活动")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="邀请说明")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="答复")),
                (
                    "state",
                    models.CharField(
                        choices=[("sent", "待答复"), ("accepted", "已接受"), ("declined", "已谢绝"), ("withdrawn", "已撤回")],
                        default="sent",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="邀请时间")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="邀请人"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.unit", verbose_name="邀请单位"
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="volunteers.volunteer", verbose_name="专家"
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_at", "-id"],
                "indexes": [models.Index(fields=["district", "state", "-starts_at"], name="invitation_by_state")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="invitation_ends_after_it_begins")
                ],
            },
        ),
        migrations.CreateModel(
            name="HourEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start_at", models.DateTimeField(verbose_name="开始时间")),
                ("end_at", models.DateTimeField(verbose_name="结束时间")),
                ("minutes", models.IntegerField(verbose_name="分钟")),
                ("points", models.IntegerField(default=0, verbose_name="积分")),
                ("is_organiser", models.BooleanField(default=False, verbose_name="组织者")),
                (
                    "state",
                    models.CharField(
                        choices=[("awaiting", "待确认"), ("confirmed", "已确认"), ("refused", "未认可")],
                        default="awaiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("is_live", models.BooleanField(default=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="确认人"
                    ),
                ),
                (
                    "counters",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="countered_by",
                        to="volunteers.hourentry",
                        verbose_name="冲销",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hour_entries", to="volunteers.servicesession"),
                ),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hour_entries", to="volunteers.volunteer")),
            ],
            options={
                "ordering": ["start_at", "id"],
                "indexes": [
                    models.Index(fields=["volunteer", "state"], name="hours_by_volunteer"),
                    models.Index(fields=["session"], name="hours_by_session"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("end_at__gt", models.F("start_at"))), name="hours_end_after_they_begin"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("counters__isnull", True), ("minutes__gt", 0), ("points__gte", 0)),
                            models.Q(("counters__isnull", False), ("is_live", False), ("minutes__lt", 0), ("points__lte", 0), ("state", "confirmed")),
                            _connector="OR",
                        ),
                        name="counter_takes_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "refused"), _negated=True), ("is_live", False), _connector="OR"),
                        name="refused_hours_hold_no_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DatedTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="从")),
                ("ends_at", models.DateTimeField(verbose_name="到")),
                ("is_free", models.BooleanField(default=False, verbose_name="可以服务")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                ("uid", models.CharField(blank=True, max_length=200)),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="dated_times", to="volunteers.team"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="dated_times", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "indexes": [
                    models.Index(fields=["team", "ends_at"], name="dated_time_of_team"),
                    models.Index(fields=["volunteer", "ends_at"], name="dated_time_of_volunteer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team__isnull", False), ("volunteer__isnull", True)),
                            models.Q(("team__isnull", True), ("volunteer__isnull", False)),
                            _connector="OR",
                        ),
                        name="dated_time_has_one_owner",
                    ),
                    models.CheckConstraint(condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="dated_time_ends_after_it_begins"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_organiser", models.BooleanField(default=False, verbose_name="组织者")),
                ("in_at", models.DateTimeField(verbose_name="签到时间")),
                (
                    "in_way",
                    models.CharField(choices=[("code", "扫码"), ("place", "定位"), ("host", "现场登记")], max_length=6, verbose_name="签到方式"),
                ),
                ("in_step", models.BigIntegerField(null=True)),
                ("in_distance", models.PositiveIntegerField(null=True, verbose_name="签到距离（米）")),
                ("out_at", models.DateTimeField(null=True, verbose_name="签退时间")),
                (
                    "out_way",
                    models.CharField(
                        blank=True, choices=[("code", "扫码"), ("place", "定位"), ("host", "现场登记")], max_length=6, verbose_name="签退方式"
                    ),
                ),
                ("out_step", models.BigIntegerField(null=True)),
                ("out_distance", models.PositiveIntegerField(null=True, verbose_name="签退距离（米）")),
                ("session", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="check_ins", to="volunteers.servicesession")),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="check_ins", to="volunteers.volunteer")),
            ],
            options={
                "ordering": ["in_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "volunteer"), name="checked_in_once"),
                    models.UniqueConstraint(condition=models.Q(("out_at__isnull", True)), fields=("volunteer",), name="at_one_place_at_a_time"),
                    models.CheckConstraint(
                        condition=models.Q(("out_at__isnull", True), ("out_at__gte", models.F("in_at")), _connector="OR"), name="out_after_in"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="校验码")),
                ("holder", kepu.organizations.fields.EncryptedTextField(verbose_name="姓名")),
                ("first_day", models.DateField(verbose_name="从")),
                ("last_day", models.DateField(verbose_name="到")),
                ("minutes", models.PositiveIntegerField(verbose_name="服务分钟")),
                ("occasions", models.PositiveIntegerField(verbose_name="服务次数")),
                ("points", models.PositiveIntegerField(verbose_name="积分")),
                ("stars", models.PositiveSmallIntegerField(default=0, verbose_name="星级")),
                ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="出具时间")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="撤销原因")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="出具人"
                    ),
                ),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="certificates", to="volunteers.volunteer")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.CheckConstraint(condition=models.Q(("last_day__gte", models.F("first_day"))), name="certificate_covers_days")],
            },
        ),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="创建时间")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="calendar_links", to="volunteers.team"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="calendar_links", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team__isnull", False), ("volunteer__isnull", True)),
                            models.Q(("team__isnull", True), ("volunteer__isnull", False)),
                            _connector="OR",
                        ),
                        name="calendar_link_has_one_owner",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("role", models.CharField(max_length=20, verbose_name="身份")),
                ("verb", models.CharField(max_length=20)),
                ("from_state", models.CharField(blank=True, max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("volunteer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="volunteers.volunteer")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="WeeklyTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "周一"), (1, "周二"), (2, "周三"), (3, "周四"), (4, "周五"), (5, "周六"), (6, "周日")], verbose_name="星期"
                    ),
                ),
                ("starts", models.TimeField(verbose_name="从")),
                ("ends", models.TimeField(verbose_name="到")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="weekly_times", to="volunteers.team"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="weekly_times", to="volunteers.volunteer"
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "starts"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team__isnull", False), ("volunteer__isnull", True)),
                            models.Q(("team__isnull", True), ("volunteer__isnull", False)),
                            _connector="OR",
                        ),
                        name="weekly_time_has_one_owner",
                    ),
                    models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="weekly_time_ends_after_it_begins"),
                ],
            },
        ),
    ]
