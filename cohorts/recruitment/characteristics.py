"""What may be asked about people: for selection (with consent), and apart from it for equality monitoring.

The questions follow the harmonised standards of the Office for National Statistics, shortened to what is used. In both
lists "prefer not to say" is an answer, stored as an empty value.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Characteristic:
    """One question with its answers."""

    slug: str
    name: str | Promise
    question: str | Promise
    values: tuple[tuple[str, str | Promise], ...]
    hint: str | Promise = ""

    @property
    def choices(self) -> tuple[tuple[str, str | Promise], ...]:
        """The answers to offer, "prefer not to say" first."""
        return (("", PREFER_NOT), *self.values)

    @property
    def labels(self) -> dict[str, str | Promise]:
        """Each value with its words, the empty one too."""
        return dict(self.choices)


PREFER_NOT = _("Prefer not to say")
YES_NO: tuple[tuple[str, str | Promise], ...] = (("yes", _("Yes")), ("no", _("No")))

AGE = Characteristic(
    "age",
    _("Age"),
    _("How old are you?"),
    (
        ("under-25", _("Under 25")),
        ("25-34", _("25 to 34")),
        ("35-44", _("35 to 44")),
        ("45-54", _("45 to 54")),
        ("55-64", _("55 to 64")),
        ("65-74", _("65 to 74")),
        ("75-and-over", _("75 or over")),
    ),
)
GENDER = Characteristic(
    "gender",
    _("Gender"),
    _("What is your gender?"),
    (
        ("woman", _("Woman")),
        ("man", _("Man")),
        ("non-binary", _("Non-binary")),
        ("another", _("In another way")),
    ),
)
ETHNIC_GROUP = Characteristic(
    "ethnic-group",
    _("Ethnic group"),
    _("What is your ethnic group?"),
    (
        ("asian", _("Asian or Asian British")),
        ("black", _("Black, Black British, Caribbean or African")),
        ("mixed", _("Mixed or multiple ethnic groups")),
        ("white-british", _("White: English, Welsh, Scottish, Northern Irish or British")),
        ("white-other", _("White: Irish, Gypsy, Traveller, Roma or another White background")),
        ("other", _("Another ethnic group")),
    ),
)
DISABILITY = Characteristic(
    "disability",
    _("Long-term condition or disability"),
    _("Do you have a physical or mental health condition or illness that lasts 12 months or more?"),
    YES_NO,
)
CARER = Characteristic(
    "carer",
    _("Unpaid carer"),
    _("Do you look after somebody who is ill, disabled or older?"),
    YES_NO,
    _("Not as paid work."),
)
RELIGION = Characteristic(
    "religion",
    _("Religion"),
    _("What is your religion?"),
    (
        ("none", _("No religion")),
        ("christian", _("Christian")),
        ("buddhist", _("Buddhist")),
        ("hindu", _("Hindu")),
        ("jewish", _("Jewish")),
        ("muslim", _("Muslim")),
        ("sikh", _("Sikh")),
        ("other", _("Another religion")),
    ),
)
ORIENTATION = Characteristic(
    "orientation",
    _("Sexual orientation"),
    _("Which of these describes you best?"),
    (
        ("straight", _("Straight or heterosexual")),
        ("gay", _("Gay or lesbian")),
        ("bisexual", _("Bisexual")),
        ("other", _("Another sexual orientation")),
    ),
)

# Whom a value speaks of, as the end of "2 lay partners …".
OF_PEOPLE: dict[tuple[str, str], str | Promise] = {
    ("age", "under-25"): _("under 25"),
    ("age", "25-34"): _("aged 25 to 34"),
    ("age", "35-44"): _("aged 35 to 44"),
    ("age", "45-54"): _("aged 45 to 54"),
    ("age", "55-64"): _("aged 55 to 64"),
    ("age", "65-74"): _("aged 65 to 74"),
    ("age", "75-and-over"): _("aged 75 or over"),
    ("gender", "woman"): _("who are women"),
    ("gender", "man"): _("who are men"),
    ("gender", "non-binary"): _("who are non-binary"),
    ("gender", "another"): _("who describe their gender in another way"),
    ("ethnic-group", "asian"): _("who are Asian or Asian British"),
    ("ethnic-group", "black"): _("who are Black, Black British, Caribbean or African"),
    ("ethnic-group", "mixed"): _("of mixed or multiple ethnic groups"),
    ("ethnic-group", "white-british"): _("who are White British"),
    ("ethnic-group", "white-other"): _("of another White background"),
    ("ethnic-group", "other"): _("of another ethnic group"),
    ("disability", "yes"): _("with a long-term condition or disability"),
    ("disability", "no"): _("without a long-term condition or disability"),
    ("carer", "yes"): _("who look after somebody"),
    ("carer", "no"): _("who look after nobody"),
}

# A draw may look at these and at nothing else; quotas name their slugs.
FOR_SELECTION: tuple[Characteristic, ...] = (AGE, GENDER, ETHNIC_GROUP, DISABILITY, CARER)
# Monitoring is published in rounded totals only, and is never linked to anybody.
FOR_MONITORING: tuple[Characteristic, ...] = (*FOR_SELECTION, RELIGION, ORIENTATION)
BY_SLUG: dict[str, Characteristic] = {one.slug: one for one in FOR_MONITORING}
