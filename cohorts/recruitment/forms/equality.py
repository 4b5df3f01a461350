"""The questions of equality monitoring, asked apart from the application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cohorts.recruitment.characteristics import FOR_MONITORING
from common.forms import OncePostedForm


class EqualityForm(OncePostedForm):
    """Every question may be left at "prefer not to say"."""

    submit_label = gettext_lazy("Send these answers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in FOR_MONITORING:
            self.fields[one.slug] = forms.ChoiceField(
                label=str(one.question), help_text=str(one.hint), choices=one.choices, required=False
            )

    # Every question is optional, which the page says once.
    mark_optional = False

    @property
    def answers(self) -> dict[str, str]:
        """Each category with its value; empty for "prefer not to say"."""
        return {one.slug: self.cleaned_data.get(one.slug, "") for one in FOR_MONITORING}
