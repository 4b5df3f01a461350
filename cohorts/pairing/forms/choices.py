"""Forms of the choice after losing a partner, and of carrying it out."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Place
from cohorts.pairing.models import Pair, PartnerChoice
from common.forms import DateField, LTForm
from people.models import Person

Option = PartnerChoice.Option
HINTS: dict[str, str | Promise] = {
    Option.NEW_PARTNER: gettext_lazy("Somebody from your group who has no partner either."),
    Option.THREE: gettext_lazy("You work with two others until a day that we agree."),
    Option.GRADUATE: gettext_lazy("They know the programme, and come for you."),
    Option.FACILITATOR: gettext_lazy("One of the people who lead the workshops works with you."),
    Option.NEXT_COHORT: gettext_lazy("You stop for now. We keep a place for you, and you do not apply again."),
}


class ChoiceForm(LTForm):
    """How somebody wants to go on, in plain words."""

    option = forms.ChoiceField(
        label=gettext_lazy("How do you want to go on?"), choices=Option.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Is there anything that we should know?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hints = {"option": HINTS}
    submit_label = gettext_lazy("Tell us")


class ToldChoiceForm(ChoiceForm):
    """What somebody told staff by phone."""

    submit_label = gettext_lazy("Record what they chose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].label = _("What do they choose?")
        self.fields["note"].label = _("What did they say?")


class PlaceChoice(forms.ModelChoiceField[Place]):
    """People by their places: the name, the area, and the cohort where it is another one."""

    def label_from_instance(self, obj: Place) -> str:
        """Return “Anita Shah, OX4”."""
        return ", ".join(part for part in (obj.person.full_name, obj.person.outward_code, self.where(obj)) if part)

    def where(self, _place: Place) -> str:
        """Return nothing more for people of the same cohort."""
        return ""


class GraduateChoice(PlaceChoice):
    """Graduates: with the cohort and year in which they took part."""

    def where(self, place: Place) -> str:
        """Return the cohort that they completed."""
        return f"{place.cohort.name}, {place.programme.name}"


class PairChoice(forms.ModelChoiceField[Pair]):
    """Pairs by their two names."""

    def label_from_instance(self, obj: Pair) -> str:
        """Return both names."""
        return _(" and ").join(place.person.full_name for place in obj.places)


class PartnerForm(LTForm):
    """A new partner from the cohort."""

    partner = PlaceChoice(label=gettext_lazy("New partner"), queryset=Place.objects.none(), widget=forms.RadioSelect)
    submit_label = gettext_lazy("Pair the two")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["partner"], places)


class ThreeForm(LTForm):
    """A three for a time: with which pair, until when, approved by whom."""

    pair = PairChoice(label=gettext_lazy("With which pair?"), queryset=Pair.objects.none(), widget=forms.RadioSelect)
    until = DateField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy("On the day after it ends by itself, and they choose again."),
    )
    approved_by = forms.ModelChoiceField(
        label=gettext_lazy("Approved by"), queryset=Person.objects.none(), empty_label=gettext_lazy("Choose somebody")
    )
    agreed = forms.BooleanField(label=gettext_lazy("All three have agreed to it"))
    submit_label = gettext_lazy("Let them work as three")

    def __init__(self, *args: Any, pairs: Any, team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["pair"], pairs)
        _offer(self.fields["approved_by"], team)
        self.fields["until"].initial = timezone.localdate() + timedelta(weeks=6)


class GraduateForm(LTForm):
    """A graduate as partner."""

    graduate = GraduateChoice(
        label=gettext_lazy("Which graduate?"),
        queryset=Place.objects.none(),
        empty_label=gettext_lazy("Choose somebody"),
        help_text=gettext_lazy("People who completed an earlier cohort in the role that is missing."),
    )
    agreed = forms.BooleanField(label=gettext_lazy("I have asked them, and they want to"))
    submit_label = gettext_lazy("Give them a place and pair the two")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["graduate"], places)


class FacilitatorForm(LTForm):
    """With which facilitator somebody finishes."""

    facilitator = forms.ModelChoiceField(
        label=gettext_lazy("Facilitator"), queryset=Person.objects.none(), widget=forms.RadioSelect
    )
    submit_label = gettext_lazy("Tell them who it is")

    def __init__(self, *args: Any, team: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["facilitator"], team)


def _offer(field: forms.Field, rows: Any) -> None:
    """Offer exactly these rows, without an empty answer among radios."""
    if isinstance(field, forms.ModelChoiceField):
        if isinstance(field.widget, forms.RadioSelect):
            field.empty_label = None
        field.queryset = rows
