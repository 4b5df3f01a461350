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
            name="OutreachPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outreach_partners",
                        to="cohorts.programme",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("group", models.CharField(blank=True, max_length=160, verbose_name="whom they reach")),
                ("contact_name", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("contact_phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                ("last_spoken_on", models.DateField(blank=True, null=True, verbose_name="last spoken on")),
                ("next_step", models.CharField(blank=True, max_length=250, verbose_name="next step")),
            ],
            options={
                "verbose_name": "outreach partner",
                "ordering": ["programme_id", "name"],
                "constraints": [models.UniqueConstraint(fields=("programme", "name"), name="outreach_partner_once")],
            },
        ),
        migrations.CreateModel(
            name="OutreachLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ref",
                    common.fields.RefField(
                        default=common.refs.make_ref, editable=False, max_length=8, unique=True, verbose_name="code"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="recruitment.outreachpartner",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outreach_links",
                        to="cohorts.cohort",
                    ),
                ),
                ("visits", models.PositiveIntegerField(default=0, verbose_name="visits")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "outreach link",
                "ordering": ["partner_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Application",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="applications", to="cohorts.programme"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "possible_duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications_like_theirs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not finished"),
                            ("submitted", "Submitted"),
                            ("eligible", "Eligible"),
                            ("not_eligible", "Not eligible"),
                            ("drawn", "Drawn"),
                            ("reserve", "Reserve"),
                            ("not_drawn", "Not drawn"),
                            ("offered", "Offered a place"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("lapsed", "Offer lapsed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web", "Website"),
                            ("import", "Imported file"),
                            ("paper", "Paper form, keyed by staff"),
                            ("phone", "Phone, keyed by staff"),
                            ("carried", "Carried over from an earlier programme"),
                        ],
                        default="web",
                        max_length=8,
                        verbose_name="came by",
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=30, verbose_name="last page saved")),
                (
                    "resume_hash",
                    models.CharField(blank=True, db_index=True, max_length=64, verbose_name="hash of the resume link"),
                ),
                (
                    "submission_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="submission"),
                ),
                (
                    "draft",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="answers so far"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted at")),
                (
                    "available_all_dates",
                    models.BooleanField(blank=True, null=True, verbose_name="can come to all dates"),
                ),
                ("availability_note", models.TextField(blank=True, verbose_name="about the dates")),
                ("meeting_times", models.JSONField(default=list, verbose_name="when they can meet between workshops")),
                ("motivation", models.TextField(blank=True, verbose_name="why they want to take part")),
                ("experience", models.TextField(blank=True, verbose_name="experience")),
                ("topics", models.JSONField(default=list, verbose_name="topics")),
                ("project_idea", models.TextField(blank=True, verbose_name="project idea")),
                (
                    "travel_limit_km",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="travels at most, km"),
                ),
                (
                    "travel_mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("car", "Car"),
                            ("public", "Bus or train"),
                            ("taxi", "Taxi"),
                            ("walk", "On foot or by wheelchair"),
                            ("bicycle", "Bicycle"),
                            ("lift", "Somebody drives me"),
                        ],
                        max_length=10,
                        verbose_name="travels by",
                    ),
                ),
                ("heard_from", models.CharField(blank=True, max_length=60, verbose_name="how they heard")),
                (
                    "outreach_link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="recruitment.outreachlink",
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=120, verbose_name="job title")),
                ("employer", models.CharField(blank=True, max_length=160, verbose_name="employer")),
                ("manager_name", models.CharField(blank=True, max_length=120, verbose_name="manager")),
                ("manager_email", models.EmailField(blank=True, max_length=254, verbose_name="manager's email")),
                ("with_partner", models.BooleanField(default=False, verbose_name="applies as a pair")),
                (
                    "partner_application",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_of",
                        to="recruitment.application",
                    ),
                ),
                ("partner_ref_given", models.CharField(blank=True, max_length=8, verbose_name="partner's reference")),
                ("partner_name_given", models.CharField(blank=True, max_length=120, verbose_name="partner's name")),
                ("supporter_comes", models.BooleanField(default=False, verbose_name="brings a supporter")),
                (
                    "keyed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications_keyed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("keyed_at", models.DateTimeField(blank=True, null=True, verbose_name="keyed at")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="eligibility decided at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("not_eligible_reason", models.CharField(blank=True, max_length=250, verbose_name="why not eligible")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "application",
                "ordering": ["-submitted_at", "-pk"],
                "indexes": [models.Index(fields=["programme", "state", "role"], name="application_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), models.Q(("state", "withdrawn"), _negated=True)),
                        fields=("person", "programme"),
                        name="application_once_a_person_and_programme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(
                                ("person__isnull", False),
                                ("submitted_at__isnull", False),
                                models.Q(("role", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="application_submitted_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("keyed_at__isnull", True), ("keyed_by__isnull", True)),
                            models.Q(("keyed_at__isnull", False), ("keyed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_keyed_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="application_decision_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_eligible"), _negated=True),
                            models.Q(("not_eligible_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="application_not_eligible_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partner_application__isnull", True),
                            models.Q(("partner_application", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="application_partner_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CohortChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="recruitment.application",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="cohorts.cohort"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rank")),
                ("distance_km", models.FloatField(blank=True, null=True, verbose_name="distance in km")),
            ],
            options={
                "verbose_name": "choice of cohort",
                "ordering": ["application_id", "rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "rank"), name="choice_rank_once"),
                    models.UniqueConstraint(fields=("application", "cohort"), name="choice_cohort_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelectionAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="selection_answers",
                        to="recruitment.application",
                    ),
                ),
                ("category", models.SlugField(max_length=40, verbose_name="category")),
                ("value", models.SlugField(blank=True, max_length=60, verbose_name="value")),
            ],
            options={
                "verbose_name": "selection answer",
                "ordering": ["application_id", "category"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "category"), name="selection_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EqualityAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equality_answers",
                        to="cohorts.programme",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("category", models.SlugField(max_length=40, verbose_name="category")),
                ("value", models.SlugField(blank=True, max_length=60, verbose_name="value")),
            ],
            options={
                "verbose_name": "equality answer",
                "ordering": ["programme_id", "role", "category", "value", "id"],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_batches",
                        to="cohorts.programme",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("file_hash", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Sent, not read yet"),
                            ("read", "Columns to match"),
                            ("staged", "Checked, nothing written"),
                            ("writing", "Being written"),
                            ("imported", "Imported"),
                            ("undone", "Taken back"),
                            ("discarded", "Discarded"),
                        ],
                        default="staged",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("stored_as", models.CharField(blank=True, max_length=120, verbose_name="stored as")),
                (
                    "reading",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="how it was read"
                    ),
                ),
                ("mapping", models.JSONField(default=dict, verbose_name="columns")),
                ("staged_at", models.DateTimeField(verbose_name="staged at")),
                (
                    "staged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports_staged",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports_confirmed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("imported_at", models.DateTimeField(blank=True, null=True, verbose_name="imported at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports_undone",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-staged_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["writing", "imported"])),
                        fields=("programme", "file_hash"),
                        name="import_file_once_a_programme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="import_confirmed_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "undone"), ("undone_at__isnull", False), ("undone_by__isnull", False)),
                            models.Q(
                                models.Q(("state", "undone"), _negated=True),
                                ("undone_at__isnull", True),
                                ("undone_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="import_undone_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="recruitment.importbatch"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                (
                    "original",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="cells of the file"
                    ),
                ),
                ("cells", common.fields.EncryptedJSONField(verbose_name="cells")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("unchecked", "Not checked yet"),
                            ("new", "Will be added"),
                            ("possible", "Possible duplicate"),
                            ("duplicate", "Already here"),
                            ("refused", "Cannot be read"),
                        ],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                (
                    "similar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_rows_like_theirs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("merge", "The same person"), ("different", "Two people"), ("leave_out", "Left out")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("taken", models.JSONField(default=list, verbose_name="fields taken from the file")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_rows_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "before",
                    common.fields.EncryptedJSONField(blank=True, default=None, null=True, verbose_name="before"),
                ),
                (
                    "application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_rows",
                        to="recruitment.application",
                    ),
                ),
                ("kept_because", models.CharField(blank=True, max_length=250, verbose_name="why it stays")),
            ],
            options={
                "verbose_name": "import row",
                "ordering": ["batch_id", "number"],
                "indexes": [models.Index(fields=["batch", "verdict", "number"], name="import_row_by_verdict")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "number"), name="import_row_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="import_row_decision_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", ""),
                            models.Q(("similar__isnull", False), ("verdict", "possible")),
                            _connector="OR",
                        ),
                        name="import_row_decides_about_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_mappings",
                        to="cohorts.programme",
                    ),
                ),
                ("signature", models.CharField(max_length=64, verbose_name="header")),
                ("columns", models.JSONField(default=dict, verbose_name="columns")),
                ("words", common.fields.EncryptedJSONField(default=dict, verbose_name="words")),
                ("used_at", models.DateTimeField(verbose_name="used at")),
                (
                    "used_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_mappings_used",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "matching of columns",
                "ordering": ["programme_id", "-used_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "signature"), name="import_mapping_once_a_header")
                ],
            },
        ),
        migrations.CreateModel(
            name="Quota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotas", to="cohorts.cohort"
                    ),
                ),
                ("category", models.SlugField(max_length=40, verbose_name="category")),
                ("value", models.SlugField(max_length=60, verbose_name="value")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("minimum", models.PositiveSmallIntegerField(default=0, verbose_name="at least")),
                ("maximum", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="at most")),
                ("evidence", models.TextField(verbose_name="evidence")),
                ("proportionality", models.TextField(verbose_name="why it is proportionate")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas_approved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="reviewed on")),
            ],
            options={
                "verbose_name": "quota",
                "ordering": ["cohort_id", "category", "value"],
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "category", "value", "role"), name="quota_once_a_value"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("maximum__isnull", True), ("maximum__gte", models.F("minimum")), _connector="OR"
                        ),
                        name="quota_minimum_at_most_maximum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("review_on__gt", models.F("approved_on"))),
                        name="quota_review_after_approval",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", True),
                                ("approved_on__isnull", True),
                                ("review_on__isnull", True),
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("approved_on__isnull", False),
                                ("review_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quota_approval_has_who_when_and_review",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draw",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="cohorts.programme"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "Made, not yet confirmed"),
                            ("confirmed", "Confirmed"),
                            ("discarded", "Discarded"),
                        ],
                        default="made",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("seed", models.CharField(max_length=64, verbose_name="seed")),
                ("method", models.CharField(max_length=40, verbose_name="method")),
                ("algorithm_version", models.CharField(max_length=20, verbose_name="algorithm version")),
                ("pool", common.fields.EncryptedJSONField(verbose_name="pool")),
                ("quotas", models.JSONField(verbose_name="quotas")),
                ("result", models.JSONField(verbose_name="result")),
                ("met", models.BooleanField(verbose_name="everything met")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 digest")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cohorts", models.ManyToManyField(related_name="draws", to="cohorts.cohort")),
            ],
            options={
                "verbose_name": "draw",
                "ordering": ["-made_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "made")),
                            models.Q(
                                models.Q(("state", "made"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="draw_settled_has_when_and_who",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
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
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="recruitment.application"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="cohorts.cohort"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="recruitment.draw",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reply_by", models.DateField(verbose_name="reply by")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers_answered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decline_reason", models.CharField(blank=True, max_length=250, verbose_name="why declined")),
                (
                    "place",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer",
                        to="cohorts.place",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer",
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("application",),
                        name="offer_one_open_an_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="offer_answer_has_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place__isnull", False), ("state", "accepted")),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("place__isnull", True)),
                            _connector="OR",
                        ),
                        name="offer_accepted_has_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reserve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reserves", to="recruitment.draw"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reserves", to="cohorts.cohort"
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reserve_entries",
                        to="recruitment.application",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="offered a place at")),
            ],
            options={
                "verbose_name": "reserve",
                "ordering": ["cohort_id", "role", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draw", "cohort", "role", "position"), name="reserve_position_once"
                    ),
                    models.UniqueConstraint(fields=("draw", "cohort", "application"), name="reserve_once_a_cohort"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="release", to="cohorts.place"
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("manager_name", models.CharField(max_length=120, verbose_name="manager")),
                (
                    "token_hash",
                    models.CharField(blank=True, db_index=True, max_length=64, verbose_name="hash of the link"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases_answered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("refusal_reason", models.CharField(blank=True, max_length=250, verbose_name="reason")),
            ],
            options={
                "verbose_name": "employer's release",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "asked")),
                            models.Q(models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="release_answer_has_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promise", to="cohorts.place"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promise",
                        to="recruitment.application",
                    ),
                ),
                ("kept_at", models.DateTimeField(blank=True, null=True, verbose_name="kept at")),
                (
                    "kept_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises_kept",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="let go at")),
                (
                    "dropped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises_dropped",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "promise of a later place",
                "verbose_name_plural": "promises of a later place",
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("application__isnull", True), ("kept_at__isnull", True), ("kept_by__isnull", True)
                            ),
                            models.Q(
                                ("application__isnull", False), ("kept_at__isnull", False), ("kept_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="promise_kept_has_when_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True)),
                            models.Q(
                                ("dropped_at__isnull", False), ("dropped_by__isnull", False), ("kept_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="promise_dropped_has_when_and_who",
                    ),
                ],
            },
        ),
    ]
