"""The form of an exclusion."""

from typing import Any

from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Exclusion
from common.forms import LTForm
from people.models import Person
from people.querysets import PersonQuerySet


class ExclusionForm(LTForm):
    """Two people of a programme who must not be paired."""

    one: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("One person"), queryset=Person.objects.none(), empty_label=gettext_lazy("Choose a person")
    )
    other: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        label=gettext_lazy("The other person"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Choose a person"),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=Exclusion.Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept encrypted. Only coordinators of this programme can read it."),
    )
    submit_label = gettext_lazy("Keep them apart")

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = people

    def layout(self) -> Layout:
        """Return the fields, the two people side by side."""
        return Layout(Row("one", "other"), "reason", "note")

    def clean(self) -> dict[str, Any]:
        """Refuse one person twice."""
        cleaned = super().clean() or {}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose two different people."))
        return cleaned
