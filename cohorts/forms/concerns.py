"""The forms behind "Something is wrong", and those of the two who read it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Concern, Programme
from common.forms import DateField, LTForm, OncePostedForm
from people.models import Person


class ConcernForm(OncePostedForm):
    """What is wrong, whether somebody is in danger, where, and how to reach whoever says so, if they wish."""

    submit_label = gettext_lazy("Send")
    unmarked = frozenset({"danger", "programme", "named"})

    danger = forms.ChoiceField(
        label=gettext_lazy("Is somebody in danger now?"),
        choices=Concern.Danger,
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("Say what you saw or heard, when and where. A few words are enough."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        error_messages={"required": gettext_lazy("Write what happened. A few words are enough.")},
    )
    programme = forms.ChoiceField(label=gettext_lazy("Which programme is it about?"), required=False)
    how_to_reach = forms.CharField(
        label=gettext_lazy("How may we reach you?"),
        help_text=gettext_lazy("A phone number, an email, or a safe time to call. You need not say."),
        max_length=300,
        required=False,
    )
    named = forms.ChoiceField(
        label=gettext_lazy("May we see that it is you who writes?"),
        choices=[
            ("yes", gettext_lazy("Yes, you may see my name")),
            ("no", gettext_lazy("No, do not keep my name")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, programmes: Sequence[Programme], signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programmes = {programme.ref: programme for programme in programmes}
        field = self.fields["programme"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("I do not know, or another")), *((one.ref, one.name) for one in programmes)]
        if not signed_in:
            del self.fields["named"]

    def report(self) -> dict[str, Any]:
        """Return what is reported, as the action takes it."""
        said = self.cleaned_data
        return {
            "words": said["words"],
            "how_to_reach": said["how_to_reach"],
            "danger": said["danger"],
            "programme": self.programmes.get(said["programme"]),
            "submission_id": said["submission_id"],
        }


class NoteForm(OncePostedForm):
    """What was done."""

    submit_label = gettext_lazy("Add this note")
    prefix = "note"
    words = forms.CharField(
        label=gettext_lazy("What was done?"),
        help_text=gettext_lazy("A note cannot be changed afterwards."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
    )


class HandOverForm(OncePostedForm):
    """Who looks after it from now on."""

    submit_label = gettext_lazy("Hand it over")
    submit_class = "govuk-button--secondary"
    prefix = "hand"
    to = forms.ChoiceField(label=gettext_lazy("To whom?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What should they know?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000
    )

    def __init__(self, *args: Any, others: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {person.ref: person for person in others}
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(ref, person.full_name) for ref, person in self.others.items()]


class CloseForm(OncePostedForm):
    """What came of it."""

    submit_label = gettext_lazy("Close the report")
    submit_class = "govuk-button--secondary"
    prefix = "close"
    words = forms.CharField(
        label=gettext_lazy("What came of it?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000
    )


class OpenAgainForm(OncePostedForm):
    """Why it is opened again."""

    submit_label = gettext_lazy("Open it again")
    submit_class = "govuk-button--secondary"
    prefix = "again"
    words = forms.CharField(
        label=gettext_lazy("Why do you open it again?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000
    )


class AwayForm(LTForm):
    """When I cannot read reports."""

    submit_label = gettext_lazy("Save")
    submit_class = "govuk-button--secondary"
    mark_optional = False
    away_from = DateField(label=gettext_lazy("Away from"), required=False)
    away_until = DateField(label=gettext_lazy("Away until"), required=False)

    def clean(self) -> None:
        """Ask for both days, in order; none means that somebody is there."""
        super().clean()
        first, last = self.cleaned_data.get("away_from"), self.cleaned_data.get("away_until")
        if self.errors or (first is None and last is None):
            return
        if first is None:
            self.add_error("away_from", _("Enter the first day."))
        elif last is None:
            self.add_error("away_until", _("Enter the last day."))
        elif last < first:
            self.add_error("away_until", _("The last day is before the first. Correct one of them."))
