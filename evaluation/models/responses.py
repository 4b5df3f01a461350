"""Responses and their answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluation.models.questionnaires import Item, Questionnaire
from evaluation.models.waves import Invitation
from evaluation.querysets import ResponseQuerySet
from people.models import Person


class Response(models.Model):
    """What one invited person answered. Answers are saved page by page until it is finished."""

    class Mode(models.TextChoices):
        SELF = "self", _("By themselves")
        ASSISTED = "assisted", _("With somebody's help")
        KEYED = "keyed", _("Paper, keyed by staff")
        PHONE = "phone", _("By phone, keyed by staff")

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="response")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="responses")
    mode = models.CharField(_("answered"), max_length=10, choices=Mode, default=Mode.SELF)
    easy_read = models.BooleanField(_("in Easy Read"), default=False)
    assisted_by = models.CharField(_("helped by"), max_length=60, blank=True)
    keyed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="responses_keyed"
    )
    # The supporter who helped to answer, signed in as themselves. Never exported.
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="responses_helped")
    # How many pages the person has gone on from: a page that was left empty on purpose is not asked again.
    reached = models.PositiveSmallIntegerField(_("pages done"), default=0)
    started_at = models.DateTimeField(_("started at"))
    saved_at = models.DateTimeField(_("saved at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        ordering = ["invitation_id"]
        constraints = [
            models.CheckConstraint(
                name="response_keyed_has_who",
                condition=Q(mode__in=["keyed", "phone"], keyed_by__isnull=False)
                | Q(mode__in=["self", "assisted"], keyed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="response_helped_is_assisted", condition=Q(helper__isnull=True) | Q(mode="assisted")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation_id}"


class Answer(models.Model):
    """The answer to one item: a number (−98 not applicable, −99 prefer not to say) or words."""

    NOT_APPLICABLE: ClassVar[int] = -98
    PREFER_NOT_TO_SAY: ClassVar[int] = -99

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="answers")
    number = models.SmallIntegerField(_("number"), null=True, blank=True)
    words = models.TextField(_("words"), blank=True)
    may_quote = models.BooleanField(_("may be quoted"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        ordering = ["response_id", "item_id"]
        constraints = [
            models.UniqueConstraint(name="answer_once_an_item", fields=["response", "item"]),
            models.CheckConstraint(
                name="answer_number_is_known",
                condition=Q(number__isnull=True) | Q(number__range=(1, 20)) | Q(number__in=[-98, -99]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"


class AnswerCorrection(models.Model):
    """A mistake of keying that staff put right after sending: what stood before, what stands now, who, when and why."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="corrections")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="corrections")
    number_before = models.SmallIntegerField(_("number before"), null=True, blank=True)
    words_before = models.TextField(_("words before"), blank=True)
    may_quote_before = models.BooleanField(_("could be quoted before"), null=True, blank=True)
    number_after = models.SmallIntegerField(_("number after"), null=True, blank=True)
    words_after = models.TextField(_("words after"), blank=True)
    may_quote_after = models.BooleanField(_("may be quoted after"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=250)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="answers_corrected")

    class Meta:
        verbose_name = _("correction of an answer")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="answer_correction_says_why", condition=~Q(why=""))]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.item_id}"
