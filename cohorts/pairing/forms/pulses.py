"""How it goes in a pair, as staff write it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cohorts.pairing.models import Pulse
from cohorts.pairing.pulse_messages import questions
from common.forms import LTForm


class PulseForm(LTForm):
    """The two questions; each may stay open."""

    submit_label = gettext_lazy("Write it down")
    mark_optional = False

    in_touch = forms.ChoiceField(required=False, choices=Pulse.Answer.choices, widget=forms.RadioSelect)
    call_me = forms.ChoiceField(required=False, choices=Pulse.Answer.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, pulse: Pulse, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"in_touch": pulse.in_touch or None, "call_me": pulse.call_me or None})
        super().__init__(*args, **kwargs)
        self.fields["in_touch"].label, self.fields["call_me"].label = questions(pulse)


class CareForm(LTForm):
    """What was done about a pair at risk."""

    submit_label = gettext_lazy("We have seen to it")
    words = forms.CharField(label=gettext_lazy("What was done"), required=False, max_length=250)
