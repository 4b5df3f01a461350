"""Which two proposals to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cohorts.pairing.comparison import named
from cohorts.pairing.models import Proposal
from common.forms import LTForm


class CompareForm(LTForm):
    """Two proposals of a cohort."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = gettext_lazy("Compare")
    submit_class = "govuk-button--secondary"

    one = forms.ChoiceField(label=gettext_lazy("Compare"))
    other = forms.ChoiceField(label=gettext_lazy("With"))

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        newest = [str(proposal.pk) for proposal in proposals[:2]]
        kwargs.setdefault("initial", dict(zip(("one", "other"), newest, strict=False)))
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.choices = [(str(proposal.pk), named(proposal)) for proposal in proposals]
