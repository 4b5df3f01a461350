"""Applications, and the answers that come with them."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.models.outreach import OutreachLink
from cohorts.recruitment.querysets import (
    ApplicationQuerySet,
)
from cohorts.recruitment.reach_querysets import CohortChoiceQuerySet
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class Application(models.Model):
    """One person's wish to take part in a programme. Saved at each Continue, submitted once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not finished")
        SUBMITTED = "submitted", _("Submitted")
        ELIGIBLE = "eligible", _("Eligible")
        NOT_ELIGIBLE = "not_eligible", _("Not eligible")
        DRAWN = "drawn", _("Drawn")
        RESERVE = "reserve", _("Reserve")
        NOT_DRAWN = "not_drawn", _("Not drawn")
        OFFERED = "offered", _("Offered a place")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Offer lapsed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "draft": frozenset({"submitted", "withdrawn"}),
        "submitted": frozenset({"eligible", "not_eligible", "withdrawn"}),
        "eligible": frozenset({"drawn", "reserve", "not_drawn", "not_eligible", "submitted", "withdrawn"}),
        "not_eligible": frozenset({"submitted", "eligible", "withdrawn"}),
        "drawn": frozenset({"offered", "withdrawn"}),
        "reserve": frozenset({"offered", "drawn", "withdrawn"}),
        "not_drawn": frozenset({"eligible", "drawn", "withdrawn"}),
        "offered": frozenset({"accepted", "declined", "lapsed", "withdrawn"}),
        "accepted": frozenset({"withdrawn"}),
        "declined": frozenset({"withdrawn"}),
        "lapsed": frozenset({"offered", "withdrawn"}),
        # Only where a death was recorded in error: the place is there again.
        "withdrawn": frozenset({"accepted"}),
    }

    class Source(models.TextChoices):
        WEB = "web", _("Website")
        IMPORT = "import", _("Imported file")
        PAPER = "paper", _("Paper form, keyed by staff")
        PHONE = "phone", _("Phone, keyed by staff")
        CARRIED = "carried", _("Carried over from an earlier programme")

    class TravelMode(models.TextChoices):
        CAR = "car", _("Car")
        PUBLIC = "public", _("Bus or train")
        TAXI = "taxi", _("Taxi")
        WALK = "walk", _("On foot or by wheelchair")
        BICYCLE = "bicycle", _("Bicycle")
        LIFT = "lift", _("Somebody drives me")

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="applications")
    # Empty while a draft belongs to nobody: an address is proved, or staff decide, before it joins a person.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="applications")
    possible_duplicate_of = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="applications_like_theirs"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    source = models.CharField(_("came by"), max_length=8, choices=Source, default=Source.WEB)
    step = models.CharField(_("last page saved"), max_length=30, blank=True)
    resume_hash = models.CharField(_("hash of the resume link"), max_length=64, blank=True, db_index=True)
    submission_id = models.UUIDField(_("submission"), unique=True, default=uuid4, editable=False)
    # Everything typed while it is a draft, by page, so that nothing typed is ever lost; emptied on submission.
    draft = EncryptedJSONField(_("answers so far"), null=True, blank=True, default=None)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("saved at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    # The answers, from submission on.
    available_all_dates = models.BooleanField(_("can come to all dates"), null=True, blank=True)
    availability_note = models.TextField(_("about the dates"), blank=True)
    meeting_times = models.JSONField(_("when they can meet between workshops"), default=list)
    motivation = models.TextField(_("why they want to take part"), blank=True)
    experience = models.TextField(_("experience"), blank=True)
    topics = models.JSONField(_("topics"), default=list)
    project_idea = models.TextField(_("project idea"), blank=True)
    travel_limit_km = models.PositiveSmallIntegerField(_("travels at most, km"), null=True, blank=True)
    travel_mode = models.CharField(_("travels by"), max_length=10, choices=TravelMode, blank=True)
    heard_from = models.CharField(_("how they heard"), max_length=60, blank=True)
    outreach_link = models.ForeignKey(
        OutreachLink, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    manager_name = models.CharField(_("manager"), max_length=120, blank=True)
    manager_email = models.EmailField(_("manager's email"), blank=True)
    with_partner = models.BooleanField(_("applies as a pair"), default=False)
    partner_application = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="partner_of"
    )
    partner_ref_given = models.CharField(_("partner's reference"), max_length=8, blank=True)
    partner_name_given = models.CharField(_("partner's name"), max_length=120, blank=True)
    supporter_comes = models.BooleanField(_("brings a supporter"), default=False)
    keyed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="applications_keyed"
    )
    keyed_at = models.DateTimeField(_("keyed at"), null=True, blank=True)
    # Questions that the paper left blank, as “page.question”: still to be asked. None of them stops an application.
    to_ask = models.JSONField(_("still to ask"), default=list, blank=True)
    decided_at = models.DateTimeField(_("eligibility decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="applications_decided"
    )
    not_eligible_reason = models.CharField(_("why not eligible"), max_length=250, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="application_once_a_person_and_programme",
                fields=["person", "programme"],
                condition=Q(person__isnull=False) & ~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="application_submitted_is_whole",
                condition=Q(state__in=["draft", "withdrawn"])
                | (Q(person__isnull=False, submitted_at__isnull=False) & ~Q(role="")),
            ),
            models.CheckConstraint(
                name="application_keyed_has_when_and_who",
                condition=Q(keyed_at__isnull=True, keyed_by__isnull=True)
                | Q(keyed_at__isnull=False, keyed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="application_decision_has_when_and_who",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="application_not_eligible_says_why",
                condition=~Q(state="not_eligible") | ~Q(not_eligible_reason=""),
            ),
            models.CheckConstraint(
                name="application_partner_is_another",
                condition=Q(partner_application__isnull=True) | ~Q(partner_application=F("pk")),
            ),
        ]
        indexes = [
            models.Index(name="application_by_state", fields=["programme", "state", "role"]),
            # The list of applicants begins with the newest: without it every page of it sorts them all.
            models.Index(name="application_newest_first", fields=["-submitted_at", "-id"]),
            # The same of each state: those to review are looked through most, and are few or many.
            models.Index(name="application_newest_of_state", fields=["state", "-submitted_at", "-id"]),
            # Looked through for words.
            models.Index(name="application_by_employer", fields=["employer"], condition=~Q(employer="")),
            # How many of those who need something are in each state is counted in this alone, person by person. With
            # the programme before the state SQLite would ask for each programme of each person.
            models.Index(
                name="application_by_person", fields=["person", "state", "programme"], condition=~Q(state="draft")
            ),
            # Few of many.
            models.Index(
                name="application_may_be_known",
                fields=["programme", "state"],
                condition=Q(possible_duplicate_of__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.get_state_display()})"


class CohortChoice(models.Model):
    """A cohort that an applicant would join, in order of preference, with the distance from home."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="choices")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="choices")
    rank = models.PositiveSmallIntegerField(_("rank"))
    distance_km = models.FloatField(_("distance in km"), null=True, blank=True)

    objects = CohortChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of cohort")
        ordering = ["application_id", "rank"]
        constraints = [
            models.UniqueConstraint(name="choice_rank_once", fields=["application", "rank"]),
            models.UniqueConstraint(name="choice_cohort_once", fields=["application", "cohort"]),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.cohort_id}"


class SelectionAnswer(models.Model):
    """A characteristic given for selection, with consent. An empty value is "prefer not to say"."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="selection_answers")
    category = models.SlugField(_("category"), max_length=40)
    value = models.SlugField(_("value"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("selection answer")
        ordering = ["application_id", "category"]
        constraints = [models.UniqueConstraint(name="selection_answer_once", fields=["application", "category"])]

    def __str__(self) -> str:
        return self.category


class EqualityAnswer(models.Model):
    """Equality monitoring: no link to a person or an application, a random id, no timestamp. Never for a decision."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="equality_answers")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    category = models.SlugField(_("category"), max_length=40)
    value = models.SlugField(_("value"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("equality answer")
        ordering = ["programme_id", "role", "category", "value", "id"]

    def __str__(self) -> str:
        return self.category
