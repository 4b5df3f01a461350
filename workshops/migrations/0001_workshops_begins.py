import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.refs
import workshops.models.schedule


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0001_cohorts_begins"),
        ("pairing", "0001_pairing_begins"),
        ("people", "0001_people_begins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Workshop",
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
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="workshops", to="cohorts.cohort"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("date", models.DateField(verbose_name="date")),
                ("starts", models.TimeField(verbose_name="starts")),
                ("ends", models.TimeField(verbose_name="ends")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="workshops", to="cohorts.venue"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops",
                        to="cohorts.room",
                    ),
                ),
                (
                    "lay_facilitator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops_led_as_lay",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "professional_facilitator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops_led_as_professional",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("confirmed", "Confirmed"),
                            ("held", "Held"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded as held at")),
                (
                    "held_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops_recorded",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=250, verbose_name="why it was postponed or cancelled")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="calendar sequence")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed at")),
                (
                    "agenda_changed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="agenda changed by hand at"),
                ),
                (
                    "agenda_changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agendas_changed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "workshop",
                "ordering": ["cohort_id", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("cohort", "number"), name="workshop_number_once_a_cohort"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="workshop_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="workshop_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_at__isnull", False), ("held_by__isnull", False), ("state", "held")),
                            models.Q(
                                models.Q(("state", "held"), _negated=True),
                                ("held_at__isnull", True),
                                ("held_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="workshop_held_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lay_facilitator__isnull", True),
                            ("professional_facilitator__isnull", True),
                            models.Q(("lay_facilitator", models.F("professional_facilitator")), _negated=True),
                            _connector="OR",
                        ),
                        name="workshop_facilitators_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agenda_changed_at__isnull", True), ("agenda_changed_by__isnull", True)),
                            models.Q(("agenda_changed_at__isnull", False), ("agenda_changed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="workshop_agenda_change_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="workshops.workshop"
                    ),
                ),
                ("starts", models.TimeField(verbose_name="starts")),
                ("minutes", models.PositiveSmallIntegerField(default=30, verbose_name="minutes")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("is_break", models.BooleanField(default=False, verbose_name="is a break")),
                ("led_by", models.CharField(blank=True, max_length=80, verbose_name="who leads it")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "session",
                "ordering": ["workshop_id", "starts", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minutes__gte", 1)), name="session_lasts_a_while")
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "secret",
                    models.CharField(
                        default=workshops.models.schedule.make_secret, max_length=64, unique=True, verbose_name="secret"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "calendar",
            },
        ),
        migrations.CreateModel(
            name="Provision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="provisions", to="workshops.workshop"
                    ),
                ),
                ("group", models.SlugField(max_length=40, verbose_name="what")),
                ("at_venue", models.BooleanField(default=False, verbose_name="the venue has it")),
                ("due_on", models.DateField(verbose_name="by when")),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions_responsible",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("supplier", models.CharField(blank=True, max_length=160, verbose_name="supplier")),
                ("booked", models.CharField(blank=True, max_length=250, verbose_name="what is booked")),
                (
                    "cost",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="cost"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions_done",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("booked_for", models.DateField(blank=True, null=True, verbose_name="done for the day")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="not needed any more since")),
                ("round", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "thing to arrange",
                "verbose_name_plural": "things to arrange",
                "ordering": ["due_on", "workshop_id", "group"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at__isnull", True), ("done_at__isnull", True)),
                        fields=["due_on"],
                        name="provision_to_do",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "group"), name="provision_once_a_workshop"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(
                                ("booked_for__isnull", False), ("done_at__isnull", False), ("done_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="provision_done_has_when_who_and_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", True), ("cancelled_at__isnull", True), _connector="OR"),
                        name="provision_is_not_done_and_cancelled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost__isnull", True), ("cost__gte", 0), _connector="OR"),
                        name="provision_cost_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrangements",
                        to="workshops.workshop",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrangements", to="people.need"
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrangements",
                        to="workshops.provision",
                    ),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="not needed any more since")),
                (
                    "cancelled_why",
                    models.CharField(
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
                (
                    "met",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not asked yet"), ("yes", "Met"), ("partly", "Met in part"), ("no", "Not met")],
                        default="",
                        max_length=6,
                        verbose_name="met?",
                    ),
                ),
                (
                    "met_words",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="in their words"
                    ),
                ),
                ("met_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "met_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrangements_answered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "arrangement",
                "ordering": ["workshop_id", "need_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "need"), name="arrangement_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_at__isnull", True), ("cancelled_why", "")),
                            models.Q(("cancelled_at__isnull", False), models.Q(("cancelled_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="arrangement_cancelled_has_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("met", ""), ("met_at__isnull", True), ("met_by__isnull", True)),
                            models.Q(
                                models.Q(("met", ""), _negated=True),
                                ("met_at__isnull", False),
                                ("met_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="arrangement_met_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="workshops.workshop"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="cohorts.place"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being filled in"),
                            ("sent", "Sent"),
                            ("approved", "Approved"),
                            ("paid", "Paid"),
                            ("refused", "Refused"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "payment_declined",
                    models.BooleanField(default=False, verbose_name="does not want the involvement payment"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_sent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="approved at")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_approved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="paid at")),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="note")),
            ],
            options={
                "verbose_name": "claim",
                "ordering": ["workshop_id", "place_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "place"), name="claim_once_a_workshop"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_approval_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="workshops.claim"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fare", "Fares"),
                            ("mileage", "Mileage"),
                            ("parking", "Parking"),
                            ("care", "Care for somebody at home"),
                            ("supporter", "A supporter's costs"),
                            ("payment", "Involvement payment"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="amount")),
                ("note", models.CharField(blank=True, max_length=160, verbose_name="note")),
                ("receipt", models.FileField(blank=True, upload_to="receipts/", verbose_name="receipt")),
            ],
            options={
                "verbose_name": "line of a claim",
                "ordering": ["claim_id", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="claim_amount_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_requests",
                        to="workshops.workshop",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_requests_answered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="not asked any more since")),
            ],
            options={
                "verbose_name": "request to lead",
                "verbose_name_plural": "requests to lead",
                "ordering": ["workshop_id", "role"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("workshop", "role"),
                        name="lead_request_once_a_role",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Debrief",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="debrief", to="workshops.workshop"
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                (
                    "lay_agreed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="agreed by the lay facilitator at"),
                ),
                (
                    "lay_agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debriefs_agreed_as_lay",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "professional_agreed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="agreed by the professional facilitator at"
                    ),
                ),
                (
                    "professional_agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debriefs_agreed_as_professional",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "debrief",
                "ordering": ["workshop_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lay_agreed_at__isnull", True), ("lay_agreed_by__isnull", True)),
                            models.Q(("lay_agreed_at__isnull", False), ("lay_agreed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="debrief_lay_agreed_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("professional_agreed_at__isnull", True), ("professional_agreed_by__isnull", True)
                            ),
                            models.Q(
                                ("professional_agreed_at__isnull", False), ("professional_agreed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="debrief_professional_agreed_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lay_agreed_by__isnull", True),
                            ("professional_agreed_by__isnull", True),
                            models.Q(("lay_agreed_by", models.F("professional_agreed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="debrief_agreed_by_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DebriefSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "debrief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="workshops.debrief"
                    ),
                ),
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
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debrief_sections_written",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "part of a debrief",
                "verbose_name_plural": "parts of debriefs",
                "ordering": ["debrief_id", "pk"],
                "constraints": [models.UniqueConstraint(fields=("debrief", "kind"), name="debrief_section_once")],
            },
        ),
        migrations.CreateModel(
            name="DebriefPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "debrief",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairs", to="workshops.debrief"
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="debrief_notes", to="pairing.pair"
                    ),
                ),
                ("words", common.fields.EncryptedJSONField(verbose_name="why")),
                ("noted_at", models.DateTimeField(verbose_name="noted at")),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debrief_pairs_noted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "pair that needs attention",
                "verbose_name_plural": "pairs that need attention",
                "ordering": ["debrief_id", "pk"],
                "constraints": [models.UniqueConstraint(fields=("debrief", "pair"), name="debrief_pair_once")],
            },
        ),
        migrations.CreateModel(
            name="WorkshopMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="workshops.workshop"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="calendar sequence")),
                ("date", models.DateField(verbose_name="date before")),
                ("starts", models.TimeField(verbose_name="start before")),
                ("ends", models.TimeField(verbose_name="end before")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.venue",
                        verbose_name="venue before",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.room",
                        verbose_name="room before",
                    ),
                ),
                ("moved_at", models.DateTimeField(verbose_name="moved at")),
                (
                    "moved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workshops_moved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "move of a workshop",
                "verbose_name_plural": "moves of workshops",
                "ordering": ["workshop_id", "-sequence"],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "sequence"), name="workshop_move_once_a_sequence"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts"))), name="workshop_move_ends_after_it_starts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="register", to="workshops.workshop"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="register_entries", to="cohorts.place"
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("apologies", "Apologies"),
                            ("present", "Present"),
                            ("part", "Part of the day"),
                            ("no_show", "Did not come"),
                        ],
                        default="expected",
                        max_length=10,
                        verbose_name="mark",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="reason or note")),
                ("marked_at", models.DateTimeField(blank=True, null=True, verbose_name="marked at")),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "register entry",
                "verbose_name_plural": "register entries",
                "ordering": ["workshop_id", "place_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "place"), name="register_once_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("marked_at__isnull", True), ("marked_by__isnull", True)),
                            models.Q(("marked_at__isnull", False), ("marked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="register_mark_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="workshops.registerentry",
                    ),
                ),
                (
                    "mark_before",
                    models.CharField(
                        choices=[
                            ("expected", "Expected"),
                            ("apologies", "Apologies"),
                            ("present", "Present"),
                            ("part", "Part of the day"),
                            ("no_show", "Did not come"),
                        ],
                        max_length=10,
                        verbose_name="mark before",
                    ),
                ),
                ("note_before", models.CharField(blank=True, max_length=250, verbose_name="note before")),
                ("corrected_at", models.DateTimeField(verbose_name="corrected at")),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_corrections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "ordering": ["entry_id", "corrected_at"],
            },
        ),
    ]
