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
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="cohorts.cohort"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("used", "Used"), ("replaced", "Replaced")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("weights", models.JSONField(default=dict, verbose_name="weights")),
                ("total_fit", models.PositiveIntegerField(default=0, verbose_name="total fit")),
                ("fits", models.JSONField(default=dict, verbose_name="all fits")),
                ("unpaired", models.JSONField(default=list, verbose_name="unpaired")),
                ("forbidden", models.JSONField(default=list, verbose_name="forbidden pairs")),
                ("algorithm_version", models.CharField(blank=True, max_length=20, verbose_name="algorithm version")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "proposal",
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("cohort",), name="proposal_one_draft_a_cohort"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposedPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pairs", to="pairing.proposal"
                    ),
                ),
                (
                    "lay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposed_as_lay", to="cohorts.place"
                    ),
                ),
                (
                    "professional",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_as_professional",
                        to="cohorts.place",
                    ),
                ),
                ("fit", models.PositiveSmallIntegerField(verbose_name="fit")),
                ("shares", models.JSONField(default=dict, verbose_name="shares of the fit")),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                ("locked", models.BooleanField(default=False, verbose_name="locked")),
            ],
            options={
                "verbose_name": "proposed pair",
                "ordering": ["proposal_id", "lay_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "lay"), name="proposed_lay_once"),
                    models.UniqueConstraint(fields=("proposal", "professional"), name="proposed_professional_once"),
                    models.CheckConstraint(condition=models.Q(("fit__lte", 1000)), name="proposed_fit_at_most_1000"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pair",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="pairs", to="cohorts.cohort"
                    ),
                ),
                (
                    "lay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pairs_as_lay", to="cohorts.place"
                    ),
                ),
                (
                    "professional",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs_as_professional",
                        to="cohorts.place",
                    ),
                ),
                (
                    "lay_role",
                    models.CharField(
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        default="lay",
                        max_length=12,
                        verbose_name="role of the lay place",
                    ),
                ),
                (
                    "professional_role",
                    models.CharField(
                        choices=[("lay", "Lay partner"), ("professional", "Professional partner")],
                        default="professional",
                        max_length=12,
                        verbose_name="role of the professional place",
                    ),
                ),
                (
                    "lay_cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cohorts.cohort"
                    ),
                ),
                (
                    "professional_cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cohorts.cohort"
                    ),
                ),
                (
                    "third",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs_as_third",
                        to="cohorts.place",
                    ),
                ),
                ("third_from", models.DateField(blank=True, null=True, verbose_name="third from")),
                ("third_until", models.DateField(blank=True, null=True, verbose_name="third until")),
                (
                    "third_approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threes_approved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("introduced", "Introduced"),
                            ("active", "Working together"),
                            ("ended", "Ended"),
                        ],
                        default="proposed",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("fit", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fit")),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                ("lay_shares", models.JSONField(default=list, verbose_name="what the lay partner shares")),
                (
                    "professional_shares",
                    models.JSONField(default=list, verbose_name="what the professional partner shares"),
                ),
                ("third_shares", models.JSONField(default=list, verbose_name="what the third member shares")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("introduced_at", models.DateTimeField(blank=True, null=True, verbose_name="introduced at")),
                (
                    "introduced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs_introduced",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairs_ended",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "end_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("completed", "The programme is complete"),
                            ("withdrew", "One of them left the programme"),
                            ("repaired", "Paired anew"),
                            ("conflict", "A conflict became known"),
                            ("died", "One of them died"),
                        ],
                        max_length=12,
                        verbose_name="why it ended",
                    ),
                ),
                ("end_note", models.CharField(blank=True, max_length=250, verbose_name="note")),
                (
                    "ended_from",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "Proposed"),
                            ("introduced", "Introduced"),
                            ("active", "Working together"),
                            ("ended", "Ended"),
                        ],
                        max_length=12,
                        verbose_name="state before the end",
                    ),
                ),
            ],
            options={
                "verbose_name": "pair",
                "ordering": ["cohort_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("lay",),
                        name="pair_lay_in_one_active",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "ended"), _negated=True),
                        fields=("professional",),
                        name="pair_professional_in_one_active",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("third__isnull", False), models.Q(("state", "ended"), _negated=True)),
                        fields=("third",),
                        name="pair_third_in_one_active",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lay", models.F("professional")), _negated=True), name="pair_members_differ"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lay_role", "lay"), ("professional_role", "professional")),
                        name="pair_roles_differ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cohort", models.F("lay_cohort")), ("cohort", models.F("professional_cohort"))
                        ),
                        name="pair_of_one_cohort",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("third__isnull", True),
                                ("third_approved_by__isnull", True),
                                ("third_from__isnull", True),
                            ),
                            models.Q(
                                ("third__isnull", False),
                                ("third_approved_by__isnull", False),
                                ("third_from__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pair_third_is_dated_and_approved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("introduced_at__isnull", True), ("introduced_by__isnull", True)),
                            models.Q(("introduced_at__isnull", False), ("introduced_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pair_introduction_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("state", "ended"),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "ended"), _negated=True),
                                ("end_reason", ""),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="pair_end_has_when_who_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pair",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreement", to="pairing.pair"
                    ),
                ),
                ("words", models.TextField(verbose_name="how we work together")),
                (
                    "signed_by_lay_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="signed by the lay partner"),
                ),
                (
                    "signed_by_professional_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="signed by the professional partner"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "agreement of a pair",
            },
        ),
        migrations.CreateModel(
            name="Three",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="threes", to="pairing.pair"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="threes", to="cohorts.place"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                ("until", models.DateField(verbose_name="until")),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approved_threes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threes_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "three for a time",
                "verbose_name_plural": "threes for a time",
                "ordering": ["pair_id", "since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("pair",), name="three_once_a_pair"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("place",), name="three_once_a_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="three_until_is_not_before_since"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerChoice",
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
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="choices", to="pairing.pair"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="partner_choices", to="cohorts.place"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="open since")),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_choices_opened",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "option",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new_partner", "A new partner from my group"),
                            ("three", "Work with another pair for a time"),
                            ("graduate", "Somebody who did the programme before"),
                            ("facilitator", "Finish with a facilitator"),
                            ("next_cohort", "Stop now and join the next group"),
                        ],
                        max_length=12,
                        verbose_name="choice",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="in their words")),
                ("chosen_at", models.DateTimeField(blank=True, null=True, verbose_name="chosen at")),
                (
                    "chosen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_choices_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_choices_recorded",
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
                        related_name="partner_choices_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new_pair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settles",
                        to="pairing.pair",
                        verbose_name="works in",
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="finishing_with",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="let go at")),
                ("dropped_why", models.CharField(blank=True, max_length=160, verbose_name="why it was let go")),
            ],
            options={
                "verbose_name": "choice after losing a partner",
                "verbose_name_plural": "choices after losing a partner",
                "ordering": ["made_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("pair", "place"), name="partner_choice_once_a_pair"),
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("settled_at__isnull", True)),
                        fields=("place",),
                        name="partner_choice_one_open_a_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="partner_choice_opening_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("chosen_at__isnull", True),
                                ("chosen_by__isnull", True),
                                ("option", ""),
                                ("recorded_by__isnull", True),
                            ),
                            models.Q(
                                models.Q(("option", ""), _negated=True),
                                ("chosen_at__isnull", False),
                                ("chosen_by__isnull", False),
                                ("opened_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partner_choice_has_when_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                            models.Q(
                                ("chosen_at__isnull", False),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="partner_choice_settled_after_chosen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("facilitator__isnull", True), ("new_pair__isnull", True), ("settled_at__isnull", True)
                            ),
                            models.Q(
                                ("facilitator__isnull", False), ("new_pair__isnull", True), ("option", "facilitator")
                            ),
                            models.Q(
                                ("facilitator__isnull", True), ("new_pair__isnull", True), ("option", "next_cohort")
                            ),
                            models.Q(
                                ("facilitator__isnull", True),
                                ("new_pair__isnull", False),
                                ("option__in", ["new_partner", "three", "graduate"]),
                            ),
                            _connector="OR",
                        ),
                        name="partner_choice_is_settled_by_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at__isnull", True), ("dropped_why", "")),
                            models.Q(
                                ("dropped_at__isnull", False),
                                ("settled_at__isnull", True),
                                models.Q(("dropped_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="partner_choice_dropped_says_why",
                    ),
                ],
            },
        ),
    ]
