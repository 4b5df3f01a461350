"""Supporters and consents."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.persons import Person
from people.querysets import ConsentQuerySet, SupporterQuerySet


class AgreedVia(models.TextChoices):
    """How an agreement reached us. What is not on this website, staff write down."""

    WEB = "web", _("On this website")
    PAPER = "paper", _("On paper")
    PHONE = "phone", _("By phone")
    FACE_TO_FACE = "face_to_face", _("Face to face")


class Supporter(models.Model):
    """Somebody who helps one person, signing in as themselves. The supported person can end it."""

    class Kind(models.TextChoices):
        CARER = "carer", _("Carer")
        ADVOCATE = "advocate", _("Advocate")
        ASSISTANT = "assistant", _("Personal assistant")
        INTERPRETER = "interpreter", _("Interpreter")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supporters")
    supporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supports")
    kind = models.CharField(_("as"), max_length=20, choices=Kind)
    gets_copies = models.BooleanField(_("gets copies of messages"), default=False)
    # Only what is said to the person after they agreed to copies is copied.
    copies_since = models.DateTimeField(_("copies since"), null=True, blank=True)
    authority = models.CharField(_("legal authority"), max_length=100, blank=True)
    authority_seen_on = models.DateField(_("authority seen on"), null=True, blank=True)
    authority_seen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="authorities_seen"
    )
    agreed_at = models.DateTimeField(_("agreed at"))
    agreed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="supporters_agreed", verbose_name=_("recorded by")
    )
    agreed_via = models.CharField(_("agreed"), max_length=20, choices=AgreedVia, default=AgreedVia.WEB)
    said_by = models.CharField(_("who told us"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="supporters_ended"
    )

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("supporter")
        ordering = ["person_id", "agreed_at"]
        constraints = [
            models.CheckConstraint(name="supporter_is_somebody_else", condition=~Q(person=F("supporter"))),
            models.UniqueConstraint(
                name="supporter_once_a_person",
                fields=["person", "supporter"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="supporter_end_has_when_and_who",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="supporter_authority_seen_by_whom",
                condition=Q(authority_seen_on__isnull=True, authority_seen_by__isnull=True)
                | Q(authority_seen_on__isnull=False, authority_seen_by__isnull=False),
            ),
            models.CheckConstraint(
                name="supporter_copies_since_when",
                condition=Q(gets_copies=True, copies_since__isnull=False)
                | Q(gets_copies=False, copies_since__isnull=True),
            ),
            # On this website only the person themselves agrees to a supporter.
            models.CheckConstraint(
                name="supporter_on_web_agreed_by_themselves",
                condition=~Q(agreed_via="web") | Q(agreed_by=F("person")),
            ),
            models.CheckConstraint(
                name="supporter_recorded_says_who_told",
                condition=Q(agreed_via="web") | ~Q(said_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supporter} ({self.get_kind_display()})"


class Consent(models.Model):
    """An agreement to one purpose, with the text that was shown. Running the programme rests on public task instead."""

    class Purpose(models.TextChoices):
        PROGRAMME = "programme", _("Taking part")
        SELECTION = "selection", _("Using characteristics in the draw")
        EVALUATION = "evaluation", _("Taking part in the evaluation")
        FOLLOW_UP = "follow_up", _("Being contacted after 18 months")
        PUBLICITY = "publicity", _("Publicity")
        SHARING_NEEDS = "sharing_needs", _("Telling venues and facilitators what I need")
        SHOWING_NAME = "showing_name", _("Showing my name and employer to others who accepted")

    Channel = AgreedVia

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    version = models.PositiveSmallIntegerField(_("version of the text"))
    text_hash = models.CharField(_("SHA-256 of the text shown"), max_length=64)
    channel = models.CharField(_("given"), max_length=20, choices=Channel, default=Channel.WEB)
    given_at = models.DateTimeField(_("given at"))
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents_recorded", verbose_name=_("recorded by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="consents_withdrawn"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        ordering = ["person_id", "purpose", "given_at"]
        constraints = [
            models.UniqueConstraint(
                name="consent_once_a_purpose", fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(
                name="consent_withdrawal_has_when_and_who",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}"

    @property
    def stands(self) -> bool:
        """Whether it was given and not taken back."""
        return self.withdrawn_at is None
