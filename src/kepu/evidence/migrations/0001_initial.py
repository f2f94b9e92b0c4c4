import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
        ("plans", "0003_yearly_work_and_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                (
                    "district",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="organizations.area"
                    ),
                ),
                ("sequence", models.BigIntegerField(default=0)),
                ("chain_hash", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RollupState",
            fields=[
                (
                    "district",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="organizations.area"
                    ),
                ),
                ("sequence", models.BigIntegerField(default=0)),
                ("rolled_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="DistinctCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kinds", models.CharField(max_length=400)),
                ("audience", models.CharField(blank=True, max_length=20)),
                ("year_from", models.PositiveSmallIntegerField()),
                ("year_to", models.PositiveSmallIntegerField()),
                (
                    "district",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("district", "kinds", "audience", "year_from", "year_to"), name="distinct_counter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DistinctMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("persons", models.BigIntegerField(default=0)),
                (
                    "counter",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="months", to="evidence.distinctcounter"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("counter", "month"), name="distinct_month_once")],
            },
        ),
        migrations.CreateModel(
            name="EvidenceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.BigIntegerField(verbose_name="序号")),
                (
                    "entry",
                    models.CharField(
                        choices=[("original", "原始记录"), ("correction", "更正"), ("void", "作废")],
                        default="original",
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="更正或作废的理由")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("happened_on", models.DateField(verbose_name="发生日期")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "audience",
                    models.CharField(
                        blank=True,
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
                ("quantity", models.DecimalField(decimal_places=4, default=1, max_digits=14, verbose_name="数量")),
                ("value", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="数值")),
                ("low", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="区间下限")),
                ("high", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name="区间上限")),
                ("source_type", models.CharField(blank=True, max_length=80, verbose_name="来源类型")),
                ("source_id", models.CharField(blank=True, max_length=40, verbose_name="来源编号")),
                ("person_count", models.PositiveIntegerField(default=0, verbose_name="涉及人数")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("chain_version", models.PositiveSmallIntegerField(default=1)),
                ("chain_hash", models.CharField(max_length=64, verbose_name="链校验值")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.area",
                        verbose_name="地区",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseding",
                        to="evidence.evidencerecord",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area"),
                ),
                (
                    "node",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.plannode",
                        verbose_name="举措",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "work_item",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plans.workitem",
                        verbose_name="任务",
                    ),
                ),
            ],
            options={
                "ordering": ["district", "sequence"],
                "indexes": [
                    models.Index(fields=["district", "kind", "happened_on"], name="evidence_by_kind"),
                    models.Index(fields=["district", "unit", "happened_on"], name="evidence_by_unit"),
                    models.Index(condition=models.Q(("work_item__isnull", False)), fields=["work_item", "happened_on"], name="evidence_by_work"),
                    models.Index(condition=models.Q(("node__isnull", False)), fields=["node", "happened_on"], name="evidence_by_node"),
                    models.Index(
                        condition=models.Q(("source_type", ""), _negated=True), fields=["source_type", "source_id"], name="evidence_by_source"
                    ),
                    models.Index(
                        condition=models.Q(("value__isnull", False)), fields=["district", "kind", "-happened_on"], name="evidence_estimates"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("district", "sequence"), name="evidence_sequence_once"),
                    models.UniqueConstraint(condition=models.Q(("corrects__isnull", False)), fields=("corrects",), name="evidence_superseded_once"),
                    models.CheckConstraint(condition=models.Q(("sequence__gte", 1)), name="evidence_sequence_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("entry", "original"), ("reason", "")),
                            models.Q(("corrects__isnull", False), ("entry__in", ["correction", "void"]), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="evidence_entry_points_back",
                    ),
                    models.CheckConstraint(condition=models.Q(("quantity__gte", 0)), name="evidence_quantity_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry", "void"), _negated=True),
                            models.Q(("person_count", 0), ("quantity", 0), ("value__isnull", True)),
                            _connector="OR",
                        ),
                        name="evidence_void_counts_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("high__isnull", True), ("low__isnull", True)),
                            models.Q(
                                ("high__gte", models.F("value")),
                                ("high__isnull", False),
                                ("low__isnull", False),
                                ("low__lte", models.F("value")),
                                ("value__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_interval_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source_id", ""), ("source_type", "")),
                            models.Q(("source_type", ""), ("source_id", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="evidence_source_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidencePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pseudonym", models.CharField(max_length=32)),
                (
                    "district",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.area"),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="persons", to="evidence.evidencerecord"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "pseudonym"], name="evidence_by_person")],
                "constraints": [models.UniqueConstraint(fields=("record", "pseudonym"), name="evidence_person_once")],
            },
        ),
        migrations.CreateModel(
            name="PersonTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pseudonym", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("audience", models.CharField(blank=True, max_length=20)),
                ("records", models.IntegerField(default=0)),
                (
                    "district",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("district", "pseudonym", "kind", "month", "audience"), name="person_tally_once")],
            },
        ),
        migrations.CreateModel(
            name="Rollup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cube",
                    models.CharField(
                        choices=[("full", "area, unit and audience"), ("audience", "audience"), ("unit", "unit"), ("area", "area")], max_length=10
                    ),
                ),
                ("grain", models.CharField(choices=[("day", "day"), ("month", "month")], max_length=5)),
                ("kind", models.CharField(max_length=40)),
                ("start", models.DateField()),
                ("area_key", models.BigIntegerField(default=0)),
                ("unit_key", models.BigIntegerField(default=0)),
                ("audience", models.CharField(blank=True, max_length=20)),
                ("records", models.BigIntegerField(default=0)),
                ("quantity_e4", models.BigIntegerField(default=0)),
                (
                    "district",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "cube", "grain", "kind", "start", "area_key", "unit_key", "audience"), name="rollup_cell_once"
                    )
                ],
            },
        ),
    ]
