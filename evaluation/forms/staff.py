"""Forms of the team: filters, and making a data file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Programme
from common.choosing import offer
from common.forms import LTForm, OncePostedForm
from common.refs import clean_ref
from evaluation.rates import wave_name
from evaluation.reads import cohorts_of, waves_of


class UnansweredFilterForm(LTForm):
    """The bar of filters over who has not answered."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = _("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    programme = forms.CharField(widget=forms.HiddenInput, required=False)
    wave = forms.ChoiceField(label=_("Survey"), required=False)
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, initial={"programme": programme.ref}, **kwargs)
        waves = [(wave.slug, wave_name(wave)) for wave in waves_of(programme)]
        cohorts = [(cohort.ref, cohort.name) for cohort in cohorts_of(programme)]
        offer(self, "wave", [("", _("All")), *waves])
        offer(self, "cohort", [("", _("All")), *cohorts])

    def narrowed(self) -> dict[str, str]:
        """Return the wave and the cohort that are asked for; nothing where all are."""
        return {"wave": self.cleaned_data["wave"], "cohort": self.cleaned_data["cohort"]} if self.is_valid() else {}


class SnapshotForm(OncePostedForm):
    """Making a data file."""

    submit_label = _("Make a data file")

    free_text = forms.BooleanField(label=_("Put in what people wrote in their own words"), required=False)


class FindForm(LTForm):
    """The reference that stands on a paper survey."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = _("Key it")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    ref = forms.CharField(label=_("A survey came back on paper? Its reference"), max_length=20)

    def clean_ref(self) -> str:
        """Return the reference without spaces, in capitals."""
        return clean_ref(self.cleaned_data["ref"])
