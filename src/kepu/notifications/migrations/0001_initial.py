import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import kepu.organizations.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("organizations", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_email", models.BooleanField(default=False, verbose_name="同时发送电子邮件")),
                (
                    "user",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="notice_preference", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("wecom", "企业微信群机器人"), ("dingtalk", "钉钉群机器人")], max_length=10, verbose_name="类型")),
                ("name", models.CharField(max_length=60, verbose_name="群名称")),
                ("webhook", kepu.organizations.fields.EncryptedTextField(verbose_name="Webhook 地址")),
                ("secret", kepu.organizations.fields.EncryptedTextField(blank=True, default="", verbose_name="加签密钥")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area")),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("district", "name"), name="robot_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=[("email", "电子邮件"), ("robot", "群机器人")], max_length=10, verbose_name="渠道")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.TextField(blank=True, verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="地址")),
                ("dedupe_key", models.CharField(max_length=120)),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "待发送"), ("sending", "发送中"), ("sent", "已发送"), ("failed", "发送失败")],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("next_attempt_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="失败原因")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area")),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "robot",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="notifications.robot"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(condition=models.Q(("status__in", ["waiting", "sending"])), fields=["next_attempt_at"], name="delivery_due"),
                    models.Index(fields=["district", "status", "-id"], name="delivery_by_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("robot", None)), fields=("recipient", "district", "dedupe_key"), name="email_once"),
                    models.UniqueConstraint(condition=models.Q(("recipient", None)), fields=("robot", "dedupe_key"), name="robot_message_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient", None), ("robot__isnull", False)),
                            models.Q(("recipient__isnull", False), ("robot", None)),
                            _connector="OR",
                        ),
                        name="delivery_has_one_target",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.TextField(blank=True, verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="地址")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="已读时间")),
                ("dedupe_key", models.CharField(max_length=120)),
                ("district", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.area")),
                ("recipient", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["recipient", "district", "-id"], name="notice_by_recipient"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["recipient", "district"], name="notice_unread"),
                ],
                "constraints": [models.UniqueConstraint(fields=("recipient", "district", "dedupe_key"), name="notice_once")],
            },
        ),
    ]
