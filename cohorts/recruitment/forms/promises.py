"""Keeping a promise of a later place."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort
from cohorts.querysets import CohortQuerySet
from common.forms import DateField, LTForm


class CohortField(forms.ModelChoiceField[Cohort]):
    """Cohorts with their programme."""

    def label_from_instance(self, obj: Cohort) -> str:
        """Return “Oxford, Leading Together 2028”."""
        return f"{obj.name}, {obj.programme.name}"


class PromiseForm(LTForm):
    """In which cohort the promised place is offered, and until when they can answer."""

    cohort = CohortField(label=gettext_lazy("Cohort"), queryset=Cohort.objects.none(), widget=forms.RadioSelect)
    reply_by = DateField(label=gettext_lazy("Last day to reply"))
    submit_label = gettext_lazy("Carry the application over and offer the place")

    def __init__(self, *args: Any, cohorts: CohortQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cohort"]
        if isinstance(field, CohortField):
            field.empty_label = None
            field.queryset = cohorts
        field.error_messages["required"] = _("Choose the cohort in which the place is offered.")
