import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0001_cohorts_begins"),
        ("people", "0001_people_begins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, verbose_name="name in addresses")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
                ("easy_introduction", models.TextField(blank=True, verbose_name="Easy Read introduction")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="first used at")),
            ],
            options={
                "verbose_name": "questionnaire",
                "ordering": ["slug", "-version"],
                "constraints": [models.UniqueConstraint(fields=("slug", "version"), name="questionnaire_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="evaluation.questionnaire",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("slug", models.SlugField(max_length=40, verbose_name="name in addresses")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("introduction", models.TextField(blank=True, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "section",
                "ordering": ["questionnaire_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "position"), name="section_position_once"),
                    models.UniqueConstraint(fields=("questionnaire", "slug"), name="section_slug_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="evaluation.section"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("code", models.SlugField(max_length=30, verbose_name="code")),
                (
                    "type",
                    models.CharField(
                        choices=[("scale", "Scale"), ("choice", "One of several"), ("text", "Text")],
                        default="scale",
                        max_length=8,
                        verbose_name="type",
                    ),
                ),
                (
                    "scale",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreement", "Strongly disagree (1) to strongly agree (5)"),
                            ("faces", "Three faces (1 to 3)"),
                        ],
                        max_length=12,
                        verbose_name="scale",
                    ),
                ),
                ("text", models.CharField(max_length=250, verbose_name="words")),
                ("easy_text", models.CharField(blank=True, max_length=250, verbose_name="Easy Read words")),
                ("choices", models.JSONField(default=list, verbose_name="choices")),
                ("reverse_scored", models.BooleanField(default=False, verbose_name="reverse-scored")),
                ("subscale", models.SlugField(blank=True, max_length=20, verbose_name="subscale")),
                (
                    "looking_back",
                    models.BooleanField(default=False, verbose_name="asks about the time before the programme"),
                ),
                (
                    "kirkpatrick_level",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Kirkpatrick level"),
                ),
                (
                    "allows_not_applicable",
                    models.BooleanField(default=True, verbose_name="not applicable is an answer"),
                ),
                ("asks_to_quote", models.BooleanField(default=False, verbose_name="asks whether it may be quoted")),
                ("shown_if", models.JSONField(default=dict, verbose_name="shown if")),
            ],
            options={
                "verbose_name": "item",
                "ordering": ["section_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "position"), name="item_position_once"),
                    models.UniqueConstraint(fields=("section", "code"), name="item_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("type", "scale"), _negated=True),
                            models.Q(("scale", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_scale_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="cohorts.programme"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="evaluation.questionnaire"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, verbose_name="slug")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "anchor",
                    models.CharField(
                        choices=[
                            ("place_accepted", "When a place is accepted"),
                            ("workshop_held", "After a workshop was held"),
                            ("months_after_last", "Calendar months after the last workshop held"),
                        ],
                        max_length=20,
                        verbose_name="anchor",
                    ),
                ),
                ("workshop_number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="workshop")),
                ("months", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months")),
                ("window_days", models.PositiveSmallIntegerField(default=28, verbose_name="open for how many days")),
                (
                    "closes_at_first_workshop",
                    models.BooleanField(default=False, verbose_name="closes when workshop 1 starts"),
                ),
                ("reminder_days", models.JSONField(default=list, verbose_name="reminders, days after the invitation")),
            ],
            options={
                "verbose_name": "wave",
                "ordering": ["programme_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "slug"), name="wave_slug_once_a_programme"),
                    models.UniqueConstraint(fields=("programme", "position"), name="wave_position_once_a_programme"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("anchor", "place_accepted"),
                                ("months__isnull", True),
                                ("workshop_number__isnull", True),
                            ),
                            models.Q(
                                ("anchor", "workshop_held"),
                                ("months__isnull", True),
                                ("workshop_number__isnull", False),
                            ),
                            models.Q(
                                ("anchor", "months_after_last"),
                                ("months__isnull", False),
                                ("workshop_number__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="wave_anchor_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
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
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="cohorts.place"
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="evaluation.wave"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="cohorts.cohort"
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True, verbose_name="personal link")),
                ("opens_at", models.DateTimeField(verbose_name="opens at")),
                ("closes_at", models.DateTimeField(verbose_name="closes at")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                ("cancelled_why", models.CharField(blank=True, max_length=120, verbose_name="why")),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ["wave_id", "place_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "wave"), name="invitation_once_a_wave"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="invitation_closes_after_it_opens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "invitation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="response", to="evaluation.invitation"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="evaluation.questionnaire",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("self", "By themselves"),
                            ("assisted", "With somebody's help"),
                            ("keyed", "Paper, keyed by staff"),
                            ("phone", "By phone, keyed by staff"),
                        ],
                        default="self",
                        max_length=10,
                        verbose_name="answered",
                    ),
                ),
                ("easy_read", models.BooleanField(default=False, verbose_name="in Easy Read")),
                ("assisted_by", models.CharField(blank=True, max_length=60, verbose_name="helped by")),
                (
                    "keyed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses_keyed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses_helped",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reached", models.PositiveSmallIntegerField(default=0, verbose_name="pages done")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
            ],
            options={
                "verbose_name": "response",
                "ordering": ["invitation_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("keyed_by__isnull", False), ("mode__in", ["keyed", "phone"])),
                            models.Q(("keyed_by__isnull", True), ("mode__in", ["self", "assisted"])),
                            _connector="OR",
                        ),
                        name="response_keyed_has_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("helper__isnull", True), ("mode", "assisted"), _connector="OR"),
                        name="response_helped_is_assisted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="evaluation.response"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="evaluation.item"
                    ),
                ),
                ("number", models.SmallIntegerField(blank=True, null=True, verbose_name="number")),
                ("words", models.TextField(blank=True, verbose_name="words")),
                ("may_quote", models.BooleanField(blank=True, null=True, verbose_name="may be quoted")),
            ],
            options={
                "verbose_name": "answer",
                "ordering": ["response_id", "item_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("response", "item"), name="answer_once_an_item"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__isnull", True),
                            ("number__range", (1, 20)),
                            ("number__in", [-98, -99]),
                            _connector="OR",
                        ),
                        name="answer_number_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="evaluation.response",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="evaluation.item"
                    ),
                ),
                ("number_before", models.SmallIntegerField(blank=True, null=True, verbose_name="number before")),
                ("words_before", models.TextField(blank=True, verbose_name="words before")),
                ("may_quote_before", models.BooleanField(blank=True, null=True, verbose_name="could be quoted before")),
                ("number_after", models.SmallIntegerField(blank=True, null=True, verbose_name="number after")),
                ("words_after", models.TextField(blank=True, verbose_name="words after")),
                ("may_quote_after", models.BooleanField(blank=True, null=True, verbose_name="may be quoted after")),
                ("why", models.CharField(max_length=250, verbose_name="why")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_corrected",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "correction of an answer",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="answer_correction_says_why"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                ("submission_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="cohorts.programme"
                    ),
                ),
                (
                    "made_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("consent_cut_off", models.DateTimeField(verbose_name="consents as of")),
                ("filters", models.JSONField(default=dict, verbose_name="filters")),
                ("versions", models.JSONField(default=list, verbose_name="questionnaire versions")),
                ("row_counts", models.JSONField(default=dict, verbose_name="rows of each file")),
                ("files", models.JSONField(default=dict, verbose_name="SHA-256 of each file")),
            ],
            options={
                "verbose_name": "snapshot",
                "ordering": ["-made_at"],
            },
        ),
        migrations.CreateModel(
            name="EvaluatorCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluator_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluator_codes", to="cohorts.place"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="code")),
            ],
            options={
                "verbose_name": "evaluator's code",
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "place"), name="evaluator_code_once_a_place"),
                    models.UniqueConstraint(fields=("recipient", "code"), name="evaluator_code_unique"),
                ],
            },
        ),
    ]
