"""Questionnaires, their sections and items."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Scale(models.TextChoices):
    """The scales on which items are answered."""

    AGREEMENT = "agreement", _("Strongly disagree (1) to strongly agree (5)")
    FACES = "faces", _("Three faces (1 to 3)")


class Questionnaire(models.Model):
    """A set of sections in one version. Once anybody has answered it, it never changes."""

    slug = models.SlugField(_("name in addresses"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)
    easy_introduction = models.TextField(_("Easy Read introduction"), blank=True)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("first used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("questionnaire")
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(name="questionnaire_version_once", fields=["slug", "version"])]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"


class Section(models.Model):
    """A page of a questionnaire."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField(_("position"))
    slug = models.SlugField(_("name in addresses"), max_length=40)
    title = models.CharField(_("title"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name = _("section")
        ordering = ["questionnaire_id", "position"]
        constraints = [
            models.UniqueConstraint(name="section_position_once", fields=["questionnaire", "position"]),
            models.UniqueConstraint(name="section_slug_once", fields=["questionnaire", "slug"]),
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """One statement or question."""

    class Type(models.TextChoices):
        SCALE = "scale", _("Scale")
        CHOICE = "choice", _("One of several")
        TEXT = "text", _("Text")

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("code"), max_length=30)
    type = models.CharField(_("type"), max_length=8, choices=Type, default=Type.SCALE)
    scale = models.CharField(_("scale"), max_length=12, choices=Scale, blank=True)
    text = models.CharField(_("words"), max_length=250)
    easy_text = models.CharField(_("Easy Read words"), max_length=250, blank=True)
    choices = models.JSONField(_("choices"), default=list)
    reverse_scored = models.BooleanField(_("reverse-scored"), default=False)
    subscale = models.SlugField(_("subscale"), max_length=20, blank=True)
    looking_back = models.BooleanField(_("asks about the time before the programme"), default=False)
    kirkpatrick_level = models.PositiveSmallIntegerField(_("Kirkpatrick level"), null=True, blank=True)
    allows_not_applicable = models.BooleanField(_("not applicable is an answer"), default=True)
    asks_to_quote = models.BooleanField(_("asks whether it may be quoted"), default=False)
    shown_if = models.JSONField(_("shown if"), default=dict)

    class Meta:
        verbose_name = _("item")
        ordering = ["section_id", "position"]
        constraints = [
            models.UniqueConstraint(name="item_position_once", fields=["section", "position"]),
            models.UniqueConstraint(name="item_code_once", fields=["section", "code"]),
            models.CheckConstraint(name="item_scale_is_named", condition=~Q(type="scale") | ~Q(scale="")),
        ]

    def __str__(self) -> str:
        return self.code
