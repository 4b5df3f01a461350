"""What is arranged for the needs of a workshop."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm
from people.models import Need
from workshops.actions import Booking
from workshops.models import Arrangement


class ArrangementsForm(LTForm):
    """One text and one tick a need, grouped by person."""

    submit_label = gettext_lazy("Save what is arranged")
    mark_optional = False

    def __init__(self, *args: Any, needs: Sequence[Need], there: Mapping[int, Arrangement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs = needs
        for need in needs:
            known = there.get(need.pk)
            self.fields[f"booked_{need.pk}"] = forms.CharField(
                label=str(need.get_slug_display()),
                required=False,
                max_length=250,
                initial=known.booked if known else "",
                help_text=_("What is booked. %(name)s reads it.") % {"name": need.person.called},
            )
            self.fields[f"done_{need.pk}"] = forms.BooleanField(
                label=_("%(need)s: it is settled") % {"need": need.get_slug_display()},
                required=False,
                initial=known is not None and known.done_at is not None,
            )

    def layout(self) -> Layout:
        """Return one group a person."""
        groups: dict[str, list[str]] = {}
        for need in self.needs:
            groups.setdefault(need.person.full_name, []).extend([f"booked_{need.pk}", f"done_{need.pk}"])
        return Layout(*(Fieldset(name, *fields) for name, fields in groups.items()))

    def bookings(self) -> list[Booking]:
        """Return what was typed."""
        typed = self.cleaned_data
        return [Booking(need.pk, typed[f"booked_{need.pk}"], typed[f"done_{need.pk}"]) for need in self.needs]
