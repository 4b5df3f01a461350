"""What somebody says in confidence about a person of the other role."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Exclusion, Place
from common.forms import LTForm

Reason = Exclusion.Reason
APART, TOGETHER, KNOWN = "apart", "together", "known"


class ConfidenceForm(LTForm):
    """Somebody of the other role, and whether the two must not or would like to work together, or know each other."""

    submit_label = gettext_lazy("Tell the coordinators")
    reveals: ClassVar = {"reason": ("what", APART)}

    whom = forms.ChoiceField(label=gettext_lazy("Whom is it about?"), widget=forms.RadioSelect)
    what = forms.ChoiceField(
        label=gettext_lazy("What should we know?"),
        choices=[
            (APART, gettext_lazy("We must not be paired")),
            (TOGETHER, gettext_lazy("I would like to work with this person")),
            (KNOWN, gettext_lazy("We know each other, and I do not mind")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[
            (Reason.CLINICIAN.value, gettext_lazy("They look after me, or I look after them")),
            (Reason.RELATIVE.value, gettext_lazy("We are related")),
            (Reason.MANAGER.value, gettext_lazy("We work together, or one manages the other")),
            (Reason.ASKED.value, gettext_lazy("I would rather not say")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, shown: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.ref: place for place in shown}
        field = self.fields["whom"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(place.ref, _named(place)) for place in shown]

    def clean(self) -> None:
        """Ask why two must not be paired; “I would rather not say” is an answer."""
        super().clean()
        if self.cleaned_data.get("what") == APART and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Choose why. You can choose “I would rather not say”."))


def _named(place: Place) -> str:
    employer = getattr(place, "employer", "")
    return f"{place.person.full_name}, {employer}" if employer else place.person.full_name
