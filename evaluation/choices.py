"""The answers to choose from, on the screen and on paper."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import Answer, Item, Scale

Choices = list[tuple[str, str | Promise]]

AGREEMENT: Choices = [
    ("1", gettext_lazy("Strongly disagree")),
    ("2", gettext_lazy("Disagree")),
    ("3", gettext_lazy("Neither")),
    ("4", gettext_lazy("Agree")),
    ("5", gettext_lazy("Strongly agree")),
]
FACES: Choices = [("1", gettext_lazy("No")), ("2", gettext_lazy("A bit")), ("3", gettext_lazy("Yes"))]
NOT_APPLICABLE = (str(Answer.NOT_APPLICABLE), gettext_lazy("Does not apply"))
PREFER_NOT_TO_SAY = (str(Answer.PREFER_NOT_TO_SAY), gettext_lazy("Prefer not to say"))
# What is asked with faces is asked in easy words throughout.
EASY_OFF_SCALE: Choices = [
    (NOT_APPLICABLE[0], gettext_lazy("This is not about me")),
    (PREFER_NOT_TO_SAY[0], gettext_lazy("I do not want to say")),
]


def choices_of(item: Item) -> Choices:
    """Return the answers to choose from; the last two are not on the scale."""
    if item.type == Item.Type.CHOICE:
        own: Choices = [(str(number), _(words)) for number, words in item.choices]
        return [*own, PREFER_NOT_TO_SAY]
    if item.scale == Scale.FACES:
        return [*FACES, *EASY_OFF_SCALE]
    return [*AGREEMENT, *([NOT_APPLICABLE] if item.allows_not_applicable else []), PREFER_NOT_TO_SAY]
