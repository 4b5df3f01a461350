"""Which programmes the page of all venues shows, and in which order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Programme
from common.forms import LTForm


class ProgrammesFilterForm(LTForm):
    """A programme, or all those of a year. Without a choice it is the newest year."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    year = forms.ChoiceField(label=gettext_lazy("Year"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    submit_label = gettext_lazy("Show")
    submit_class = "govuk-button--secondary"
    form_method = "get"
    form_class = "lt-filters"
    mark_optional = False

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        self.programmes = programmes
        super().__init__(*args, **kwargs)
        years = sorted({programme.year for programme in programmes}, reverse=True)
        newest = [(str(year), str(year)) for year in years]
        self.fields["year"].choices = [("", _("The newest year")), *newest, ("all", _("All years"))]  # type: ignore[attr-defined]
        refs = [(programme.ref, programme.name) for programme in programmes]
        self.fields["programme"].choices = [("", _("All programmes")), *refs]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Programme]:
        """The programmes to show; a choice that makes no sense is left out. A programme goes before a year."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        if given.get("programme"):
            return [programme for programme in self.programmes if programme.ref == given["programme"]]
        if given.get("year") == "all" or not self.programmes:
            return list(self.programmes)
        year = int(given.get("year") or max(programme.year for programme in self.programmes))
        return [programme for programme in self.programmes if programme.year == year]
