"""Each facilitator is asked to lead, and answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0005_agenda_lengths_filled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LeadRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        max_length=12,
                        verbose_name="as",
                    ),
                ),
                ("date", models.DateField(verbose_name="for the day")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not answered"), ("yes", "Will lead it"), ("no", "Cannot lead it")],
                        default="",
                        max_length=3,
                        verbose_name="answer",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="reason")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="not asked any more since")),
            ],
            options={
                "verbose_name": "request to lead",
                "verbose_name_plural": "requests to lead",
                "ordering": ["workshop_id", "role"],
            },
        ),
        migrations.AddField(
            model_name="leadrequest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lead_requests_answered",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="leadrequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lead_requests", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="leadrequest",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lead_requests", to="workshops.workshop"
            ),
        ),
        migrations.AddConstraint(
            model_name="leadrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("workshop", "role"),
                name="lead_request_once_a_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="leadrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="lead_request_answer_has_when_and_who",
            ),
        ),
    ]
