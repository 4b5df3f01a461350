import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.refs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_people_begins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("strand", models.CharField(blank=True, max_length=80, verbose_name="strand")),
                ("workshops", models.PositiveSmallIntegerField(default=3, verbose_name="number of workshops")),
                (
                    "follow_up_months",
                    models.PositiveSmallIntegerField(default=18, verbose_name="follow-up after how many months"),
                ),
                ("offer_days", models.PositiveSmallIntegerField(default=10, verbose_name="days to reply to an offer")),
                (
                    "hours_between",
                    models.CharField(
                        default="2 to 3 hours a week", max_length=120, verbose_name="time asked between workshops"
                    ),
                ),
                (
                    "involvement_payment",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=8, verbose_name="involvement payment a workshop"
                    ),
                ),
                ("payment_terms", models.TextField(blank=True, verbose_name="terms of the payment")),
                ("benefits_advice", models.TextField(blank=True, verbose_name="where to get advice about benefits")),
                (
                    "call_instead",
                    models.CharField(
                        blank=True,
                        help_text="Said where nobody reads “Something is wrong” within two working days.",
                        max_length=200,
                        verbose_name="whom to phone while safeguarding is away",
                    ),
                ),
                ("supporter_places", models.PositiveSmallIntegerField(default=0, verbose_name="places for supporters")),
                ("agenda", models.JSONField(default=list, verbose_name="agenda of each workshop")),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="cohorts.programme",
                    ),
                ),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True, verbose_name="submission")),
                ("created_at", models.DateTimeField(verbose_name="made at")),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "programme",
                "ordering": ["-year", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "year"), name="programme_name_and_year_once"),
                    models.CheckConstraint(condition=models.Q(("workshops__gte", 1)), name="programme_has_a_workshop"),
                    models.CheckConstraint(
                        condition=models.Q(("involvement_payment__gte", 0)), name="programme_payment_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="cohorts.programme",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "part",
                    models.CharField(
                        choices=[("controller", "Data controller"), ("host", "Host"), ("delivery", "Delivery partner")],
                        max_length=12,
                        verbose_name="part",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "ordering": ["programme_id", "part", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "name", "part"), name="organisation_part_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Venue",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("town", models.CharField(max_length=80, verbose_name="town")),
                ("address", models.TextField(verbose_name="address")),
                ("postcode", models.CharField(max_length=8, verbose_name="postcode")),
                ("outward_code", models.CharField(max_length=4, verbose_name="outward code")),
                ("latitude", models.FloatField(help_text="WGS 84 degrees", verbose_name="latitude")),
                ("longitude", models.FloatField(help_text="WGS 84 degrees", verbose_name="longitude")),
                ("facilities", models.JSONField(default=list, verbose_name="facilities")),
                ("directions", models.TextField(blank=True, verbose_name="how to get there")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "venue",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "town"), name="venue_name_and_town_once"),
                    models.CheckConstraint(
                        condition=models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                        name="venue_coordinates_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="cohorts.venue"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="people")),
            ],
            options={
                "verbose_name": "room",
                "ordering": ["venue_id", "name"],
                "constraints": [models.UniqueConstraint(fields=("venue", "name"), name="room_name_once_a_venue")],
            },
        ),
        migrations.CreateModel(
            name="Cohort",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="cohorts", to="cohorts.programme"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cohorts", to="cohorts.venue"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("pairs_wanted", models.PositiveSmallIntegerField(default=10, verbose_name="pairs wanted")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planning", "Planning"),
                            ("recruiting", "Recruiting"),
                            ("selecting", "Selecting"),
                            ("confirming", "Confirming"),
                            ("running", "Running"),
                            ("finished", "Finished"),
                            ("archived", "Archived"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planning",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateTimeField(verbose_name="in this state since")),
                ("recruitment_opens", models.DateField(blank=True, null=True, verbose_name="recruitment opens")),
                ("recruitment_closes", models.DateField(blank=True, null=True, verbose_name="recruitment closes")),
                ("area_outward_codes", models.JSONField(default=list, verbose_name="outward codes of the area")),
                (
                    "area_radius_km",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="radius of the area in km"),
                ),
                ("care_system", models.CharField(blank=True, max_length=120, verbose_name="integrated care system")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "cohort",
                "ordering": ["programme_id", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "name"), name="cohort_name_once_a_programme"),
                    models.UniqueConstraint(fields=("id", "programme"), name="cohort_programme_copy"),
                    models.CheckConstraint(condition=models.Q(("pairs_wanted__gte", 1)), name="cohort_wants_a_pair"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recruitment_opens__isnull", True),
                            ("recruitment_closes__isnull", True),
                            ("recruitment_closes__gte", models.F("recruitment_opens")),
                            _connector="OR",
                        ),
                        name="cohort_recruitment_closes_after_it_opens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places_taken", to="cohorts.cohort"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="cohorts.programme"
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
                    "kind",
                    models.CharField(
                        choices=[("member", "Takes part"), ("graduate", "Graduate who helps out")],
                        default="member",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("completed", "Completed"), ("withdrawn", "Withdrawn")],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("accepted_at", models.DateTimeField(verbose_name="accepted at")),
                ("release_needed", models.BooleanField(default=False, verbose_name="needs the employer's release")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="released at")),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="completed at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=250, verbose_name="reason")),
                (
                    "left_evaluation_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="left the evaluation at"),
                ),
                ("stays_in_evaluation", models.BooleanField(default=False, verbose_name="goes on answering surveys")),
            ],
            options={
                "verbose_name": "place",
                "ordering": ["cohort_id", "role", "person_id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("state", "withdrawn"), _negated=True), ("kind", "member")),
                        fields=("person", "programme"),
                        name="place_once_a_person_and_programme",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "graduate"), ("state", "active")),
                        fields=("person", "programme"),
                        name="place_of_a_graduate_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stays_in_evaluation", False),
                            models.Q(("left_evaluation_at__isnull", True), ("state", "withdrawn")),
                            _connector="OR",
                        ),
                        name="place_stays_in_evaluation_after_leaving",
                    ),
                    models.UniqueConstraint(fields=("id", "cohort", "role"), name="place_cohort_and_role_copy"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"), ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="place_withdrawal_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", False), ("state", "completed")),
                            models.Q(models.Q(("state", "completed"), _negated=True), ("completed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="place_completed_has_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="place_release_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Concern",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns",
                        to="cohorts.programme",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns_reported",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("words", common.fields.EncryptedJSONField(verbose_name="what is wrong")),
                (
                    "how_to_reach",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="how to reach you"
                    ),
                ),
                (
                    "danger",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "I am not sure")],
                        max_length=6,
                        verbose_name="is somebody in danger now?",
                    ),
                ),
                (
                    "submission_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="submission"),
                ),
                ("reported_at", models.DateTimeField(verbose_name="reported at")),
                ("promised_on", models.DateField(blank=True, null=True, verbose_name="to be read by")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                (
                    "read_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns_read",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "New"), ("looked_at", "Being looked at"), ("closed", "Closed")],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns_held",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="with",
                    ),
                ),
                (
                    "outcome",
                    common.fields.EncryptedJSONField(blank=True, default=None, null=True, verbose_name="outcome"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concerns_closed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "concern",
                "ordering": ["-reported_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("read_at__isnull", True), ("read_by__isnull", True)),
                            models.Q(("read_at__isnull", False), ("read_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="concern_read_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("closed_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="concern_closed_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="cohorts.concern"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Note"),
                            ("handed_over", "Handed over"),
                            ("closed", "Closed"),
                            ("opened_again", "Opened again"),
                        ],
                        default="note",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("words", common.fields.EncryptedJSONField(verbose_name="what was done")),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concern_notes_to",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="concern_notes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "submission_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="submission"),
                ),
            ],
            options={
                "verbose_name": "note on a concern",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "handed_over"), ("to__isnull", False)),
                            models.Q(models.Q(("kind", "handed_over"), _negated=True), ("to__isnull", True)),
                            _connector="OR",
                        ),
                        name="concern_note_handed_over_to_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Departure",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="departures", to="cohorts.place"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("health", "Health"),
                            ("caring", "Caring for somebody"),
                            ("work", "Work or the employer"),
                            ("time", "It takes too much time"),
                            ("travel", "Travel or the venue"),
                            ("access", "What they needed was not there"),
                            ("fit", "It was not what they expected"),
                            ("moved", "Moved away"),
                            ("next_cohort", "Would rather join the next cohort"),
                            ("other", "Another reason"),
                            ("not_said", "They did not say"),
                            ("died", "They died"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "words",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="in their words"
                    ),
                ),
                ("left_on", models.DateField(verbose_name="from which day")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "On this website"),
                            ("phone", "By phone"),
                            ("email", "By email"),
                            ("letter", "By letter"),
                            ("face_to_face", "Face to face"),
                        ],
                        default="web",
                        max_length=12,
                        verbose_name="told us",
                    ),
                ),
                ("leaves_evaluation", models.BooleanField(verbose_name="leaves the evaluation")),
                (
                    "contact_later",
                    models.JSONField(blank=True, default=list, verbose_name="may be contacted later about"),
                ),
                ("confirmation", models.BooleanField(default=False, verbose_name="wants a confirmation")),
                (
                    "death",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures",
                        to="people.death",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone at")),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures_undone",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "departure",
                "ordering": ["-recorded_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("place",),
                        name="departure_once_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("death__isnull", False), ("reason", "died")),
                            models.Q(models.Q(("reason", "died"), _negated=True), ("death__isnull", True)),
                            _connector="OR",
                        ),
                        name="departure_by_death_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="departure_undone_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="cohorts.programme"
                    ),
                ),
                ("kind", models.SlugField(max_length=40, verbose_name="kind")),
                ("key", models.CharField(max_length=120, verbose_name="key")),
                ("arguments", models.JSONField(default=dict, verbose_name="what to work on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to begin"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Stopped"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="of")),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="what it says")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="begun how often")),
                ("lease", models.CharField(blank=True, max_length=32, verbose_name="lease")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="lease until")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs_asked_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="begun at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
            ],
            options={
                "verbose_name": "job",
                "ordering": ["-asked_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=["asked_at"], name="job_to_do"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("key",),
                        name="job_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lease_until__isnull", False),
                                ("state", "running"),
                                models.Q(("lease", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                ("lease", ""),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="job_running_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state__in", ["queued", "running"])),
                            models.Q(
                                models.Q(("state__in", ["queued", "running"]), _negated=True),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="job_finished_has_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("total"))), name="job_does_no_more_than_all"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="unique key")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="cohorts.programme"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="cohorts.cohort",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks_about",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.SlugField(max_length=40, verbose_name="kind")),
                ("title", models.CharField(max_length=250, verbose_name="what to do")),
                ("words", models.TextField(blank=True, verbose_name="more about it")),
                (
                    "subject_ref",
                    models.CharField(blank=True, max_length=64, verbose_name="reference of what it is about"),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("snoozed_until", models.DateField(blank=True, null=True, verbose_name="snoozed until")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("dropped", "Not needed any more")],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks_closed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=250, verbose_name="why it was closed")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "task",
                "ordering": ["due_on", "pk"],
                "indexes": [models.Index(fields=["kind", "state"], name="task_by_kind_and_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="task_closed_has_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="task_dropped_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cohorts.task"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("made", "Made"),
                            ("assigned", "Assigned"),
                            ("handed_over", "Handed over"),
                            ("given_back", "Given back"),
                            ("snoozed", "Put off"),
                            ("woken", "Back on the list"),
                            ("done", "Done"),
                            ("dropped", "Not needed any more"),
                            ("reopened", "Opened again"),
                            ("noted", "Note"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_steps",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_steps_to",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("words", models.CharField(blank=True, max_length=250, verbose_name="note")),
            ],
            options={
                "verbose_name": "step of a task",
                "ordering": ["task_id", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed__in", ["assigned", "handed_over"]), ("to__isnull", False)),
                            models.Q(
                                models.Q(("deed__in", ["assigned", "handed_over"]), _negated=True), ("to__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="task_step_names_to_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deed", "snoozed"), ("until__isnull", False)),
                            models.Q(models.Q(("deed", "snoozed"), _negated=True), ("until__isnull", True)),
                            _connector="OR",
                        ),
                        name="task_step_says_until_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="cohorts.programme"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "Coordinator"),
                            ("facilitator", "Facilitator"),
                            ("reviewer", "Reviewer"),
                            ("evaluator", "Evaluator"),
                            ("commissioner", "Commissioner"),
                            ("safeguarding_lead", "Safeguarding lead"),
                            ("safeguarding_deputy", "Deputy safeguarding lead"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("began_on", models.DateField(verbose_name="since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships_ended",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("away_from", models.DateField(blank=True, null=True, verbose_name="away from")),
                ("away_until", models.DateField(blank=True, null=True, verbose_name="away until")),
            ],
            options={
                "verbose_name": "team membership",
                "ordering": ["programme_id", "role", "person_id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("programme", "person", "role"),
                        name="team_role_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_by__isnull", True), ("ended_on__isnull", False), _connector="OR"),
                        name="team_end_has_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("away_from__isnull", True), ("away_until__isnull", True)),
                            models.Q(
                                ("away_from__isnull", False),
                                ("away_until__gte", models.F("away_from")),
                                ("away_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="team_away_from_until",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_notes",
                        to="cohorts.programme",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_notes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Phone call"),
                            ("email", "Email"),
                            ("meeting", "Conversation"),
                            ("letter", "Letter"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("incoming", models.BooleanField(default=False, verbose_name="they contacted us")),
                ("words", models.TextField(verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_notes_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submission_id", models.UUIDField(editable=False, null=True, unique=True, verbose_name="submission")),
            ],
            options={
                "verbose_name": "contact note",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="cohorts.programme"
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions_first",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions_second",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("clinician", "One looks after the other as clinician or patient"),
                            ("relative", "Relatives"),
                            ("manager", "Line manager or same team"),
                            ("asked", "Asked not to be paired"),
                            ("other", "Another reason"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("note", common.fields.EncryptedJSONField(blank=True, default=None, null=True, verbose_name="note")),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions_declared",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("declared_at", models.DateTimeField(verbose_name="declared at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions_ended",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "exclusion",
                "ordering": ["programme_id", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="exclusion_people_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("programme", "first", "second"),
                        name="exclusion_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="exclusion_end_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="cohorts.programme"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "wanted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wanted_by",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "wish",
                "verbose_name_plural": "wishes",
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "person", "wanted"), name="wish_once"),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("wanted")), _negated=True),
                        name="wish_is_for_somebody_else",
                    ),
                ],
            },
        ),
    ]
