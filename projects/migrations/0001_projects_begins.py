import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0001_cohorts_begins"),
        ("pairing", "0001_pairing_begins"),
        ("people", "0001_people_begins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    common.fields.RefField(
                        default=common.refs.make_ref,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="cohorts.programme"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="cohorts.cohort"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="pairing.pair"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=160, verbose_name="title")),
                ("challenge", models.TextField(blank=True, verbose_name="the challenge")),
                ("who_is_affected", models.TextField(blank=True, verbose_name="who is affected")),
                ("idea", models.TextField(blank=True, verbose_name="the idea")),
                ("aim", models.TextField(blank=True, verbose_name="the aim")),
                ("measures", models.TextField(blank=True, verbose_name="how you will know it works")),
                ("lay_part", models.TextField(blank=True, verbose_name="the lay partner's part")),
                ("professional_part", models.TextField(blank=True, verbose_name="the professional partner's part")),
                ("outcomes", models.TextField(blank=True, verbose_name="what came of it")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("planning", "Planning"),
                            ("testing", "Testing"),
                            ("adopted", "Adopted"),
                            ("spread", "Spread to other places"),
                            ("stopped", "Stopped"),
                        ],
                        default="idea",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects_changed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "changed_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects_changed_through",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "project",
                "ordering": ["cohort_id", "pk"],
                "constraints": [models.UniqueConstraint(fields=("pair",), name="project_once_a_pair")],
            },
        ),
        migrations.CreateModel(
            name="Contributor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contributors", to="projects.project"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contributions", to="cohorts.place"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "verbose_name": "contributor",
                "ordering": ["project_id", "since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("project", "place"),
                        name="contributor_once_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Update",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="updates", to="projects.project"
                    ),
                ),
                ("words", models.TextField(verbose_name="news")),
                ("submission_id", models.UUIDField(editable=False, unique=True, verbose_name="submission")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_updates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="project_updates_through",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "update",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_for__isnull", True),
                            models.Q(("made_for", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="update_for_somebody_else",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="projects.project"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="step")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by")),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="reached on")),
            ],
            options={
                "verbose_name": "milestone",
                "ordering": ["project_id", "due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseStudy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    common.fields.RefField(
                        default=common.refs.make_ref,
                        editable=False,
                        max_length=8,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_studies", to="projects.project"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("picture", models.ImageField(blank=True, upload_to="case-studies/", verbose_name="picture")),
                ("picture_alt", models.CharField(blank=True, max_length=250, verbose_name="what the picture shows")),
                ("text_version", models.PositiveIntegerField(default=1, verbose_name="version of the text")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("asking", "Everyone is being asked"),
                            ("published", "Published"),
                            ("withdrawn", "Taken down"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="taken down at")),
            ],
            options={
                "verbose_name": "case study",
                "verbose_name_plural": "case studies",
                "ordering": ["-published_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("picture", ""), models.Q(("picture_alt", ""), _negated=True), _connector="OR"
                        ),
                        name="case_study_picture_is_described",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="case_study_published_has_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case_study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="projects.casestudy"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_study_agreements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("text_version", models.PositiveIntegerField(verbose_name="version of the text")),
                ("agreed_at", models.DateTimeField(blank=True, null=True, verbose_name="agreed at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
            ],
            options={
                "verbose_name": "agreement to a case study",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_study", "person", "text_version"), name="agreement_once_a_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case_study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="projects.casestudy"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("words", models.TextField(verbose_name="words")),
                ("shown_as", models.CharField(max_length=80, verbose_name="shown as")),
            ],
            options={
                "verbose_name": "quote",
            },
        ),
        migrations.CreateModel(
            name="ShowcaseEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="showcase", to="projects.project"
                    ),
                ),
                ("held_on", models.DateField(verbose_name="on")),
                ("summary", models.TextField(verbose_name="summary")),
            ],
            options={
                "verbose_name": "showcase entry",
                "verbose_name_plural": "showcase entries",
            },
        ),
    ]
