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
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "I spoke to them"),
                            ("no_answer", "No answer"),
                            ("message_left", "I left a message to call back"),
                            ("wrong_number", "The number is wrong"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("again_on", models.DateField(blank=True, null=True, verbose_name="call again on")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls_made",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("submission_id", models.UUIDField(unique=True, verbose_name="submission")),
            ],
            options={
                "verbose_name": "call",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["person", "-at"], name="call_by_person")],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("key", models.CharField(max_length=200, unique=True, verbose_name="unique key")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                ("purpose", models.CharField(db_index=True, max_length=60, verbose_name="purpose")),
                ("subject_key", models.CharField(blank=True, db_index=True, max_length=80, verbose_name="about")),
                ("programme_ref", models.CharField(blank=True, db_index=True, max_length=8, verbose_name="programme")),
                ("data", models.JSONField(default=dict, verbose_name="ids of what it is about")),
                ("urgent", models.BooleanField(default=False, verbose_name="urgent")),
                ("confidential", models.BooleanField(default=False, verbose_name="confidential")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("held", "On hold"),
                            ("claimed", "Being prepared"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("bounced", "Came back"),
                            ("unknown", "Not known whether it was sent"),
                            ("missed", "Too late to send"),
                            ("cancelled", "Cancelled"),
                            ("to_call", "On the call list"),
                            ("to_print", "To be printed"),
                        ],
                        default="queued",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("stale_after", models.DateTimeField(blank=True, null=True, verbose_name="too late after")),
                ("queued_at", models.DateTimeField(verbose_name="queued at")),
                (
                    "queued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages_queued",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("claim", models.UUIDField(blank=True, null=True, verbose_name="claim")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="lease until")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("retry_at", models.DateTimeField(blank=True, null=True, verbose_name="try again at")),
                (
                    "on_unknown",
                    models.CharField(
                        choices=[("hold", "Hold until staff decide"), ("resend_once", "Send once more")],
                        default="hold",
                        max_length=12,
                        verbose_name="when not known",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("email", "Email"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Phone call"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2, verbose_name="language")),
                ("easy_read", models.BooleanField(default=False, verbose_name="Easy Read")),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="sent to")),
                ("title", models.CharField(blank=True, max_length=250, verbose_name="subject line")),
                ("body", models.TextField(blank=True, verbose_name="words")),
                ("message_id", models.CharField(blank=True, db_index=True, max_length=120, verbose_name="Message-ID")),
                (
                    "provider_ref",
                    models.CharField(blank=True, db_index=True, max_length=120, verbose_name="provider's reference"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=250, verbose_name="why")),
                (
                    "said_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="messaging.call",
                        verbose_name="said in",
                    ),
                ),
                (
                    "copy_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="messaging.message",
                    ),
                ),
                (
                    "copy_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="people.supporter",
                        verbose_name="copy for",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "ordering": ["due_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")), fields=["-urgent", "due_at", "id"], name="message_due"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["claimed", "sending"])),
                        fields=["lease_until"],
                        name="message_leased",
                    ),
                    models.Index(fields=["person", "due_at"], name="message_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", True), ("lease_until__isnull", True)),
                            models.Q(("claim__isnull", False), ("lease_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_claim_has_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim__isnull", False), ("state__in", ["claimed", "sending"])),
                            models.Q(
                                models.Q(("state__in", ["claimed", "sending"]), _negated=True), ("claim__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="message_leased_while_worked_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "delivered"]), _negated=True),
                            ("sent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="message_sent_has_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("copy_for__isnull", True), ("copy_of__isnull", True)),
                            models.Q(("copy_for__isnull", False), ("copy_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_copy_has_for_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidential", False), ("copy_of__isnull", True), _connector="OR"),
                        name="message_confidential_is_no_copy",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("copy_of__isnull", False)),
                        fields=("copy_of", "copy_for"),
                        name="message_copy_once_a_supporter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_cancelled_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=60, verbose_name="purpose")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "Email"),
                            ("sms", "Text message"),
                            ("letter", "Letter"),
                            ("phone", "Phone call"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
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
                ("easy_read", models.BooleanField(default=False, verbose_name="Easy Read")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("programme_ref", models.CharField(blank=True, max_length=8, verbose_name="programme")),
                ("title", models.CharField(blank=True, max_length=250, verbose_name="subject line")),
                ("body", models.TextField(verbose_name="words")),
                ("saved_at", models.DateTimeField(verbose_name="saved at")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates_saved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "template",
                "ordering": ["purpose", "channel", "language", "easy_read", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "channel", "language", "easy_read", "programme_ref", "version"),
                        name="template_version_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=60, verbose_name="purpose")),
                ("occurrence", models.SlugField(max_length=30, verbose_name="occurrence")),
                ("programme_ref", models.CharField(blank=True, max_length=8, verbose_name="programme")),
                ("days", models.SmallIntegerField(verbose_name="days from the date")),
                ("active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "rule",
                "ordering": ["purpose", "days"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "occurrence", "programme_ref"), name="rule_occurrence_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SweepStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="sweep")),
                ("last_started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("last_finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="error")),
                ("handled", models.PositiveIntegerField(default=0, verbose_name="handled")),
            ],
            options={
                "verbose_name": "sweep",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="PrintBatch",
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
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="print_batches_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pdf_state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be made"),
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("missing", "Cannot be made on this machine"),
                            ("failed", "Could not be made"),
                            ("erased", "Erased"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="PDF",
                    ),
                ),
                ("pdf_since", models.DateTimeField(verbose_name="PDF since")),
                ("pdf_sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the PDF")),
                ("posted_on", models.DateField(blank=True, null=True, verbose_name="posted on")),
                ("posted_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded as posted at")),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="print_batches_posted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="words erased at")),
            ],
            options={
                "verbose_name": "print batch",
                "verbose_name_plural": "print batches",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("posted_at__isnull", True), ("posted_by__isnull", True), ("posted_on__isnull", True)
                            ),
                            models.Q(
                                ("posted_at__isnull", False), ("posted_by__isnull", False), ("posted_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="print_batch_posted_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pdf_state", "ready"), _negated=True),
                            models.Q(("pdf_sha256", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="print_batch_ready_has_hash",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrintedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="messaging.printbatch"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="printings", to="messaging.message"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("size", models.PositiveSmallIntegerField(verbose_name="print size in points")),
                (
                    "content",
                    common.fields.EncryptedJSONField(blank=True, default=None, null=True, verbose_name="as printed"),
                ),
                ("words_hash", models.CharField(max_length=64, verbose_name="hash of the words")),
                (
                    "state",
                    models.CharField(
                        choices=[("printed", "Printed"), ("posted", "Posted"), ("taken_out", "Taken out")],
                        default="printed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printed_letters_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "printed letter",
                "ordering": ["batch_id", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "printed")),
                        fields=("message",),
                        name="printed_letter_one_open_a_message",
                    ),
                    models.UniqueConstraint(fields=("batch", "position"), name="printed_letter_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "printed")),
                            models.Q(
                                models.Q(("state", "printed"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="printed_letter_settled_has_when_and_who",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormatOrder",
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
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="format_orders",
                        to="messaging.message",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("braille-1", "Braille, grade 1"),
                            ("braille-2", "Braille, grade 2"),
                            ("audio", "Audio"),
                        ],
                        max_length=12,
                        verbose_name="format",
                    ),
                ),
                ("supplier", models.CharField(max_length=120, verbose_name="ordered from")),
                (
                    "content",
                    common.fields.EncryptedJSONField(
                        blank=True, default=None, null=True, verbose_name="words for the supplier"
                    ),
                ),
                ("words_hash", models.CharField(max_length=64, verbose_name="hash of the words")),
                ("ordered_at", models.DateTimeField(verbose_name="ordered at")),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="formats_ordered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("posted_on", models.DateField(blank=True, null=True, verbose_name="posted on")),
                ("posted_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded as posted at")),
                (
                    "posted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="formats_posted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped at")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="words erased at")),
            ],
            options={
                "verbose_name": "order of a format",
                "verbose_name_plural": "orders of formats",
                "ordering": ["ordered_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("posted_at__isnull", True), ("stopped_at__isnull", True)),
                        fields=("message", "format"),
                        name="format_order_one_open_a_message",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("posted_at__isnull", True), ("posted_by__isnull", True), ("posted_on__isnull", True)
                            ),
                            models.Q(
                                ("posted_at__isnull", False), ("posted_by__isnull", False), ("posted_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="format_order_posted_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("posted_at__isnull", True), ("stopped_at__isnull", True), _connector="OR"),
                        name="format_order_posted_or_stopped",
                    ),
                ],
            },
        ),
    ]
