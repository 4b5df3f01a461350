"""What is arranged serves many, is due by a day, and is answered for afterwards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_audit_triggers"),
        ("workshops", "0007_debriefs_are_joint"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Provision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.SlugField(max_length=40, verbose_name="what")),
                ("at_venue", models.BooleanField(default=False, verbose_name="the venue has it")),
                ("due_on", models.DateField(verbose_name="by when")),
                ("supplier", models.CharField(blank=True, max_length=160, verbose_name="supplier")),
                ("booked", models.CharField(blank=True, max_length=250, verbose_name="what is booked")),
                (
                    "cost",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="cost"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                ("booked_for", models.DateField(blank=True, null=True, verbose_name="done for the day")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="not needed any more since")),
                ("round", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "thing to arrange",
                "verbose_name_plural": "things to arrange",
                "ordering": ["due_on", "workshop_id", "group"],
            },
        ),
        migrations.AddField(
            model_name="arrangement",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="not needed any more since"),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="cancelled_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "It is needed"),
                    ("left", "The person has left the programme"),
                    ("apologies", "The person sent apologies"),
                    ("ended", "The person does not need it any more"),
                    ("stopped", "The workshop does not take place"),
                ],
                default="",
                max_length=10,
                verbose_name="why not",
            ),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="met_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="met_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrangements_answered",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="met_words",
            field=common.fields.EncryptedJSONField(blank=True, default=None, null=True, verbose_name="in their words"),
        ),
        migrations.AddField(
            model_name="provision",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions_done",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="provision",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions_responsible",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="provision",
            name="workshop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="provisions", to="workshops.workshop"
            ),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="provision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrangements",
                to="workshops.provision",
            ),
        ),
        migrations.AddIndex(
            model_name="provision",
            index=models.Index(
                condition=models.Q(("cancelled_at__isnull", True), ("done_at__isnull", True)),
                fields=["due_on"],
                name="provision_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="provision",
            constraint=models.UniqueConstraint(fields=("workshop", "group"), name="provision_once_a_workshop"),
        ),
        migrations.AddConstraint(
            model_name="provision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                    models.Q(("booked_for__isnull", False), ("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="provision_done_has_when_who_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="provision",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                name="provision_is_not_done_and_cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="provision",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost__isnull", True), ("cost__gte", 0), _connector="OR"),
                name="provision_cost_not_negative",
            ),
        ),
    ]
