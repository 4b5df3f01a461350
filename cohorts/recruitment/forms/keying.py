"""The application as staff key it from paper or on the phone: the applicant's own pages, a chapter at a time."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy

from cohorts.models import Programme, Role
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment.forms.apply import CARE, FORMS, WHERE, WHY, YOU, Questions
from cohorts.recruitment.forms.apply_base import ApplyForm, SoFar, Text, Typed
from cohorts.recruitment.forms.equality import EqualityForm
from cohorts.recruitment.models import Application
from common.choosing import NamedChoiceField
from common.forms import LTForm
from people.models import Person

# What stands in the address, and the chapter. Whoever keys has said the role before, so that page is left out.
CHAPTERS: tuple[tuple[str, Text], ...] = (("you", YOU), ("where", WHERE), ("why", WHY), ("care", CARE))
ROLE_PAGE = "role"
SOMEBODY_NEW = "new"


def pages_in(questions: Questions, chapter: str) -> list[str]:
    """Return the pages of one chapter that this applicant is asked, in order."""
    title = dict(CHAPTERS)[chapter]
    return [page.slug for page in questions.pages if page.chapter is title and page.slug != ROLE_PAGE]


def chapter_of(questions: Questions, slug: str) -> str:
    """Return the chapter in which a page is keyed."""
    return next((name for name, _title in CHAPTERS if slug in pages_in(questions, name)), CHAPTERS[0][0])


def typed_in(data: Any, slugs: Iterable[str]) -> dict[str, Typed]:
    """Return what was posted for each page, under the names that the page itself gives its questions."""
    return {
        slug: {
            name.removeprefix(f"{slug}-"): [str(value) for value in data.getlist(name)]
            for name in data
            if name.startswith(f"{slug}-")
        }
        for slug in slugs
    }


class ChapterForm(LTForm):
    """The questions of several pages, one after the other. Each page's own form reads and judges its answers."""

    secondary_label = gettext_lazy("Save and stop here")

    def __init__(self, data: Any = None, *, parts: Mapping[str, ApplyForm]) -> None:
        super().__init__(data)
        self.parts = parts
        self.reveals, self.hints = {}, {}  # type: ignore[misc]
        marked: set[str] = set()
        for slug, part in parts.items():
            self._take(slug, part)
            marked |= {f"{slug}-{name}" for name in part.unmarked}
        self.unmarked = frozenset(marked)  # type: ignore[misc]

    def _take(self, slug: str, part: ApplyForm) -> None:
        parents = {parent for parent, _value in part.reveals.values()}
        for name, field in part.fields.items():
            make_dense(field, columns=name not in parents)
            self.fields[f"{slug}-{name}"] = field
            self.initial[f"{slug}-{name}"] = part.initial.get(name, field.initial)
        reveals = {f"{slug}-{name}": (f"{slug}-{parent}", value) for name, (parent, value) in part.reveals.items()}
        hints = {f"{slug}-{name}": words for name, words in part.hints.items()}
        self.reveals, self.hints = {**self.reveals, **reveals}, {**self.hints, **hints}  # type: ignore[misc]

    def layout(self) -> Layout:
        """Return a group for each page, under its title where its question does not say the same."""
        return Layout(*(self._group(slug, part) for slug, part in self.parts.items()))

    def _group(self, slug: str, part: ApplyForm) -> Any:
        names = [f"{slug}-{name}" for name in part.fields if f"{slug}-{name}" not in self.reveals]
        return Div(*names) if part.page_heading else Fieldset(part.title, *names)

    def full_clean(self) -> None:
        """Take over what each page found."""
        self._errors = ErrorDict()
        if not self.is_bound:
            return
        self.cleaned_data = {}
        for slug, part in self.parts.items():
            for name, errors in part.errors.items():
                self._errors[NON_FIELD_ERRORS if name == NON_FIELD_ERRORS else f"{slug}-{name}"] = errors


def make_dense(field: forms.Field, *, columns: bool) -> None:
    """Let the answers of a question stand small, and beside each other: whoever keys sees many at a glance."""
    if isinstance(field.widget, forms.RadioSelect):
        kind = "checkboxes" if isinstance(field.widget, forms.CheckboxSelectMultiple) else "radios"
        field.widget.attrs["class"] = f"govuk-{kind}--small" + (" lt-in-columns" if columns else "")


def chapter_form(so_far: SoFar, slugs: Iterable[str], *, data: Any = None) -> ChapterForm:
    """Return the form of a chapter: with what was posted, else with what was kept and no complaint."""
    if data is not None:
        return ChapterForm(data, parts={slug: FORMS[slug].from_typed(so_far, so_far.typed(slug)) for slug in slugs})
    return ChapterForm(parts={slug: FORMS[slug].half_typed(so_far, so_far.typed(slug)) for slug in slugs})


class KeyStartForm(LTForm):
    """What staff say before the first question."""

    submit_label = gettext_lazy("Start")

    programme: NamedChoiceField[Programme] = NamedChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none()
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How did it come?"),
        choices=[
            (Application.Source.PAPER.value, gettext_lazy("On paper")),
            (Application.Source.PHONE.value, gettext_lazy("By phone")),
        ],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Which of these are they?"),
        choices=Role.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language do they read?"),
        choices=Person.Language.choices,
        initial=Person.Language.ENGLISH,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
    )

    def __init__(
        self, *args: Any, programmes: ProgrammeQuerySet, names: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["programme"]
        assert isinstance(choice, NamedChoiceField)  # noqa: S101 - for the type checker
        choice.offer(programmes, names)
        choice.empty_label = None


class KeySendForm(LTForm):
    """The last button; where somebody like this is known, who it is."""

    submit_label = gettext_lazy("Save this application")

    who = forms.ChoiceField(
        label=gettext_lazy("Is this somebody we know?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether this is somebody we know.")},
    )

    def __init__(self, *args: Any, alike: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - for the type checker
        who.choices = [*alike.items(), (SOMEBODY_NEW, gettext_lazy("No, this is somebody new"))]
        if not alike:
            del self.fields["who"]

    @property
    def known_ref(self) -> str:
        """The reference of the person whom it is, or an empty text for somebody new."""
        chosen = str(self.cleaned_data.get("who", SOMEBODY_NEW))
        return "" if chosen == SOMEBODY_NEW else chosen


def monitoring_form(data: Any, *, programmes: ProgrammeQuerySet) -> "KeyMonitoringForm":
    """Return the form of one sheet of equality monitoring, for the programmes of whoever keys it."""
    form = KeyMonitoringForm(data)
    choice = form.fields["programme"]
    assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - for the type checker
    choice.queryset = programmes
    return form


class KeyMonitoringForm(EqualityForm):
    """One sheet of equality monitoring: of which programme and role, and nothing that leads to a person."""

    submit_label = gettext_lazy("Save, and key the next sheet")

    programme: forms.ModelChoiceField[Programme] = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), to_field_name="ref", empty_label=None
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Which role does the sheet say?"), choices=Role.choices, widget=forms.RadioSelect
    )
