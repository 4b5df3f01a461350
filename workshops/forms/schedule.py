"""Forms of the schedule."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.models import Cohort, Room, TeamMembership, Venue
from cohorts.models.venues import venue_called
from cohorts.reads import rooms_to_choose, venues_to_choose
from common.choosing import offer
from common.forms import DateField, LTForm, TimeField
from people.models import Person
from people.querysets import PersonQuerySet
from workshops.actions import Day
from workshops.models import Workshop


def clock(value: dt.time) -> str:
    """Return a time as a box of a form shows it: “9:30am”, in any language, and read back by TimeField."""
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def facilitators_of(cohort: Cohort) -> PersonQuerySet:
    """Return who may lead a workshop of a cohort: the facilitators of its programme."""
    members = TeamMembership.objects.current().filter(
        programme=cohort.programme_id, role=TeamMembership.Role.FACILITATOR
    )
    return Person.objects.filter(pk__in=members.values("person"))


def venue_field() -> forms.ModelChoiceField[Venue]:
    """Return the choice of a venue; `offer_places` says which there are."""
    return forms.ModelChoiceField(
        label=gettext_lazy("Venue"), queryset=Venue.objects.all(), empty_label=gettext_lazy("Choose a venue")
    )


def room_field() -> forms.ModelChoiceField[Room]:
    """Return the choice of a room; `offer_places` says which there are."""
    return forms.ModelChoiceField(
        label=gettext_lazy("Room"),
        queryset=Room.objects.select_related("venue"),
        required=False,
        empty_label=gettext_lazy("Not settled yet"),
    )


def offer_places(form: forms.Form) -> None:
    """Offer every venue, and every room after the name of its venue.

    They may be hundreds, and are read by the columns that are said, when the form is drawn.
    """
    offer(form, "venue", _venues)
    offer(form, "room", _rooms)


def _venues() -> list[tuple[Any, str]]:
    named = [(pk, venue_called(name, town)) for pk, name, town in venues_to_choose()]
    return [("", _("Choose a venue")), *named]


def _rooms() -> list[tuple[Any, str]]:
    """Return each room as “The Guildhall, Bath: Committee room (24 people)”."""
    said = _("%(venue)s: %(room)s (%(capacity)s people)")
    named = [
        (pk, said % {"venue": venue_called(name, town), "room": room, "capacity": capacity})
        for pk, room, capacity, name, town in rooms_to_choose()
    ]
    return [("", _("Not settled yet")), *named]


def leader_field(*, lay: bool) -> forms.ModelChoiceField[Person]:
    """Return the choice of a facilitator; the form says who can be chosen."""
    return forms.ModelChoiceField(
        label=gettext_lazy("Lay facilitator") if lay else gettext_lazy("Professional facilitator"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("Not settled yet"),
    )


def offer_leaders(form: forms.Form, people: PersonQuerySet) -> None:
    """Offer these people as lay and as professional facilitator, read once for both."""
    named = [(person.pk, str(person)) for person in people]
    for name in ("lay_facilitator", "professional_facilitator"):
        field = form.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people
            field.choices = [("", field.empty_label or ""), *named]


def check_hours(form: forms.Form, starts: str, ends: str) -> None:
    """Refuse a day that ends before it begins."""
    first, last = form.cleaned_data.get(starts), form.cleaned_data.get(ends)
    if first and last and last <= first:
        form.add_error(ends, _("The end must be after the start. Check both times."))


def check_room(form: forms.Form) -> None:
    """Refuse a room of another venue."""
    room, venue = form.cleaned_data.get("room"), form.cleaned_data.get("venue")
    if room and venue and room.venue_id != venue.pk:
        form.add_error("room", _("This room is not at that venue. Choose a room of the venue, or no room."))


def check_leaders(form: forms.Form) -> None:
    """Refuse one person as both facilitators."""
    lay, professional = form.cleaned_data.get("lay_facilitator"), form.cleaned_data.get("professional_facilitator")
    if lay and lay == professional:
        form.add_error(
            "professional_facilitator", _("Choose two people: one lay and one professional facilitator lead together.")
        )


class PlanForm(LTForm):
    """The days of a cohort in one form: those of its workshops that are not planned yet."""

    venue = venue_field()
    room = room_field()
    lay_facilitator = leader_field(lay=True)
    professional_facilitator = leader_field(lay=False)
    submit_label = gettext_lazy("Plan the workshops")

    def __init__(self, *args: Any, cohort: Cohort, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, initial={"venue": cohort.venue_id}, **kwargs)
        self.numbers = numbers
        for number in numbers:
            named = {"number": number}
            self._add(f"date_{number}", DateField(label=_("Date of workshop %(number)s") % named))
            self._add(f"starts_{number}", TimeField(label=_("Start of workshop %(number)s") % named), dt.time(9, 30))
            self._add(f"ends_{number}", TimeField(label=_("End of workshop %(number)s") % named), dt.time(16))
        offer_leaders(self, facilitators_of(cohort))
        offer_places(self)

    def _add(self, name: str, field: forms.Field, at: dt.time | None = None) -> None:
        field.error_messages["required"] = _("Enter an answer for “%(label)s”.") % {"label": field.label}
        if isinstance(field, TimeField):
            field.error_messages["invalid"] = _("Enter “%(label)s” as a time, like 9:30am.") % {"label": field.label}
        if at is not None:
            field.initial = clock(at)
        self.fields[name] = field

    def layout(self) -> Layout:
        """Return one group a workshop, then what they share."""
        days = [
            Fieldset(
                _("Workshop %(number)s") % {"number": number},
                f"date_{number}",
                Row(f"starts_{number}", f"ends_{number}"),
            )
            for number in self.numbers
        ]
        shared = Fieldset(_("All of them"), Row("venue", "room"), Row("lay_facilitator", "professional_facilitator"))
        return Layout(*days, shared)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, ends before starts, a foreign room and one person twice."""
        cleaned = super().clean() or {}
        for number in self.numbers:
            check_hours(self, f"starts_{number}", f"ends_{number}")
        for earlier, later in zip(self.numbers, self.numbers[1:], strict=False):
            first, second = cleaned.get(f"date_{earlier}"), cleaned.get(f"date_{later}")
            if first and second and second <= first:
                self.add_error(
                    f"date_{later}",
                    _("Workshop %(later)s must be after workshop %(earlier)s.") % {"later": later, "earlier": earlier},
                )
        check_room(self)
        check_leaders(self)
        return cleaned

    def days(self) -> list[Day]:
        """Return the days that were typed."""
        typed = self.cleaned_data
        return [
            Day(number, typed[f"date_{number}"], typed[f"starts_{number}"], typed[f"ends_{number}"])
            for number in self.numbers
        ]


class EditForm(VersionedForm):
    """What a workshop is called and who leads it."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Shown after the number, like “Workshop 2: Listening”."),
    )
    lay_facilitator = leader_field(lay=True)
    professional_facilitator = leader_field(lay=False)
    submit_label = gettext_lazy("Save workshop")

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = [workshop.lay_facilitator_id, workshop.professional_facilitator_id]
        # Somebody who leads it already can stay, also when they have left the team.
        offer_leaders(
            self, facilitators_of(workshop.cohort) | Person.objects.filter(pk__in=[pk for pk in leaders if pk])
        )

    @staticmethod
    def initial_of(workshop: Workshop) -> dict[str, Any]:
        """Return what the form shows for a workshop."""
        names = ("title", "lay_facilitator", "professional_facilitator", "version")
        return {name: getattr(workshop, name) for name in names}

    def clean(self) -> dict[str, Any]:
        """Refuse one person as both facilitators."""
        cleaned = super().clean() or {}
        check_leaders(self)
        return cleaned


class MoveForm(VersionedForm):
    """Another day, time or place for a workshop."""

    date = DateField(label=gettext_lazy("Date"))
    starts = TimeField(label=gettext_lazy("Start"))
    ends = TimeField(label=gettext_lazy("End"))
    venue = venue_field()
    room = room_field()
    submit_label = gettext_lazy("Show what moves along")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self)

    def layout(self) -> Layout:
        """Return when, then where."""
        return Layout(
            "version",
            Fieldset(_("When"), "date", Row("starts", "ends")),
            Fieldset(_("Where"), Row("venue", "room")),
        )

    @staticmethod
    def initial_of(workshop: Workshop) -> dict[str, Any]:
        """Return what the form shows for a workshop."""
        found = {name: getattr(workshop, name) for name in ("date", "venue", "room", "version")}
        return found | {"starts": clock(workshop.starts), "ends": clock(workshop.ends)}

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start and a room of another venue."""
        cleaned = super().clean() or {}
        check_hours(self, "starts", "ends")
        check_room(self)
        return cleaned

    def day(self, number: int) -> Day:
        """Return the day that was typed, for workshop `number`."""
        typed = self.cleaned_data
        return Day(number, typed["date"], typed["starts"], typed["ends"])

    def differences(self, saved: Any) -> list[Any]:
        """Return where typed and saved values differ; times are compared as they are said."""
        for name in ("starts", "ends"):
            if isinstance(self.cleaned_data.get(name), dt.time):
                self.cleaned_data[name] = clock(self.cleaned_data[name])
        return super().differences(saved)


class StopForm(LTForm):
    """Why a workshop is postponed or cancelled: everybody reads it."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two short sentences. Everybody who takes part reads them."),
    )
