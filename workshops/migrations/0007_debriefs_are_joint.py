"""The two facilitators of a workshop write one debrief together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("pairing", "0001_pairing_begins"),
        ("workshops", "0006_facilitators_are_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name="workshop",
            name="debrief",
        ),
        migrations.CreateModel(
            name="Debrief",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                (
                    "lay_agreed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="agreed by the lay facilitator at"),
                ),
                (
                    "professional_agreed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="agreed by the professional facilitator at"
                    ),
                ),
            ],
            options={
                "verbose_name": "debrief",
                "ordering": ["workshop_id"],
            },
        ),
        migrations.CreateModel(
            name="DebriefPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", common.fields.EncryptedJSONField(verbose_name="why")),
                ("noted_at", models.DateTimeField(verbose_name="noted at")),
            ],
            options={
                "verbose_name": "pair that needs attention",
                "verbose_name_plural": "pairs that need attention",
                "ordering": ["debrief_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DebriefSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("went_well", "What went well"),
                            ("change", "What to change"),
                            ("follow_up", "Anything to follow up"),
                        ],
                        max_length=10,
                        verbose_name="part",
                    ),
                ),
                (
                    "words",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="what they wrote"
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "part of a debrief",
                "verbose_name_plural": "parts of debriefs",
                "ordering": ["debrief_id", "pk"],
            },
        ),
        migrations.AddField(
            model_name="debrief",
            name="lay_agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="debriefs_agreed_as_lay",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="debrief",
            name="professional_agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="debriefs_agreed_as_professional",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="debrief",
            name="workshop",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="debrief", to="workshops.workshop"
            ),
        ),
        migrations.AddField(
            model_name="debriefpair",
            name="debrief",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pairs", to="workshops.debrief"
            ),
        ),
        migrations.AddField(
            model_name="debriefpair",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="debrief_pairs_noted",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="debriefpair",
            name="pair",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="debrief_notes", to="pairing.pair"
            ),
        ),
        migrations.AddField(
            model_name="debriefsection",
            name="debrief",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="workshops.debrief"
            ),
        ),
        migrations.AddField(
            model_name="debriefsection",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="debrief_sections_written",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="debrief",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lay_agreed_at__isnull", True), ("lay_agreed_by__isnull", True)),
                    models.Q(("lay_agreed_at__isnull", False), ("lay_agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="debrief_lay_agreed_has_when_and_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="debrief",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("professional_agreed_at__isnull", True), ("professional_agreed_by__isnull", True)),
                    models.Q(("professional_agreed_at__isnull", False), ("professional_agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="debrief_professional_agreed_has_when_and_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="debrief",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lay_agreed_by__isnull", True),
                    ("professional_agreed_by__isnull", True),
                    models.Q(("lay_agreed_by", models.F("professional_agreed_by")), _negated=True),
                    _connector="OR",
                ),
                name="debrief_agreed_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="debriefpair",
            constraint=models.UniqueConstraint(fields=("debrief", "pair"), name="debrief_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="debriefsection",
            constraint=models.UniqueConstraint(fields=("debrief", "kind"), name="debrief_section_once"),
        ),
    ]
