"""The application on paper: the questions of the applicant's own pages, with boxes to tick and lines to write on."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.characteristics import FOR_MONITORING
from cohorts.recruitment.forms.apply import PAGES
from cohorts.recruitment.forms.apply_base import ApplyForm, SoFar, labels_of
from cohorts.recruitment.forms.apply_programme import workshop_days
from cohorts.recruitment.paper import terms_of
from cohorts.recruitment.shown_rules import shown_rules
from common.dates import say_date
from common.paper import PaperForm, Part, Question

# A second and third choice are written by hand: to print every list again would take pages.
WRITTEN = frozenset({"second", "third"})


def application_form(programme: Programme, cohorts: Sequence[Cohort]) -> PaperForm:
    """Return the form to apply with, for lay and professional partners alike."""
    so_far = SoFar(programme, cohorts, keyed=True)
    parts = [
        Part(_("Who can take part"), [], shown_rules(programme, cohorts)),
        Part(_("What it takes"), [], _what_it_takes(programme, cohorts)),
    ]
    for page in PAGES:
        form = page.form(so_far=so_far)
        parts.append(Part(_title(page.slug, form), list(_questions(form)), _lead(page.slug, form, cohorts)))
    ending = Part(_("Your signature"), [Question(_("Your name and today’s date"), lines=2)])
    return PaperForm(
        title=_("Application to %(programme)s") % {"programme": programme.name},
        introduction=[
            _("You can write by hand, or somebody can write for you. If a question is hard to answer, phone us."),
        ],
        parts=[*parts, ending],
        own_page=False,
    )


def _what_it_takes(programme: Programme, cohorts: Sequence[Cohort]) -> list[str]:
    """Return what an applicant reads before the first question, as on the first page of the website."""
    days = ngettext(
        "There is %(days)s workshop. It lasts a day.",
        "There are %(days)s workshops in each place. Each lasts a day.",
        programme.workshops,
    )
    months = _(
        "There are short surveys before and after the workshops, and one about %(months)s months later, to see what "
        "has changed."
    )
    return [
        days % {"days": programme.workshops},
        *(_days(cohort) for cohort in cohorts),
        _("Between the workshops: %(hours)s, to meet your partner and work on your project.")
        % {"hours": programme.hours_between},
        *terms_of(programme, Role.LAY),
        _("Professionals: your employer must agree that you can come. We ask your manager after you accept a place."),
        months % {"months": programme.follow_up_months},
        _("Places are given by a fair draw. Half are for lay partners and half for professionals."),
    ]


def monitoring_sheet(programme: Programme) -> PaperForm:
    """Return the sheet of equality monitoring, which comes back without a name."""
    questions = [
        Question(str(one.question), hint=str(one.hint), choices=[str(label) for _value, label in one.choices])
        for one in FOR_MONITORING
    ]
    role = Question(_("Which of these are you?"), choices=[str(label) for label in Role.labels])
    return PaperForm(
        title=_("Questions about equality, %(programme)s") % {"programme": programme.name},
        introduction=[
            _("Do not write your name here. You need not answer any of these questions."),
            _("We keep this sheet apart from your application. It is never used for the draw."),
        ],
        parts=[Part("", [role, *questions])],
    )


def _title(slug: str, form: ApplyForm) -> str:
    # A page that asks one thing has that as its title: it is not said twice.
    title = "" if form.page_heading else str(form.title)
    return _("Only if you are a professional partner: where do you work?") if slug == "job" else title


def _lead(slug: str, form: ApplyForm, cohorts: Sequence[Cohort]) -> list[str]:
    said = [str(sentence) for sentence in form.lead]
    if slug == "dates":
        said += [_days(cohort) for cohort in cohorts]
    if slug == "selection":
        said += [
            _("The group should be as varied as the people who live in the area."),
            _("We use these answers for the draw, and to count whom we have not reached yet. For nothing else."),
            _("You need not answer."),
        ]
    return said


def _days(cohort: Cohort) -> str:
    days = ", ".join(say_date(day.date) for day in workshop_days(cohort))
    return _("%(cohort)s, %(venue)s: %(days)s") % {
        "cohort": cohort.name,
        "venue": cohort.venue,
        "days": days or _("we will tell you the dates"),
    }


def _questions(form: ApplyForm) -> Iterable[Question]:
    for name, kind in form.fields.items():
        hint = str(kind.help_text)
        if isinstance(kind, forms.BooleanField):
            yield Question(str(kind.label), choices=[_("Yes")])
        elif isinstance(kind, forms.ChoiceField) and name not in WRITTEN:
            several = isinstance(kind, forms.MultipleChoiceField)
            labels = [label for value, label in labels_of(kind).items() if value or name not in WRITTEN]
            yield Question(str(kind.label), hint=hint, choices=labels, several=several)
        else:
            rows = int(kind.widget.attrs.get("rows", 1)) if isinstance(kind.widget, forms.Textarea) else 1
            yield Question(str(kind.label), hint="" if name in WRITTEN else hint, lines=rows)
