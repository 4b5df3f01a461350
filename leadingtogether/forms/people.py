"""Forms of the pages about one person."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, ContactNote, Programme
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment.applicant_list import cohort_names_of, cohorts_of
from common.choosing import NamedChoiceField
from common.dates import LONDON
from common.forms import DateField, LTForm, OncePostedForm, TimeField
from leadingtogether.people_list import Part
from people.finding import said_of
from people.forms.consents import ConsentForm
from people.models import Consent, Person

MORNING = time(9)
PARTS = (
    ("", gettext_lazy("Anybody")),
    (Part.PLACE.value, gettext_lazy("Takes part")),
    (Part.APPLIED.value, gettext_lazy("Has applied")),
    (Part.LEFT.value, gettext_lazy("Has left")),
)


class PeopleFilterForm(LTForm):
    """The bar of filters over the people."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Find")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    words = forms.CharField(
        label=gettext_lazy("Name, email, phone, postcode or reference"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"size": 30}),
    )
    part = forms.ChoiceField(label=gettext_lazy("Who"), required=False, choices=PARTS)
    cohort: NamedChoiceField[Cohort] = NamedChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("Any"),
    )

    def __init__(self, *args: Any, coordinator: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohort = self.fields["cohort"]
        if isinstance(cohort, NamedChoiceField):
            cohort.offer(cohorts_of(coordinator), cohort_names_of(coordinator))

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked of the list; a filter that makes no sense is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        part = Part(chosen["part"]) if chosen.get("part") else None
        return {"said": said_of(chosen.get("words", "")), "part": part, "cohort": chosen.get("cohort")}


class ContactNoteForm(OncePostedForm):
    """A call, an email or a conversation that staff write down."""

    submit_label = gettext_lazy("Save this note")

    kind = forms.ChoiceField(
        label=gettext_lazy("What was it?"), choices=ContactNote.Kind, widget=forms.RadioSelect, initial="call"
    )
    incoming = forms.ChoiceField(
        label=gettext_lazy("Who began it?"),
        choices=[("yes", gettext_lazy("They contacted us")), ("no", gettext_lazy("We contacted them"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What was said?"),
        max_length=4000,
        help_text=gettext_lazy("They may ask to read this. Write nothing about their health that they need not tell."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    day = DateField(label=gettext_lazy("On which day?"))
    clock = TimeField(label=gettext_lazy("At what time?"), required=False, help_text=gettext_lazy("If you know it."))
    programme: forms.ModelChoiceField[Programme] = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), empty_label=None, to_field_name="ref"
    )

    def __init__(self, *args: Any, programmes: ProgrammeQuerySet, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, initial={"day": timezone.localdate(now)}, **kwargs)
        self.now = now
        field = self.fields["programme"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = programmes

    def clean(self) -> dict[str, Any]:
        """Refuse what has not happened yet."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("day") and self.at > self.now:
            self.add_error("day", _("Choose a day and time that have passed."))
        return cleaned

    @property
    def at(self) -> datetime:
        """When it was; without a time, now on the same day, or the morning of an earlier one."""
        day, clock = self.cleaned_data["day"], self.cleaned_data.get("clock")
        if clock is None and day == timezone.localdate(self.now):
            return self.now
        clock = clock or MORNING
        return datetime.combine(day, clock, tzinfo=LONDON)

    @property
    def values(self) -> dict[str, Any]:
        """Return what goes into the action."""
        names = ("kind", "words", "programme", "submission_id")
        kept = {name: self.cleaned_data[name] for name in names}
        return {**kept, "incoming": self.cleaned_data["incoming"] == "yes", "at": self.at}


class ToldConsentForm(ConsentForm):
    """An agreement, or its end, that somebody gave to staff, and how."""

    channel = forms.ChoiceField(
        choices=[pair for pair in Consent.Channel.choices if pair[0] != Consent.Channel.WEB], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask how it was given; taking back needs no more than the wish."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("deed") == "give" and not cleaned.get("channel"):
            self.add_error("channel", _("Choose how they told you."))
        return cleaned
