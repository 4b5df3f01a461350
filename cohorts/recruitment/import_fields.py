"""The fields to which the columns of any form's file can be matched: their names, groups, kinds and choices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Role
from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.import_columns import NO_WORDS, ROLE_WORDS, YES_WORDS
from cohorts.recruitment.models import Application
from cohorts.recruitment.topics import HEARD_FROM, MEETING_TIMES, TOPICS
from people.models import ContactMethod
from people.needs import KINDS

Text = str | Promise
Choices = Sequence[tuple[str, Text]]
IGNORE = "ignore"
FULL_NAME = "full_name"
YES_NO: Choices = (("yes", _("Yes")), ("no", _("No")))
NO_COHORTS: Sequence[Cohort] = ()


@dataclass(frozen=True)
class Field:
    """One field of an application. `several` may come from several columns, which are joined by line ends."""

    name: str
    label: Text
    group: Text
    looks: str = ""
    several: bool = False
    choices: Callable[[Sequence[Cohort]], Choices] | None = None
    # Many of the choices may be ticked; the form tool writes them into one cell, or each into its own.
    many: bool = False

    @property
    def between(self) -> str:
        """What stands between the parts that come from several columns."""
        return ";" if self.many else "\n"


def _of(choices: Choices) -> Callable[[Sequence[Cohort]], Choices]:
    return lambda _cohorts: choices


def _cohorts(cohorts: Sequence[Cohort]) -> Choices:
    return [(cohort.ref, cohort.name) for cohort in cohorts]


WHO, REACH, JOIN, WORK, HELP, SELECTION, CONSENT = (
    _("Who they are"),
    _("How to reach them"),
    _("What they want"),
    _("Professionals"),
    _("What they need"),
    _("For selection, with consent"),
    _("Consents, where they read the words of our own form"),
)
_NEEDS = _of([(kind.slug, kind.label) for kind in KINDS])
_METHODS = _of(ContactMethod.Method.choices)
_YES_NO = _of(YES_NO)
FIELDS: dict[str, Field] = {
    one.name: one
    for one in (
        Field("role", _("Role: lay or professional"), WHO, choices=_of(Role.choices)),
        Field(FULL_NAME, _("Whole name"), WHO),
        Field("given_name", _("First name"), WHO),
        Field("family_name", _("Last name"), WHO),
        Field("known_as", _("What to call them"), WHO),
        Field("email", _("Email"), REACH, "email"),
        Field("mobile", _("Mobile"), REACH, "phone"),
        Field("phone", _("Other telephone"), REACH, "phone"),
        Field("address", _("Postal address"), REACH, several=True),
        Field("postcode", _("Postcode"), REACH, "postcode"),
        Field("outward_code", _("First half of the postcode"), REACH, "postcode"),
        Field("contact", _("How they want to hear from us"), REACH, choices=_METHODS, many=True),
        Field("safe_times", _("When it is good and safe to call"), REACH),
        Field("first_choice", _("Cohort, first choice"), JOIN, choices=_cohorts),
        Field("second_choice", _("Cohort, second choice"), JOIN, choices=_cohorts),
        Field("third_choice", _("Cohort, third choice"), JOIN, choices=_cohorts),
        Field("all_dates", _("Can come to all workshops"), JOIN, choices=_YES_NO),
        Field("dates_note", _("About the dates"), JOIN, several=True),
        Field("travel_mode", _("Travels by"), JOIN, choices=_of(Application.TravelMode.choices)),
        Field("miles", _("Travels at most so many miles"), JOIN, "number"),
        Field("meeting_times", _("When they can meet"), JOIN, several=True, choices=_of(MEETING_TIMES), many=True),
        Field("motivation", _("Why they want to take part"), JOIN, several=True),
        Field("experience", _("Experience"), JOIN, several=True),
        Field("topics", _("Topics"), JOIN, several=True, choices=_of(TOPICS), many=True),
        Field("project_idea", _("Idea for a project"), JOIN, several=True),
        Field("partner_name", _("Applies together with"), JOIN),
        Field("partner_ref", _("The partner’s application number"), JOIN),
        Field("heard_from", _("How they heard of it"), JOIN, choices=_of(HEARD_FROM)),
        Field("outreach_code", _("Code of the leaflet or poster"), JOIN),
        Field("job_title", _("Job title"), WORK),
        Field("employer", _("Employer"), WORK),
        Field("manager_name", _("Manager’s name"), WORK),
        Field("manager_email", _("Manager’s email"), WORK, "email"),
        Field("needs", _("Needs, as a list of ticks"), HELP, several=True, choices=_NEEDS, many=True),
        Field("needs_note", _("Needs, in their own words"), HELP, several=True),
        Field("supporter", _("Brings a supporter"), HELP, choices=_YES_NO),
        *(Field(one.slug.replace("-", "_"), one.name, SELECTION, choices=_of(one.choices)) for one in FOR_SELECTION),
        Field("consent_selection", _("Agreed that we use these answers to choose fairly"), CONSENT, choices=_YES_NO),
        Field("consent_evaluation", _("Agreed to the evaluation"), CONSENT, choices=_YES_NO),
        Field("consent_follow_up", _("Agreed to be asked after 18 months"), CONSENT, choices=_YES_NO),
        Field("consent_sharing_needs", _("Agreed that needs are shared with a venue"), CONSENT, choices=_YES_NO),
    )
}  # fmt: skip
# What a file must bring, each by any field of its group. A file for one cohort may leave the choice to the page.
NEEDED: tuple[tuple[str, ...], ...] = (
    ("given_name", FULL_NAME),
    ("role",),
    ("postcode", "outward_code"),
    ("first_choice",),
)


def grouped(names: Mapping[str, Field] = FIELDS) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Return the fields as groups of choices for a select box."""
    groups: dict[str, tuple[Text, list[tuple[str, Text]]]] = {}
    for one in names.values():
        groups.setdefault(str(one.group), (one.group, []))[1].append((one.name, one.label))
    return list(groups.values())


def known_words(field: Field, cohorts: Sequence[Cohort] = NO_COHORTS) -> dict[str, str]:
    """Return every word that means one of the field's choices by itself, small, with the choice."""
    if field.choices is None:
        return {}
    words: dict[str, str] = {}
    for slug, label in field.choices(cohorts):
        words.setdefault(str(label).casefold(), str(slug))
        if slug:
            words[str(slug).casefold()] = str(slug)
    if field.name == "role":
        words |= {word: str(role) for word, role in ROLE_WORDS.items()}
    if field.choices(cohorts) is YES_NO:
        words |= dict.fromkeys(YES_WORDS, "yes") | dict.fromkeys(NO_WORDS, "no")
    if "choice" in field.name:
        words |= {cohort.venue.town.casefold(): cohort.ref for cohort in cohorts}
    return words
