"""Forms of reviewing: the points of one application, and the rules of a programme."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Programme, Role
from cohorts.recruitment.models import MOST_POINTS, Criterion, Reviewer, ReviewRules
from common.forms import LTForm
from people.models import Person

POINTS = (
    ("0", gettext_lazy("0: not at all")),
    ("1", gettext_lazy("1: a little")),
    ("2", gettext_lazy("2: well")),
    ("3", gettext_lazy("3: very well")),
)
CRITERIA = 6


class ScoreForm(LTForm):
    """Points for each criterion, and the reason."""

    reason = forms.CharField(
        label=gettext_lazy("What we can tell them"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person may read this. Write plainly and kindly, to them."),
        error_messages={"required": gettext_lazy("Write the reason, so that the person can be told.")},
    )
    submit_label = gettext_lazy("Save the points")

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"points_{one.pk}"] = forms.ChoiceField(
                label=one.title,
                help_text=one.guidance,
                choices=POINTS,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
                error_messages={"required": _("Choose the points for “%(title)s”.") % {"title": one.title}},
            )
        self.order_fields([*(f"points_{one.pk}" for one in criteria), "reason"])

    @property
    def points(self) -> dict[int, int]:
        """The points by key of each criterion."""
        return {one.pk: int(self.cleaned_data[f"points_{one.pk}"]) for one in self.criteria}


class RulesForm(LTForm):
    """Whether applications are scored, against what, by whom, and what a score does."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    on = forms.BooleanField(label=gettext_lazy("Score applications"), required=False)
    each_side = forms.IntegerField(
        label=gettext_lazy("Reviewers of each role for an application"),
        min_value=1,
        max_value=3,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        help_text=gettext_lazy("1 is one lay and one professional reviewer."),
    )
    line = forms.DecimalField(
        label=gettext_lazy("Only those with so many points join the draw"),
        required=False,
        min_value=0,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "step": "any"}),
        help_text=gettext_lazy(
            "On average over the reviewers. Leave it empty: then points change nobody’s chance, and everybody who is "
            "eligible joins the draw. Points are never a quota."
        ),
    )
    submit_label = gettext_lazy("Save")
    mark_optional = False

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for number in range(1, CRITERIA + 1):
            words = {"number": number}
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Criterion %(number)d") % words, max_length=120, required=False
            )
            self.fields[f"guidance_{number}"] = forms.CharField(
                label=_("What it means (%(number)d)") % words,
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for person in people:
            self.fields[f"reviews_{person.pk}"] = forms.ChoiceField(
                label=person.full_name, choices=[("", _("Does not review")), *Role.choices], required=False
            )

    @staticmethod
    def initial_of(programme: Programme, rules: ReviewRules | None) -> dict[str, Any]:
        """Return what the form shows for a programme."""
        shown: dict[str, Any] = {
            f"reviews_{person}": role
            for person, role in Reviewer.objects.filter(programme=programme).values_list("person", "role")
        }
        for number, row in enumerate(programme.criteria.order_by("position"), start=1):
            shown |= {f"title_{number}": row.title, f"guidance_{number}": row.guidance}
        if rules is not None:
            shown |= {name: getattr(rules, name) for name in ("version", "on", "each_side", "line")}
        return shown

    def over(self, rules: ReviewRules | None) -> "RulesForm":
        """Return the same form with what was typed, over the rules that are saved now, saying that they changed."""
        data = QueryDict(mutable=True)
        for name, texts in self.data.lists() if isinstance(self.data, QueryDict) else ():
            data.setlist(name, list(texts))
        data["version"] = str(rules.version if rules else 0)
        again = RulesForm(data, people=self.people)
        again.cancel_url = self.cancel_url
        again.add_error(
            None,
            _(
                "Somebody else has saved these rules since you opened them. What you typed is below. Save it again to "
                "put it in the place of theirs."
            ),
        )
        return again

    def layout(self) -> Layout:
        """Return the fields in groups."""
        criteria = [f"{part}_{number}" for number in range(1, CRITERIA + 1) for part in ("title", "guidance")]
        groups = [
            Fieldset(_("Scoring"), "on", "each_side", "line"),
            Fieldset(_("What reviewers look for"), *criteria),
        ]
        if self.people:
            groups.insert(1, Fieldset(_("Who reviews"), *(f"reviews_{person.pk}" for person in self.people)))
        return Layout("version", *groups)

    def clean(self) -> dict[str, Any]:
        """What a criterion means belongs to a criterion, and two of one name are one."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, CRITERIA + 1):
            title = cleaned.get(f"title_{number}", "")
            if not title and cleaned.get(f"guidance_{number}"):
                self.add_error(f"title_{number}", ValidationError(_("Give criterion %d a name.") % number))
            if title and title.casefold() in seen:
                self.add_error(f"title_{number}", _("Criterion %d is there already. Take one away.") % number)
            seen.add(title.casefold())
        return cleaned

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The criteria with their guidance; gaps close."""
        rows = ((f"title_{number}", f"guidance_{number}") for number in range(1, CRITERIA + 1))
        return [
            (self.cleaned_data[title], self.cleaned_data[guidance])
            for title, guidance in rows
            if self.cleaned_data[title]
        ]

    @property
    def roles(self) -> dict[Person, str]:
        """As what each member of the team reviews."""
        return {person: self.cleaned_data[f"reviews_{person.pk}"] for person in self.people}


def most_points(criteria: int) -> int:
    """Return the points of an application that is very good in everything."""
    return criteria * MOST_POINTS
