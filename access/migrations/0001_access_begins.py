import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("messaging", "0001_messaging_begins"),
        ("people", "0001_people_begins"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_in_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("email", "Link in an email"),
                            ("command", "Link printed by a command"),
                            ("letter", "Code in a letter"),
                            ("demo", "Demo link, reusable"),
                        ],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("link_hash", models.CharField(max_length=64, unique=True, verbose_name="hash of the link")),
                ("code_hash", models.CharField(blank=True, max_length=64, verbose_name="hash of the code")),
                (
                    "request_key",
                    models.CharField(blank=True, db_index=True, max_length=64, verbose_name="browser's request"),
                ),
                ("opens", models.CharField(blank=True, max_length=200, verbose_name="opens")),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="messaging.message",
                        verbose_name="letter",
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="first opened at")),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
                ("code_tries", models.PositiveSmallIntegerField(default=0, verbose_name="codes tried")),
            ],
            options={
                "verbose_name": "sign-in token",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("purpose", "letter")),
                        fields=["code_hash"],
                        name="sign_in_token_letter_code",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="sign_in_token_expires_after_made",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("purpose", "letter"), _negated=True),
                            models.Q(
                                ("message__isnull", False),
                                models.Q(("opens", ""), _negated=True),
                                models.Q(("code_hash", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sign_in_token_letter_has_message_and_task",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RateLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, verbose_name="key")),
                ("window", models.DateTimeField(verbose_name="window began")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="count")),
            ],
            options={
                "verbose_name": "rate limit",
                "constraints": [models.UniqueConstraint(fields=("key", "window"), name="rate_limit_once_a_window")],
            },
        ),
    ]
