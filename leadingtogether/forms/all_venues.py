"""Which programmes the page of all venues shows, and in which order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Programme
from common.forms import LTForm


class ProgrammesFilterForm(LTForm):
    """A programme, or all those of a year. Without a choice it is every year in which something goes on.

    Next year's programme is made while this year's runs: neither may hide the other.
    """

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
        self.fields["year"].choices = [("", _("What goes on now")), *newest, ("all", _("All years"))]  # type: ignore[attr-defined]
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
        years = {int(given["year"])} if given.get("year") else self._years_now()
        return [programme for programme in self.programmes if programme.year in years]

    def _years_now(self) -> set[int]:
        """Return the years of programmes that are under way; where there is none, the newest year."""
        now = {programme.year for programme in self.programmes if getattr(programme, "under_way", 0)}
        return now or {max(programme.year for programme in self.programmes)}
