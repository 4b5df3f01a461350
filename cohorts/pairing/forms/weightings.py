"""What counts how much when a cohort is paired."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.pairing.models import Weighting
from cohorts.pairing.weights import COMPONENTS, KNOWN, MOST, PRESET_HINTS, WEIGHTS, WHY

Preset = Weighting.Preset


def _box(name: str) -> forms.IntegerField:
    """Return the box for the weight of one part, which says what it is for and what it is in the balanced set."""
    return forms.IntegerField(
        label=format_lazy("{label}", label=COMPONENTS[name]),
        help_text=format_lazy(gettext_lazy("{why} In “Balanced” it is {weight}."), why=WHY[name], weight=WEIGHTS[name]),
        required=False,
        min_value=0,
        max_value=MOST,
        initial=WEIGHTS[name],
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )


class WeightingForm(VersionedForm):
    """One of the ready sets, or a number for each part; and whether the pair that fits least comes first."""

    submit_label = gettext_lazy("Save")
    mark_optional = False
    hints: ClassVar = {"preset": PRESET_HINTS | {Preset.OWN.value: gettext_lazy("Give each part a number.")}}
    reveals: ClassVar = {f"weight_{name}": ("preset", Preset.OWN) for name in COMPONENTS}

    preset = forms.ChoiceField(
        label=gettext_lazy("What counts most?"), choices=Preset.choices, widget=forms.RadioSelect
    )
    worst_first = forms.BooleanField(
        label=gettext_lazy("First lift the pair that fits least, at the price of a little of the total"),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    weight_topics = _box("topics")
    weight_idea = _box("idea")
    weight_distance = _box("distance")
    weight_venue = _box("venue")
    weight_times = _box("times")
    weight_contact = _box("contact")
    weight_wish = _box("wish")
    weight_experience = _box("experience")
    weight_known = _box("known")
    field_order = ("preset", *(f"weight_{name}" for name in COMPONENTS), "worst_first", "version")

    @property
    def weights(self) -> dict[str, int]:
        """Return the numbers that were typed; an empty box weighs nothing."""
        return {name: self.cleaned_data.get(f"weight_{name}") or 0 for name in COMPONENTS}

    def clean(self) -> dict[str, Any]:
        """Refuse weights of their own that are all zero; with a ready set nobody reads what stands in the boxes."""
        cleaned = super().clean() or {}
        own = cleaned.get("preset") == Preset.OWN
        if cleaned.get("preset") and not own:
            # The boxes are hidden then: nobody could see what was refused.
            for name in COMPONENTS:
                self.errors.pop(f"weight_{name}", None)
        if own and not self.errors and not any(weight for name, weight in self.weights.items() if name != KNOWN):
            self.add_error(
                f"weight_{next(iter(COMPONENTS))}", _("At least one part of the fit must weigh more than nothing.")
            )
        return cleaned


def initial_of(chosen: Weighting | None) -> dict[str, Any]:
    """Return what the form shows: what was chosen, or the balanced set where nobody has chosen."""
    if chosen is None:
        return {"preset": Preset.BALANCED, "version": 0}
    own = {f"weight_{name}": weight for name, weight in chosen.weights.items()}
    return {"preset": chosen.preset, "worst_first": chosen.worst_first, "version": chosen.version, **own}
