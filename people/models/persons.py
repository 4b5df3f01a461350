"""Persons and how to reach them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Left, Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.fields import RefField
from common.folding import Folded
from people.managers import PersonManager
from people.querysets import BEYOND_REACH, PersonQuerySet, team_roles_of


class Person(AbstractBaseUser, PermissionsMixin):
    """A human being, whether or not they ever sign in. Participants have no password; no email is normal."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        WELSH = "cy", _("Welsh")

    ref = RefField(_("reference"))
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    known_as = models.CharField(_("known as"), max_length=100, blank=True)
    email = models.EmailField(_("email for signing in"), unique=True, null=True, blank=True)
    contact_email = models.EmailField(_("contact email"), blank=True, help_text=_("May be shared by a household."))
    mobile = models.CharField(_("mobile"), max_length=20, blank=True, help_text=_("In international form."))
    phone = models.CharField(_("other telephone"), max_length=20, blank=True)
    address = models.TextField(_("address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    outward_code = models.CharField(_("outward code"), max_length=4, blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    easy_read = models.BooleanField(_("wants Easy Read"), default=False)
    links_in_texts = models.BooleanField(_("links in text messages are fine"), default=True)
    safe_times = models.CharField(_("safe times to call"), max_length=200, blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    deceased_on = models.DateField(_("died on"), null=True, blank=True)
    reached_via = models.ForeignKey(
        "self", verbose_name=_("reached via"), on_delete=models.PROTECT, null=True, blank=True, related_name="reaches"
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the back office"), default=False)
    created_at = models.DateTimeField(_("recorded at"))
    version = models.PositiveIntegerField(default=1, editable=False)
    # What people are looked for by, folded, a space between the parts; the database keeps it (`people.finding`).
    names_and_emails = models.GeneratedField(
        verbose_name=_("names and emails"),
        # PostgreSQL has no index of longer texts.
        expression=Folded(
            Left(
                Concat(
                    "given_name",
                    Value(" "),
                    "family_name",
                    Value(" "),
                    "known_as",
                    Value(" "),
                    "email",
                    Value(" "),
                    "contact_email",
                    output_field=models.TextField(),
                ),
                500,
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = PersonManager.from_queryset(PersonQuerySet)()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        indexes = [
            models.Index(name="person_by_contact_email", fields=["contact_email"]),
            models.Index(name="person_beyond_reach", fields=["id"], condition=BEYOND_REACH),
            # The list of people begins with the first by name.
            models.Index(name="person_by_name", fields=["family_name", "given_name", "id"]),
            # Read through for words (`finding.holds`).
            models.Index(name="person_by_words", fields=["names_and_emails", "outward_code"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_email_lower_case", condition=Q(email__isnull=True) | Q(email=Lower("email"))
            ),
            models.CheckConstraint(name="person_email_not_empty", condition=~Q(email="")),
            models.CheckConstraint(
                name="person_not_merged_into_self", condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk"))
            ),
            models.CheckConstraint(
                name="person_not_reached_via_self", condition=Q(reached_via__isnull=True) | ~Q(reached_via=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name on lists and letters."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """The name to say hello with."""
        return self.known_as or self.given_name

    @property
    def reachable_email(self) -> str:
        """The address that messages go to: the contact email, else the one for signing in."""
        return self.contact_email or self.email or ""

    @property
    def may_be_contacted(self) -> bool:
        """False after a death, a merge or a "do not contact": nothing at all is sent then."""
        return not self.do_not_contact and self.deceased_on is None and self.merged_into_id is None

    @cached_property
    def team_now(self) -> tuple[tuple[str, str], ...]:
        """The team roles that this person has now, each with the reference of its programme; asked once a request."""
        return tuple(team_roles_of(self))

    @cached_property
    def preferred_methods(self) -> list[str]:
        """Contact methods in the order that this person gave."""
        return [row.method for row in self.contact_methods.all()]


class ContactMethod(models.Model):
    """One way to reach a person, in the order that they prefer."""

    class Method(models.TextChoices):
        EMAIL = "email", _("Email")
        SMS = "sms", _("Text message")
        PHONE = "phone", _("Phone call")
        RELAY_UK = "relay_uk", _("Phone call through Relay UK")
        BSL_RELAY = "bsl_relay", _("BSL video relay")
        LETTER = "letter", _("Letter")
        SUPPORTER = "supporter", _("Through my supporter")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_methods")
    method = models.CharField(_("way"), max_length=20, choices=Method)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("contact method")
        ordering = ["person_id", "position"]
        constraints = [
            models.UniqueConstraint(name="contact_method_once_a_person", fields=["person", "method"]),
            models.UniqueConstraint(name="contact_position_once_a_person", fields=["person", "position"]),
        ]
        # Who asked for this way before all others.
        indexes = [models.Index(name="contact_method_by_position", fields=["method", "position", "person"])]

    def __str__(self) -> str:
        return self.get_method_display()
