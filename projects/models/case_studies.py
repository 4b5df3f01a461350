"""A project written up, the people who are in it, and what each of them says about it."""

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.fields import RefField
from people.models import Person
from people.models.support import AgreedVia
from projects.models.projects import Project
from projects.querysets.case_studies import AgreementQuerySet, CaseStudyQuerySet


def private_storage() -> Storage:
    """Return where pictures lie: nobody reads them but through a view that looks who asks."""
    return storages["private"]


class CaseStudy(models.Model):
    """A project written up. Public only while everybody in it agrees to this very version.

    `text_version` is what people agree to: once they were asked, a change of the words, the quotes, the picture or the
    people makes a new one. `version` is for two coordinators who write at the same time.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKING = "asking", _("Everyone is being asked")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Taken down")

    # Any change of the words makes it a draft again. Who takes their agreement back takes it down.
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "draft": frozenset({"asking"}),
        "asking": frozenset({"draft", "published"}),
        "published": frozenset({"draft", "withdrawn"}),
        "withdrawn": frozenset({"draft", "published"}),
    }

    ref = RefField(_("reference"))
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="case_studies")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"))
    picture = models.ImageField(_("picture"), upload_to="case-studies/", storage=private_storage, blank=True)
    picture_alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    text_version = models.PositiveIntegerField(_("version of the text"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    # Empty only where it was written before there was a page for it.
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="case_studies_changed"
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="case_studies_published"
    )
    withdrawn_at = models.DateTimeField(_("taken down at"), null=True, blank=True)
    # Empty where it went by itself, because somebody no longer agreed to publicity.
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="case_studies_taken_down"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["-published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="case_study_picture_is_described", condition=Q(picture="") | ~Q(picture_alt="")
            ),
            models.CheckConstraint(
                name="case_study_published_has_when", condition=~Q(state="published") | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_study_withdrawn_has_when", condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_study_change_has_when_and_who",
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def paragraphs(self) -> list[str]:
        """Return the text, cut where a line was left empty."""
        return [part.strip() for part in self.text.replace("\r\n", "\n").split("\n\n") if part.strip()]

    @property
    def subject_key(self) -> str:
        """The key under which the outbox finds everything that is said about it."""
        return f"case-study:{self.pk}"


class Appearance(models.Model):
    """Somebody who is in a case study and did not work on the project: in its picture, or named in its text."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.PROTECT, related_name="appearances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appearances")

    class Meta:
        verbose_name = _("appearance in a case study")
        constraints = [models.UniqueConstraint(name="appearance_once_a_study", fields=["case_study", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Agreement(models.Model):
    """What one person, who was asked, says to one version of a case study: yes, no, or yes and later no more."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.PROTECT, related_name="agreements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_study_agreements")
    text_version = models.PositiveIntegerField(_("version of the text"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("did not agree at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # How the last answer reached us, who recorded it, and what was said with it.
    via = models.CharField(_("answered"), max_length=20, choices=AgreedVia, default=AgreedVia.WEB)
    recorded_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements_recorded_to_case_studies",
        verbose_name=_("recorded by"),
    )
    words = models.TextField(_("what they said"), blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement to a case study")
        constraints = [
            models.UniqueConstraint(name="agreement_once_a_version", fields=["case_study", "person", "text_version"]),
            models.CheckConstraint(
                name="agreement_is_yes_or_no_and_has_who",
                condition=Q(agreed_at__isnull=True, refused_at__isnull=True, recorded_by__isnull=True)
                | Q(agreed_at__isnull=False, refused_at__isnull=True, recorded_by__isnull=False)
                | Q(agreed_at__isnull=True, refused_at__isnull=False, recorded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_is_withdrawn_after_a_yes",
                condition=Q(withdrawn_at__isnull=True) | Q(agreed_at__isnull=False),
            ),
            # On this website nobody agrees for somebody else.
            models.CheckConstraint(
                name="agreement_on_web_by_themselves",
                condition=~Q(via="web") | Q(recorded_by__isnull=True) | Q(recorded_by=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"

    @property
    def agrees(self) -> bool:
        """Whether they agree now."""
        return self.agreed_at is not None and self.withdrawn_at is None

    @property
    def answered(self) -> bool:
        """Whether they said anything."""
        return self.recorded_by_id is not None


class Quote(models.Model):
    """Words of one person, public only while that person agrees."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.PROTECT, related_name="quotes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="quotes")
    words = models.TextField(_("words"))
    shown_as = models.CharField(_("shown as"), max_length=80)

    class Meta:
        verbose_name = _("quote")

    def __str__(self) -> str:
        return self.words[:40]
