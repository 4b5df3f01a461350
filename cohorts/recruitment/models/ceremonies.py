"""A draw as a ceremony: frozen, computed, published, and only then given its chance; and who holds the sealed file."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme
from cohorts.recruitment.models.applications import Application
from cohorts.recruitment.models.selection import Draw
from cohorts.recruitment.querysets import CeremonyQuerySet, HandoverQuerySet, StayQuerySet
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class Ceremony(models.Model):
    """One lottery on its way from a frozen pool to a draw.

    What is frozen, published or drawn is never changed again: the database refuses it (`recruitment.triggers`). Sealed
    columns are held by digests that cannot be changed, so that the keys they are encrypted with still can.
    """

    class Way(models.TextChoices):
        PUBLIC = "public", _("By chance from outside, in front of witnesses")
        SYSTEM = "system", _("By a number that the service chose")

    class State(models.TextChoices):
        FROZEN = "frozen", _("Frozen")
        CHOICE = "choice", _("Needs a decision")
        COMPUTED = "computed", _("Computed")
        PUBLISHED = "published", _("Published")
        DRAWN = "drawn", _("Drawn")
        ASIDE = "aside", _("Set aside")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "frozen": frozenset({"choice", "computed", "aside"}),
        "choice": frozenset({"frozen", "aside"}),
        "computed": frozenset({"published", "aside"}),
        "published": frozenset({"drawn", "aside"}),
        "drawn": frozenset(),
        "aside": frozenset(),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="ceremonies")
    cohorts = models.ManyToManyField(Cohort, through="CeremonyCohort", related_name="ceremonies")
    way = models.CharField(_("how chance comes in"), max_length=10, choices=Way)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FROZEN)
    # Frozen: who is in with what they said (sealed), what is asked, and the digest over both.
    pool = EncryptedJSONField(_("pool"))
    terms = models.JSONField(_("what is asked"))
    frozen_digest = models.CharField(_("SHA-256 of pool and quotas"), max_length=64)
    # The salt of the sealed file and, where the service chooses, its number; the digest of that number is in the open.
    secret = EncryptedJSONField(_("secret"))
    commitment = models.CharField(_("SHA-256 of the number of the service"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ceremonies_frozen")
    # What has to be agreed to before it goes on, and who agreed.
    findings = models.JSONField(_("what cannot be met"), default=dict)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ceremonies_agreed_to"
    )
    # Computed: both files, byte for byte.
    public = models.TextField(_("public file"), blank=True)
    sealed = EncryptedJSONField(_("sealed file"), null=True, blank=True, default=None)
    digest = models.CharField(_("SHA-256 of the public file"), max_length=64, blank=True)
    figures = models.JSONField(_("figures"), default=dict)
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ceremonies_published"
    )
    # Drawn: what everybody saw, once.
    randomness = models.CharField(_("what was rolled or read"), max_length=64, blank=True)
    how = models.TextField(_("how it was made"), blank=True)
    rolled_by = models.CharField(_("by whom"), max_length=120, blank=True)
    witnesses = models.CharField(_("who saw it"), max_length=250, blank=True)
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True)
    entered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ceremonies_drawn"
    )
    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="ceremony")
    aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)
    aside_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ceremonies_set_aside"
    )
    aside_reason = models.CharField(_("why set aside"), max_length=250, blank=True)
    # Since then nothing is kept of what people said: neither in the pool nor as the sealed file.
    erased_at = models.DateTimeField(_("characteristics erased at"), null=True, blank=True)

    objects = CeremonyQuerySet.as_manager()

    class Meta:
        verbose_name = _("ceremony")
        verbose_name_plural = _("ceremonies")
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ceremony_service_binds_itself",
                condition=Q(way="public", commitment="") | (Q(way="system") & ~Q(commitment="")),
            ),
            models.CheckConstraint(
                name="ceremony_agreed_has_when_and_who",
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="ceremony_computed_has_files",
                condition=Q(computed_at__isnull=True, digest="", public="")
                | (Q(computed_at__isnull=False) & ~Q(digest="") & ~Q(public="")),
            ),
            models.CheckConstraint(
                name="ceremony_published_has_who_when_and_files",
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False, published_at__gte=F("computed_at")),
            ),
            models.CheckConstraint(
                name="ceremony_chance_after_publication",
                condition=Q(randomness="", entered_at__isnull=True, entered_by__isnull=True, draw__isnull=True)
                | (
                    Q(entered_by__isnull=False, draw__isnull=False, entered_at__gte=F("published_at"))
                    & ~Q(randomness="")
                    & ~Q(how="")
                ),
            ),
            models.CheckConstraint(
                name="ceremony_state_says_what_is_there",
                condition=Q(state__in=["frozen", "choice"], computed_at__isnull=True)
                | Q(state="computed", computed_at__isnull=False, published_at__isnull=True)
                | Q(state="published", published_at__isnull=False, entered_at__isnull=True)
                | Q(state="drawn", entered_at__isnull=False)
                | Q(state="aside", entered_at__isnull=True),
            ),
            # A sealed column holds an empty text where there is nothing.
            models.CheckConstraint(
                name="ceremony_erased_has_no_sealed_file", condition=Q(erased_at__isnull=True) | Q(sealed=Value(""))
            ),
            models.CheckConstraint(
                name="ceremony_aside_has_who_and_when",
                condition=Q(state="aside", aside_at__isnull=False, aside_by__isnull=False)
                | (~Q(state="aside") & Q(aside_at__isnull=True, aside_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way."""
        return self.state not in {self.State.DRAWN, self.State.ASIDE}


class CeremonyCohort(models.Model):
    """A cohort that a ceremony draws; `open` while it is on its way, so that a cohort is in one at a time."""

    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="stages")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="ceremony_stages")
    open = models.BooleanField(_("on its way"), default=True)

    class Meta:
        verbose_name = _("cohort of a ceremony")
        verbose_name_plural = _("cohorts of ceremonies")
        constraints = [
            models.UniqueConstraint(name="ceremony_names_a_cohort_once", fields=["ceremony", "cohort"]),
            models.UniqueConstraint(name="ceremony_one_open_a_cohort", fields=["cohort"], condition=Q(open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.ceremony_id}: {self.cohort_id}"


class Handover(models.Model):
    """The sealed file in the hands of a named verifier: on a page of their own, once, with who and when."""

    class Kind(models.TextChoices):
        TEAM = "team", _("Somebody of the team, after signing in")
        LINK = "link", _("Somebody from outside, by a link that works once")
        HAND = "hand", _("By hand: a member of staff downloads the file")

    ref = RefField(_("reference"))
    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(_("how"), max_length=4, choices=Kind)
    name = models.CharField(_("verifier"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="sealed_files_to_check"
    )
    token_hash = models.CharField(_("hash of the link"), max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handovers_made")
    expires_at = models.DateTimeField(_("ends at"))
    taken_at = models.DateTimeField(_("downloaded at"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed file handed over")
        verbose_name_plural = _("sealed files handed over")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_reaches_its_verifier",
                condition=Q(kind="team", person__isnull=False, token_hash="")
                | (Q(kind="link", person__isnull=True) & ~Q(token_hash=""))
                | Q(kind="hand", person__isnull=True, token_hash=""),
            ),
            models.CheckConstraint(name="handover_ends_after_it_began", condition=Q(expires_at__gt=F("made_at"))),
        ]

    def __str__(self) -> str:
        return self.ref


class Stay(models.Model):
    """Somebody who was not drawn would like to be asked for the next cohort."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="stays")
    said_at = models.DateTimeField(_("said at"))
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays_said")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="stays_ended")
    # The cohort that they were brought into.
    used_for = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="stays_used")

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish to stay for the next cohort")
        verbose_name_plural = _("wishes to stay for the next cohort")
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="stay_once_at_a_time", fields=["application"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="stay_ended_has_when_and_who",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, used_for__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"
