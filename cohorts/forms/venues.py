"""The form of a venue."""

import re
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from localflavor.gb.forms import GBPostcodeField

from cohorts.forms.versions import VersionedForm
from cohorts.geography import centroid, outward_of
from cohorts.models import Venue
from people.needs import FACILITIES

FIELDS = ("name", "town", "address", "postcode", "latitude", "longitude", "facilities", "directions")
ROOM = re.compile(r"^(?P<name>.+?)\s*[,:]\s*(?P<people>\d{1,4})$")


class VenueForm(VersionedForm):
    """Where workshops take place; coordinates come from the outward code where they are left empty."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    town = forms.CharField(label=gettext_lazy("Town"), max_length=80)
    address = forms.CharField(label=gettext_lazy("Address"), widget=forms.Textarea(attrs={"rows": 3}))
    postcode = GBPostcodeField(
        label=gettext_lazy("Postcode"), widget=forms.TextInput(attrs={"class": "govuk-input--width-10"})
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude"),
        required=False,
        min_value=49,
        max_value=61,
        help_text=gettext_lazy("Like 51.75. Leave both empty to take the middle of the postcode’s district."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"),
        required=False,
        min_value=-9,
        max_value=3,
        help_text=gettext_lazy("Like −1.26: west of Greenwich is below zero."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    facilities = forms.MultipleChoiceField(
        label=gettext_lazy("What it has"),
        choices=FACILITIES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small lt-two-columns"}),
    )
    directions = forms.CharField(
        label=gettext_lazy("How to get there"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    rooms = forms.CharField(
        label=gettext_lazy("Rooms"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One room a line: its name, a comma, how many people it holds. Like “Garden room, 24”."),
    )
    submit_label = gettext_lazy("Save venue")

    def __init__(self, *args: Any, venue: Venue | None = None, **kwargs: Any) -> None:
        self.venue = venue
        super().__init__(*args, **kwargs)
        self.fields["postcode"].error_messages["invalid"] = _("Enter a full postcode, like OX1 2JD.")

    @staticmethod
    def initial_of(venue: Venue) -> dict[str, Any]:
        """Return what the form shows for a venue."""
        rooms = "\n".join(f"{room.name}, {room.capacity}" for room in venue.rooms.all())
        return {name: getattr(venue, name) for name in (*FIELDS, "version")} | {"rooms": rooms}

    def layout(self) -> Layout:
        """Return the fields in groups."""
        return Layout(
            "version",
            Fieldset(_("Venue"), Row("name", "town"), "address", "postcode"),
            Fieldset(_("On the map"), Row("latitude", "longitude")),
            Fieldset(_("For people who come"), "facilities", "directions", "rooms"),
        )

    def clean_rooms(self) -> str:
        """Refuse a line that is not a name and a number, and a name that comes twice."""
        lines = [line.strip() for line in str(self.cleaned_data["rooms"]).splitlines() if line.strip()]
        for line in lines:
            if not ROOM.match(line):
                raise ValidationError(
                    _("Write “%(line)s” as a name, a comma and a number, like “Garden room, 24”."),
                    params={"line": line},
                )
        names = [line.rpartition(",")[0].strip().lower() for line in lines]
        if len(set(names)) < len(names):
            raise ValidationError(_("Two rooms have the same name. Give each room its own name."))
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Take the coordinates of the outward code where none were given; refuse a name that the town has twice."""
        cleaned = super().clean() or {}
        if cleaned.get("postcode") and (cleaned.get("latitude") is None or cleaned.get("longitude") is None):
            self._place_on_map(cleaned)
        same = Venue.objects.filter(name=cleaned.get("name"), town=cleaned.get("town"))
        if self.venue is not None:
            same = same.exclude(pk=self.venue.pk)
        if same.exists():
            self.add_error("name", _("There is a venue with this name in that town. Give this one another name."))
        return cleaned

    def _place_on_map(self, cleaned: dict[str, Any]) -> None:
        found = centroid(outward_of(cleaned["postcode"]) or "")
        if found is None and not {"latitude", "longitude"} & set(self.errors):
            self.add_error("latitude", _("We do not know where this postcode is. Enter latitude and longitude."))
        elif found is not None:
            cleaned["latitude"], cleaned["longitude"] = found

    def values(self) -> dict[str, Any]:
        """Return what goes into the row; rooms are rows of their own."""
        found = {name: value for name, value in super().values().items() if name != "rooms"}
        return found | {"outward_code": outward_of(found["postcode"])}

    def rooms_wanted(self) -> list[tuple[str, int]]:
        """Return the rooms as (name, people)."""
        found = [ROOM.match(line) for line in str(self.cleaned_data["rooms"]).splitlines()]
        return [(match["name"], int(match["people"])) for match in found if match]
