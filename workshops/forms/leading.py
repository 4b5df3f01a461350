"""What a facilitator answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm


class LeadForm(LTForm):
    """Yes or no, with a reason where it is no."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Can you lead it?"),
        choices=[("yes", gettext_lazy("Yes, I lead it")), ("no", gettext_lazy("No, I cannot"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("You do not have to say. The coordinators read it."),
    )
    reveals = {"reason": ("answer", "no")}
    submit_label = gettext_lazy("Send")
    unmarked = frozenset({"reason"})

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name:
            self.fields["answer"].label = _("Can %(name)s lead it?") % {"name": name}
