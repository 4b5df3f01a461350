import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
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
                ("given_name", models.CharField(max_length=100, verbose_name="given name")),
                ("family_name", models.CharField(blank=True, max_length=100, verbose_name="family name")),
                ("known_as", models.CharField(blank=True, max_length=100, verbose_name="known as")),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, null=True, unique=True, verbose_name="email for signing in"
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        blank=True,
                        help_text="May be shared by a household.",
                        max_length=254,
                        verbose_name="contact email",
                    ),
                ),
                (
                    "mobile",
                    models.CharField(
                        blank=True, help_text="In international form.", max_length=20, verbose_name="mobile"
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="other telephone")),
                ("address", models.TextField(blank=True, verbose_name="address")),
                ("postcode", models.CharField(blank=True, max_length=8, verbose_name="postcode")),
                (
                    "outward_code",
                    models.CharField(blank=True, db_index=True, max_length=4, verbose_name="outward code"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("cy", "Welsh")],
                        default="en",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("easy_read", models.BooleanField(default=False, verbose_name="wants Easy Read")),
                ("links_in_texts", models.BooleanField(default=True, verbose_name="links in text messages are fine")),
                ("safe_times", models.CharField(blank=True, max_length=200, verbose_name="safe times to call")),
                ("do_not_contact", models.BooleanField(default=False, verbose_name="do not contact")),
                ("deceased_on", models.DateField(blank=True, null=True, verbose_name="died on")),
                (
                    "reached_via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reaches",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reached via",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="merged into",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may use the back office")),
                ("created_at", models.DateTimeField(verbose_name="recorded at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ["family_name", "given_name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email__isnull", True),
                            ("email", django.db.models.functions.text.Lower("email")),
                            _connector="OR",
                        ),
                        name="person_email_lower_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), _negated=True), name="person_email_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="person_not_merged_into_self",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reached_via__isnull", True),
                            models.Q(("reached_via", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="person_not_reached_via_self",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactMethod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_methods",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("email", "Email"),
                            ("sms", "Text message"),
                            ("phone", "Phone call"),
                            ("relay_uk", "Phone call through Relay UK"),
                            ("bsl_relay", "BSL video relay"),
                            ("letter", "Letter"),
                            ("supporter", "Through my supporter"),
                        ],
                        max_length=20,
                        verbose_name="way",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
            ],
            options={
                "verbose_name": "contact method",
                "ordering": ["person_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "method"), name="contact_method_once_a_person"),
                    models.UniqueConstraint(fields=("person", "position"), name="contact_position_once_a_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True, verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("action", models.CharField(max_length=60, verbose_name="action")),
                ("model", models.CharField(max_length=80, verbose_name="model")),
                ("object_id", models.CharField(max_length=40, verbose_name="row")),
                ("fields", models.JSONField(default=list, verbose_name="fields")),
            ],
            options={
                "verbose_name": "audit event",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["model", "object_id"], name="audit_by_object")],
            },
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_event_id", models.BigIntegerField(verbose_name="first event")),
                ("last_event_id", models.BigIntegerField(unique=True, verbose_name="last event")),
                ("events", models.PositiveIntegerField(verbose_name="events")),
                ("previous_hash", models.CharField(blank=True, max_length=64, verbose_name="hash before")),
                ("hash", models.CharField(max_length=64, verbose_name="hash")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
            ],
            options={
                "verbose_name": "audit seal",
                "ordering": ["last_event_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_event_id__lte", models.F("last_event_id"))),
                        name="audit_seal_range_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Death",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deaths", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("died_on", models.DateField(blank=True, null=True, verbose_name="day of death")),
                ("told_by", models.CharField(max_length=160, verbose_name="who told us")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deaths_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("family_asked_at", models.DateTimeField(blank=True, null=True, verbose_name="family asked at")),
                (
                    "family_asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="families_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "family_agrees",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="the family agrees that their work is shown"
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deaths_undone",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "death",
                "ordering": ["-recorded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("person",), name="death_once_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("family_agrees__isnull", True),
                                ("family_asked_at__isnull", True),
                                ("family_asked_by__isnull", True),
                            ),
                            models.Q(
                                ("family_agrees__isnull", False),
                                ("family_asked_at__isnull", False),
                                ("family_asked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="death_family_answer_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="death_undone_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="needs", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("communication_support", "Communication support"),
                            ("communication_professional", "Communication professional"),
                            ("information_format", "Information format"),
                            ("environment", "Getting in and around"),
                            ("dietary", "Food and drink"),
                            ("other", "Anything else"),
                        ],
                        max_length=30,
                        verbose_name="group",
                    ),
                ),
                (
                    "slug",
                    models.CharField(
                        choices=[
                            ("easy-read", "Easy Read"),
                            ("print-20", "Large print, 20 point"),
                            ("print-24", "Large print, 24 point"),
                            ("print-28", "Large print, 28 point"),
                            ("braille-1", "Braille, grade 1"),
                            ("braille-2", "Braille, grade 2"),
                            ("audio", "Audio"),
                            ("coloured-paper", "Coloured paper"),
                            ("bsl-interpreter", "British Sign Language interpreter"),
                            ("sse-interpreter", "Sign Supported English interpreter"),
                            ("makaton", "Makaton"),
                            ("hands-on-interpreter", "Hands-on signing interpreter"),
                            ("lipspeaker", "Lipspeaker"),
                            ("speech-to-text", "Speech to text reporter"),
                            ("note-taker", "Note taker"),
                            ("deafblind-communicator", "Deafblind communicator guide"),
                            ("language-interpreter", "Interpreter for another language"),
                            ("more-time", "More time to read and answer"),
                            ("facing-me", "People facing me when they speak"),
                            ("materials-before", "Papers sent before the day"),
                            ("supporter-present", "My supporter beside me"),
                            ("step-free", "Step-free access"),
                            ("hearing-loop", "Hearing loop"),
                            ("quiet-room", "Quiet room"),
                            ("accessible-toilet", "Accessible toilet"),
                            ("changing-places", "Changing Places toilet"),
                            ("parking", "Parking near the door"),
                            ("rest-breaks", "Regular rest breaks"),
                            ("assistance-dog", "Room for an assistance dog"),
                            ("prayer-room", "Room for prayer"),
                            ("vegetarian", "Vegetarian food"),
                            ("vegan", "Vegan food"),
                            ("halal", "Halal food"),
                            ("kosher", "Kosher food"),
                            ("gluten-free", "Gluten-free food"),
                            ("food-allergy", "A food allergy"),
                            ("other", "Something else"),
                        ],
                        max_length=40,
                        verbose_name="need",
                    ),
                ),
                ("snomed_code", models.CharField(blank=True, max_length=18, null=True, verbose_name="SNOMED CT code")),
                ("note", common.fields.EncryptedJSONField(blank=True, default=None, null=True, verbose_name="note")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("review_due_on", models.DateField(verbose_name="review due on")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="no longer needed since")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs_ended",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "need",
                "ordering": ["category", "slug"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("person", "slug"),
                        name="need_once_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="need_end_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("carer", "Carer"),
                            ("advocate", "Advocate"),
                            ("assistant", "Personal assistant"),
                            ("interpreter", "Interpreter"),
                        ],
                        max_length=20,
                        verbose_name="as",
                    ),
                ),
                ("gets_copies", models.BooleanField(default=False, verbose_name="gets copies of messages")),
                ("copies_since", models.DateTimeField(blank=True, null=True, verbose_name="copies since")),
                ("authority", models.CharField(blank=True, max_length=100, verbose_name="legal authority")),
                ("authority_seen_on", models.DateField(blank=True, null=True, verbose_name="authority seen on")),
                (
                    "authority_seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorities_seen",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("agreed_at", models.DateTimeField(verbose_name="agreed at")),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporters_agreed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "agreed_via",
                    models.CharField(
                        choices=[
                            ("web", "On this website"),
                            ("paper", "On paper"),
                            ("phone", "By phone"),
                            ("face_to_face", "Face to face"),
                        ],
                        default="web",
                        max_length=20,
                        verbose_name="agreed",
                    ),
                ),
                ("said_by", models.CharField(blank=True, max_length=120, verbose_name="who told us")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supporters_ended",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "supporter",
                "ordering": ["person_id", "agreed_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("supporter")), _negated=True),
                        name="supporter_is_somebody_else",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("person", "supporter"),
                        name="supporter_once_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="supporter_end_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("authority_seen_by__isnull", True), ("authority_seen_on__isnull", True)),
                            models.Q(("authority_seen_by__isnull", False), ("authority_seen_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="supporter_authority_seen_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("copies_since__isnull", False), ("gets_copies", True)),
                            models.Q(("copies_since__isnull", True), ("gets_copies", False)),
                            _connector="OR",
                        ),
                        name="supporter_copies_since_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_via", "web"), _negated=True),
                            ("agreed_by", models.F("person")),
                            _connector="OR",
                        ),
                        name="supporter_on_web_agreed_by_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_via", "web"), models.Q(("said_by", ""), _negated=True), _connector="OR"
                        ),
                        name="supporter_recorded_says_who_told",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("programme", "Taking part"),
                            ("selection", "Using characteristics in the draw"),
                            ("evaluation", "Taking part in the evaluation"),
                            ("follow_up", "Being contacted after 18 months"),
                            ("publicity", "Publicity"),
                            ("sharing_needs", "Telling venues and facilitators what I need"),
                            ("showing_name", "Showing my name and employer to others who accepted"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version of the text")),
                ("text_hash", models.CharField(max_length=64, verbose_name="SHA-256 of the text shown")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "On this website"),
                            ("paper", "On paper"),
                            ("phone", "By phone"),
                            ("face_to_face", "Face to face"),
                        ],
                        default="web",
                        max_length=20,
                        verbose_name="given",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents_recorded",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents_withdrawn",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "ordering": ["person_id", "purpose", "given_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("person", "purpose"),
                        name="consent_once_a_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_withdrawal_has_when_and_who",
                    ),
                ],
            },
        ),
    ]
