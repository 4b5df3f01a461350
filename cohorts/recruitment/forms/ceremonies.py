"""Forms of the steps of a draw."""

import re
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.recruitment.models import Handover
from common.forms import LTForm
from people.models import Person
from people.querysets import PersonQuerySet

# What three ten-sided dice look like to whoever reads them out one by one.
THREE_DICE = re.compile(r"([0-9])[^0-9]+([0-9])[^0-9]+([0-9])")


class ChanceForm(LTForm):
    """What was rolled or read in front of everybody, how, by whom and who saw it."""

    randomness = forms.CharField(
        label=gettext_lazy("What was rolled or read"),
        max_length=64,
        help_text=gettext_lazy(
            "Three digits, like 417, are the number of the ticket itself: three ten-sided dice give them. Other words "
            "or numbers that everybody saw, like the lottery numbers of a day, give a ticket by a rule that anybody "
            "can repeat."
        ),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    how = forms.CharField(
        label=gettext_lazy("How it was made"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example: three ten-sided dice, rolled once, on the table in the town hall."),
    )
    rolled_by = forms.CharField(label=gettext_lazy("By whom"), max_length=120)
    witnesses = forms.CharField(label=gettext_lazy("Who saw it"), max_length=250)
    sure = forms.BooleanField(label=gettext_lazy("I have checked it. It can be entered once and is never changed."))
    submit_label = gettext_lazy("Enter it, and draw")

    def clean_randomness(self) -> str:
        """Refuse three dice that are written apart: by the rule for words they would give another ticket."""
        said: str = self.cleaned_data["randomness"]
        if found := THREE_DICE.fullmatch(said.strip()):
            raise ValidationError(
                _("Three dice are written together: %(number)s. Apart, they would give another ticket.")
                % {"number": "".join(found.groups())}
            )
        return said


class AsideForm(LTForm):
    """Why a draw is set aside."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this draw set aside?"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays on record. Where its file is published, the reason is shown beside it."),
    )
    submit_label = gettext_lazy("Set it aside")
    submit_class = "govuk-button--warning"


class HandoverForm(LTForm):
    """Who checks the draw, and how the sealed file reaches them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How does the sealed file reach them?"),
        choices=[
            (Handover.Kind.TEAM, gettext_lazy("Somebody of the team: they sign in and download it")),
            (Handover.Kind.LINK, gettext_lazy("Somebody from outside: by a link that works once")),
            (Handover.Kind.HAND, gettext_lazy("Somebody from outside: I download it and give it to them")),
        ],
        widget=forms.RadioSelect,
    )
    person: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("Who of the team"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Choose a person"),
    )
    name = forms.CharField(label=gettext_lazy("Name, where they are from outside"), max_length=120, required=False)
    organisation = forms.CharField(
        label=gettext_lazy("Organisation, where they are from outside"), max_length=160, required=False
    )
    unmarked = {"person", "name"}
    submit_label = gettext_lazy("Hand it over")

    def __init__(self, *args: Any, team: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = team

    def layout(self) -> Layout:
        """Return the fields under one heading."""
        return Layout(Fieldset(_("Who checks this draw?"), "kind", "person", "name", "organisation"))

    def clean(self) -> dict[str, Any]:
        """Ask for the name that the chosen way needs, and leave the other out."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Handover.Kind.TEAM:
            cleaned["name"] = cleaned["organisation"] = ""
            if not cleaned.get("person"):
                self.add_error("person", _("Choose who of the team checks this draw."))
        elif "kind" in cleaned:
            cleaned["person"] = None
            if not cleaned.get("name"):
                self.add_error("name", _("Enter the name of whoever checks this draw."))
        return cleaned
