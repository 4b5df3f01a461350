"""The middle pages of the application: where, when, and why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts import geography
from cohorts.models import Cohort
from cohorts.recruitment.forms.apply_base import ApplyForm, Boxes, LongText, Radios
from cohorts.recruitment.models import Application
from cohorts.recruitment.topics import MEETING_TIMES, TOPICS
from common.dates import say_date
from common.refs import LENGTH, clean_ref

FARTHEST_MILES = 300


def workshop_days(cohort: Cohort) -> list[Any]:
    """Return the workshops of a cohort that will take place, in order; they were fetched with the cohort."""
    return [day for day in cohort.workshops.all() if day.state not in {"cancelled", "postponed"}]


class CohortsPage(ApplyForm):
    """The cohorts that the applicant would join, in order. Asked where more than one is open."""

    title = gettext_lazy("Where would you like to take part?")
    blank_on_paper = ("first",)
    lead = (
        gettext_lazy("Each place has its own group and its own dates. The nearest to you is first in the list."),
        gettext_lazy("If you could go to another place too, you have more chances."),
    )
    first = Radios(
        label=gettext_lazy("First choice"),
        error_messages={"required": gettext_lazy("Choose the place that you like best.")},
    )
    second = forms.ChoiceField(label=gettext_lazy("Second choice"), required=False)
    third = forms.ChoiceField(label=gettext_lazy("Third choice"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = self.so_far.nearest_first
        self.fields["first"].choices = [(cohort.ref, cohort.name) for cohort in near]  # type: ignore[attr-defined]
        self.hints = {"first": {cohort.ref: self._hint(cohort) for cohort in near}}  # type: ignore[misc]
        others = [(cohort.ref, self._name(cohort)) for cohort in near]
        for name in ("second", "third"):
            self.fields[name].choices = [("", _("No other place")), *others]  # type: ignore[attr-defined]
        if len(near) < 3:
            del self.fields["third"]

    def _name(self, cohort: Cohort) -> str:
        away = self.so_far.away(cohort)
        return f"{cohort.name} ({away})" if away else cohort.name

    def _hint(self, cohort: Cohort) -> str:
        """Venue, distance and dates, in one line."""
        days = ", ".join(say_date(day.date) for day in workshop_days(cohort))
        parts = [str(cohort.venue), self.so_far.away(cohort), _("Workshops: %(days)s") % {"days": days} if days else ""]
        return ". ".join(part for part in parts if part) + "."

    def clean(self) -> dict[str, Any]:
        """Each place is named once; a third choice needs a second only in order, so gaps close."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for name in ("first", "second", "third"):
            ref = cleaned.get(name)
            if ref and ref in seen:
                self.add_error(name, _("You chose this place before. Choose another, or “No other place”."))
            seen.add(ref or "")
        return cleaned


class DatesPage(ApplyForm):
    """Whether the applicant can come to every workshop of the places that they chose."""

    title = gettext_lazy("Can you come to all the workshops?")
    blank_on_paper = ("all_dates",)
    lead_template = "cohorts/recruitment/apply/_places.html"
    short = {"all_dates": gettext_lazy("All of these days"), "note": gettext_lazy("About the dates")}
    all_dates = Radios(
        label=gettext_lazy("Can you come to all of these days?"),
        error_messages={"required": gettext_lazy("Choose whether you can come to all of these days.")},
        choices=(
            ("yes", gettext_lazy("Yes, to all of them")),
            ("no", gettext_lazy("No, not to all of them")),
            ("unsure", gettext_lazy("I am not sure yet")),
        ),
    )
    note = LongText(
        label=gettext_lazy("Which dates are difficult?"),
        rows=3,
        max_length=500,
        required=False,
        help_text=gettext_lazy("Only if there are any. You can also tell us what would make it possible."),
    )

    @property
    def lead_cohorts(self) -> list[tuple[Cohort, list[Any]]]:
        """The cohorts that were chosen, in order, with their days; all that are open where none is chosen."""
        by_ref = {cohort.ref: cohort for cohort in self.so_far.cohorts}
        refs = [self.so_far.text("cohorts", rank) for rank in ("first", "second", "third")]
        chosen = [by_ref[ref] for ref in refs if ref in by_ref] or list(by_ref.values())
        return [(cohort, workshop_days(cohort)) for cohort in chosen]


class TravelPage(ApplyForm):
    """The applicant's own limit: distance as the crow flies is wrong across estuaries and for buses."""

    title = gettext_lazy("How would you travel?")
    blank_on_paper = ("mode",)
    lead = (gettext_lazy("We pay fares, mileage and parking. If you need a taxi, we pay for it too."),)
    short = {"miles": gettext_lazy("Miles, one way"), "mode": gettext_lazy("By")}
    mode = Radios(
        label=gettext_lazy("You would come by"),
        choices=Application.TravelMode.choices,
        error_messages={"required": gettext_lazy("Choose how you would come.")},
    )
    miles = forms.IntegerField(
        label=gettext_lazy("How many miles can you travel, one way?"),
        required=False,
        min_value=1,
        max_value=FARTHEST_MILES,
        help_text=gettext_lazy(
            "Leave it empty if the distance does not matter. A place further away is drawn for you only where you put "
            "it first, and then we ask you before."
        ),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )

    def clean(self) -> dict[str, Any]:
        """Miles are asked, kilometres are kept."""
        cleaned = super().clean() or {}
        asked = cleaned.get("miles")
        cleaned["kilometres"] = round(geography.kilometres(asked)) if asked else None
        return cleaned


class MeetingsPage(ApplyForm):
    """When the applicant could meet their partner between the workshops."""

    title = gettext_lazy("When could you meet your partner between the workshops?")
    blank_on_paper = ("times",)
    page_heading = "times"
    times = Boxes(
        label=title,
        choices=MEETING_TIMES,
        help_text=gettext_lazy("Tick all that are possible. It helps us to find somebody whose times are like yours."),
        error_messages={"required": gettext_lazy("Tick at least one time when you could meet.")},
    )


class WhyPage(ApplyForm):
    """Why the applicant wants to take part."""

    title = gettext_lazy("Why do you want to take part?")
    blank_on_paper = ("motivation",)
    page_heading = "motivation"
    motivation = LongText(
        label=title,
        help_text=gettext_lazy("A few sentences are enough. Spelling does not matter. There is no right answer."),
        error_messages={"required": gettext_lazy("Tell us in a sentence or two why you want to take part.")},
    )


class ExperiencePage(ApplyForm):
    """What the applicant brings."""

    title = gettext_lazy("What experience do you bring?")
    page_heading = "experience"
    experience = LongText(
        label=title,
        required=False,
        help_text=gettext_lazy(
            "For example of using health or care, of looking after somebody, of your work, or of your community. "
            "You do not have to tell us about your own health."
        ),
    )


class TopicsPage(ApplyForm):
    """What the applicant would like to improve."""

    title = gettext_lazy("What would you like to improve?")
    lead = (
        gettext_lazy("You and your partner choose your project together. This helps us to find you a good partner."),
    )
    short = {"topics": gettext_lazy("Topics"), "idea": gettext_lazy("My idea")}
    topics = Boxes(
        label=gettext_lazy("Topics that matter to you"),
        choices=TOPICS,
        required=False,
        help_text=gettext_lazy("Tick as many as you like."),
    )
    idea = LongText(
        label=gettext_lazy("Do you have an idea for a project?"),
        rows=4,
        max_length=1500,
        required=False,
        help_text=gettext_lazy("You do not need one."),
    )


class JobPage(ApplyForm):
    """A professional's work, and who releases them for the days."""

    title = gettext_lazy("Where do you work?")
    blank_on_paper = ("job_title", "employer", "manager_name")
    lead = (
        gettext_lazy(
            "Your employer must agree that you can come on the workshop days. "
            "We ask your manager only if you are offered a place and accept it."
        ),
    )
    job_title = forms.CharField(
        label=gettext_lazy("Job title"),
        error_messages={"required": gettext_lazy("Write your job title.")},
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    employer = forms.CharField(
        label=gettext_lazy("Employer"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Write who employs you.")},
    )
    manager_name = forms.CharField(
        label=gettext_lazy("Manager’s name"),
        error_messages={"required": gettext_lazy("Write your manager’s name.")},
        max_length=120,
        help_text=gettext_lazy("If you are self-employed, write your own name."),
    )
    manager_email = forms.EmailField(
        label=gettext_lazy("Manager’s email"),
        required=False,
        help_text=gettext_lazy("If you do not know it now, you can tell us later."),
    )


class PartnerPage(ApplyForm):
    """Alone, or as a pair that works together already."""

    title = gettext_lazy("Do you apply with a partner?")
    blank_on_paper = ("together",)
    page_heading = "together"
    reveals = {"partner_name": ("together", "yes"), "partner_ref": ("together", "yes")}
    together = Radios(
        label=title,
        choices=(
            ("no", gettext_lazy("No, find me a partner")),
            ("yes", gettext_lazy("Yes, we already work together")),
        ),
        error_messages={"required": gettext_lazy("Choose whether you apply with a partner.")},
        help_text=gettext_lazy(
            "A pair is one lay partner and one professional partner. Each of you must apply. Then you get places "
            "together, or neither of you does."
        ),
    )
    partner_name = forms.CharField(label=gettext_lazy("Your partner’s name"), max_length=120, required=False)
    partner_ref = forms.CharField(
        label=gettext_lazy("Your partner’s application number (if you know it)"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("8 letters and numbers. They get it when they start their application."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocapitalize": "characters"}),
    )

    def clean_partner_ref(self) -> str:
        """Return the number without spaces, in capitals."""
        ref = clean_ref(self.cleaned_data["partner_ref"])
        if ref and len(ref) != LENGTH:
            raise ValidationError(_("An application number has 8 letters and numbers. Check it, or leave it empty."))
        return ref

    def clean(self) -> dict[str, Any]:
        """A pair needs a name; who applies alone names nobody."""
        cleaned = super().clean() or {}
        if cleaned.get("together") == "yes" and not cleaned.get("partner_name"):
            self.add_error("partner_name", _("Write your partner’s name, or choose “No, find me a partner”."))
        if cleaned.get("together") == "no":
            cleaned["partner_name"] = cleaned["partner_ref"] = ""
        return cleaned
