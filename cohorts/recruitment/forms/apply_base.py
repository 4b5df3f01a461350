"""What every page of the application shares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts import geography
from cohorts.models import Cohort, Programme, Role
from common.forms import LTForm
from common.words import say_miles

Text = str | Promise
Typed = dict[str, list[str]]
# More than any page needs, and little enough to keep. Beyond it a page is shown again, but not stored.
LONGEST_PAGE = 100_000
LONG_ANSWER = 3000


@dataclass(frozen=True)
class SoFar:
    """The programme, the cohorts that are open, and what was typed on each page until now."""

    programme: Programme
    cohorts: Sequence[Cohort]
    pages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    # Staff key several pages at once: a page cannot know yet what is typed beside it.
    keyed: bool = False
    # Paper may leave blank what the website insists on: it is asked later, and the application counts.
    may_be_blank: bool = False

    def typed(self, page: str) -> Typed:
        """Return what was typed on a page, right or wrong; nothing where it was not reached."""
        return dict(self.pages.get(page, {}).get("typed", {}))

    def text(self, page: str, name: str) -> str:
        """Return one text as it was typed."""
        values = self.typed(page).get(name, [])
        return values[-1].strip() if values else ""

    def is_done(self, page: str) -> bool:
        """Whether the page was answered without a mistake when it was saved."""
        return bool(self.pages.get(page, {}).get("ok"))

    @property
    def is_professional(self) -> bool:
        """Whether the applicant applies as a professional."""
        return self.text("role", "role") == Role.PROFESSIONAL

    @property
    def outward_code(self) -> str:
        """The outward code of the postcode that was typed, or an empty text."""
        return geography.outward_of(self.text("address", "postcode")) or ""

    def distance_to(self, cohort: Cohort) -> float | None:
        """Return the km from the applicant's area to the cohort's venue, where both are known."""
        return geography.distance_from(self.outward_code, (cohort.venue.latitude, cohort.venue.longitude))

    def away(self, cohort: Cohort) -> str:
        """Return “6 miles from OX4”, or an empty text where the distance is not known."""
        km = self.distance_to(cohort)
        if km is None:
            return ""
        return _("%(miles)s from %(outward)s") % {"miles": say_miles(km), "outward": self.outward_code}

    @property
    def nearest_first(self) -> list[Cohort]:
        """The open cohorts by distance; those without one last, by name."""
        return sorted(self.cohorts, key=lambda cohort: (self.distance_to(cohort) or 10_000, cohort.name))


def labels_of(kind: forms.ChoiceField) -> dict[str, str]:
    """Return each answer of a field with its words."""
    choices = cast("Iterable[tuple[Any, Any]]", kind.choices)
    return {str(key): str(label) for key, label in choices}


class ApplyForm(LTForm):
    """One page of the application: a title, perhaps some words before, and its questions."""

    title: Text = ""
    lead: ClassVar[Sequence[Text]] = ()
    # Sentences with pictures, where the page is shown in Easy Read.
    easy_lead: Sequence[tuple[str, Text]] = ()
    # A partial with what paragraphs alone cannot say.
    lead_template: ClassVar[str] = ""
    # Names of questions for the list of all answers, where the question itself is long.
    short: ClassVar[Mapping[str, Text]] = {}
    # Questions that must be answered on the website, and that a paper form may leave blank.
    blank_on_paper: ClassVar[Sequence[str]] = ()
    secondary_label = gettext_lazy("Save and come back later")

    def __init__(self, *args: Any, so_far: SoFar, **kwargs: Any) -> None:
        self.so_far = so_far
        super().__init__(*args, **kwargs)
        if so_far.may_be_blank:
            for name in self.blank_on_paper:
                self.fields[name].required = False

    @property
    def left_blank(self) -> list[str]:
        """The questions that still have to be asked; only for a page whose answers are right."""
        if not self.so_far.may_be_blank:
            return []
        return [name for name in self.blank_on_paper if not self.cleaned_data.get(name)]

    @classmethod
    def typed_in(cls, data: Any) -> Typed:
        """Return what was posted to this page, as it was typed, for keeping."""
        names = [name for name in data if not name.startswith("csrf") and name != cls.secondary_name]
        typed = {name: [str(value) for value in data.getlist(name)] for name in names}
        return typed if sum(len(text) for values in typed.values() for text in values) <= LONGEST_PAGE else {}

    @classmethod
    def from_typed(cls, so_far: SoFar, typed: Typed) -> "ApplyForm":
        """Return the form filled with what was typed before."""
        return cls(MultiValueDict(typed), so_far=so_far)

    @classmethod
    def half_typed(cls, so_far: SoFar, typed: Typed) -> "ApplyForm":
        """Return the form with what was typed before it was finished, and no complaint yet."""
        form = cls(so_far=so_far)
        for name, kind in form.fields.items():
            values = typed.get(name, [])
            form.initial[name] = values if isinstance(kind, forms.MultipleChoiceField) else "".join(values[-1:])
        return form

    def summary(self) -> list[tuple[str, str]]:
        """Return each question that has an answer, with the answer in words."""
        shown = [bound for bound in self if self._is_shown(bound)]
        rows = [(str(self.short.get(bound.name, bound.label)), self.answer_to(bound)) for bound in shown]
        return [(label, answer) for label, answer in rows if answer]

    @property
    def said(self) -> str:
        """The whole page in words, for the list of all answers: questions are named where there are several."""
        several = sum(self._is_shown(bound) for bound in self) > 1
        lines = [f"{label.rstrip('?.')}: {answer}" if several else answer for label, answer in self.summary()]
        return "\n".join(lines) or _("Not answered")

    def answer_to(self, bound: BoundField) -> str:
        """Return the answer of one field in words; an empty text where there is none."""
        kind, value = bound.field, bound.value()
        if isinstance(kind, forms.MultipleChoiceField):
            return ", ".join(labels_of(kind).get(str(one), str(one)) for one in value or ())
        if isinstance(kind, forms.ChoiceField):
            return labels_of(kind).get(str(value or ""), str(value or ""))
        if isinstance(kind, forms.BooleanField):
            return _("Yes") if value else _("No")
        return self.as_read(bound.name, str(value or "").strip())

    def as_read(self, _name: str, typed: str) -> str:
        """Return a typed text as we read it; pages that tidy what was typed say so here."""
        return typed

    def _is_shown(self, bound: BoundField) -> bool:
        """Whether the field is visible: a field under an answer that was not chosen is not."""
        if bound.is_hidden:
            return False
        parent = self.reveals.get(bound.name)
        if parent is None:
            return True
        chosen = self[parent[0]].value()
        return bool(chosen) if parent[1] == "on" else str(chosen) == parent[1]


class Radios(forms.ChoiceField):
    """One answer of a few."""

    widget = forms.RadioSelect


class Boxes(forms.MultipleChoiceField):
    """Any number of answers."""

    widget = forms.CheckboxSelectMultiple


class LongText(forms.CharField):
    """A few lines of the applicant's own words."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONG_ANSWER)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
