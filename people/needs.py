"""The shipped list of communication and information needs: what to arrange, never a diagnosis.

The groups follow the NHS Accessible Information Standard (DCB1605). SNOMED CT codes are left empty until a clinical
safety officer has confirmed each of them; the column is there from the start.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The groups in which needs are asked and shown."""

    COMMUNICATION_SUPPORT = "communication_support", _("Communication support")
    COMMUNICATION_PROFESSIONAL = "communication_professional", _("Communication professional")
    INFORMATION_FORMAT = "information_format", _("Information format")
    ENVIRONMENT = "environment", _("Getting in and around")
    DIETARY = "dietary", _("Food and drink")
    OTHER = "other", _("Anything else")


@dataclass(frozen=True)
class NeedKind:
    """One entry of the list."""

    slug: str
    category: Category
    label: str | Promise


_C = Category
KINDS: tuple[NeedKind, ...] = (
    NeedKind("easy-read", _C.INFORMATION_FORMAT, _("Easy Read")),
    NeedKind("print-20", _C.INFORMATION_FORMAT, _("Large print, 20 point")),
    NeedKind("print-24", _C.INFORMATION_FORMAT, _("Large print, 24 point")),
    NeedKind("print-28", _C.INFORMATION_FORMAT, _("Large print, 28 point")),
    NeedKind("braille-1", _C.INFORMATION_FORMAT, _("Braille, grade 1")),
    NeedKind("braille-2", _C.INFORMATION_FORMAT, _("Braille, grade 2")),
    NeedKind("audio", _C.INFORMATION_FORMAT, _("Audio")),
    NeedKind("coloured-paper", _C.INFORMATION_FORMAT, _("Coloured paper")),
    NeedKind("bsl-interpreter", _C.COMMUNICATION_PROFESSIONAL, _("British Sign Language interpreter")),
    NeedKind("sse-interpreter", _C.COMMUNICATION_PROFESSIONAL, _("Sign Supported English interpreter")),
    NeedKind("makaton", _C.COMMUNICATION_PROFESSIONAL, _("Makaton")),
    NeedKind("hands-on-interpreter", _C.COMMUNICATION_PROFESSIONAL, _("Hands-on signing interpreter")),
    NeedKind("lipspeaker", _C.COMMUNICATION_PROFESSIONAL, _("Lipspeaker")),
    NeedKind("speech-to-text", _C.COMMUNICATION_PROFESSIONAL, _("Speech to text reporter")),
    NeedKind("note-taker", _C.COMMUNICATION_PROFESSIONAL, _("Note taker")),
    NeedKind("deafblind-communicator", _C.COMMUNICATION_PROFESSIONAL, _("Deafblind communicator guide")),
    NeedKind("language-interpreter", _C.COMMUNICATION_PROFESSIONAL, _("Interpreter for another language")),
    NeedKind("more-time", _C.COMMUNICATION_SUPPORT, _("More time to read and answer")),
    NeedKind("facing-me", _C.COMMUNICATION_SUPPORT, _("People facing me when they speak")),
    NeedKind("materials-before", _C.COMMUNICATION_SUPPORT, _("Papers sent before the day")),
    NeedKind("supporter-present", _C.COMMUNICATION_SUPPORT, _("My supporter beside me")),
    NeedKind("step-free", _C.ENVIRONMENT, _("Step-free access")),
    NeedKind("hearing-loop", _C.ENVIRONMENT, _("Hearing loop")),
    NeedKind("quiet-room", _C.ENVIRONMENT, _("Quiet room")),
    NeedKind("accessible-toilet", _C.ENVIRONMENT, _("Accessible toilet")),
    NeedKind("changing-places", _C.ENVIRONMENT, _("Changing Places toilet")),
    NeedKind("parking", _C.ENVIRONMENT, _("Parking near the door")),
    NeedKind("rest-breaks", _C.ENVIRONMENT, _("Regular rest breaks")),
    NeedKind("assistance-dog", _C.ENVIRONMENT, _("Room for an assistance dog")),
    NeedKind("prayer-room", _C.ENVIRONMENT, _("Room for prayer")),
    NeedKind("vegetarian", _C.DIETARY, _("Vegetarian food")),
    NeedKind("vegan", _C.DIETARY, _("Vegan food")),
    NeedKind("halal", _C.DIETARY, _("Halal food")),
    NeedKind("kosher", _C.DIETARY, _("Kosher food")),
    NeedKind("gluten-free", _C.DIETARY, _("Gluten-free food")),
    NeedKind("food-allergy", _C.DIETARY, _("A food allergy")),
    NeedKind("other", _C.OTHER, _("Something else")),
)
BY_SLUG: dict[str, NeedKind] = {kind.slug: kind for kind in KINDS}
CHOICES: tuple[tuple[str, str | Promise], ...] = tuple((kind.slug, kind.label) for kind in KINDS)
# How letters are made: the larger sizes of print in points, and what no printer makes.
PRINT_SIZES = {"print-20": 20, "print-24": 24, "print-28": 28}
MADE_TO_ORDER = ("braille-1", "braille-2", "audio")
# The one that says nothing without its note.
OTHER = "other"
# The same slugs describe what a venue offers.
FACILITIES: tuple[tuple[str, str | Promise], ...] = tuple(
    (kind.slug, kind.label) for kind in KINDS if kind.category == Category.ENVIRONMENT
)
