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
    """Two people of a programme who must not be paired. They are typed: a list of all would be thousands of names."""

    one = forms.CharField(
        label=gettext_lazy("One person"), max_length=200, help_text=gettext_lazy("The whole name, or the reference.")
    )
    other = forms.CharField(
        label=gettext_lazy("The other person"),
        max_length=200,
        help_text=gettext_lazy("The whole name, or the reference."),
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
        self.people = people

    def layout(self) -> Layout:
        """Return the fields, the two people side by side."""
        return Layout(Row("one", "other"), "reason", "note")

    def clean_one(self) -> Person:
        """Return the first person."""
        return self._person("one")

    def clean_other(self) -> Person:
        """Return the second person."""
        return self._person("other")

    def _person(self, name: str) -> Person:
        """Return who is meant. Raise ValidationError where nobody is, or several are."""
        typed = self.cleaned_data[name]
        found = list(self.people.called(typed)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several people are called “%(name)s”. Write the reference of the one you mean.") % {"name": typed}
            )
        raise forms.ValidationError(
            _("Nobody of this programme is called “%(name)s”. Write the name as it is on the list, or the reference.")
            % {"name": typed}
        )

    def clean(self) -> dict[str, Any]:
        """Refuse one person twice."""
        cleaned = super().clean() or {}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose two different people."))
        return cleaned
