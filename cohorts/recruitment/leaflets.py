"""What is printed to reach people: leaflets and posters of one cohort with one partner's code, plain and Easy Read."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.outreach_codes import address_to_type, qr_inline
from messaging.printing import sender

# Large type is where these begin: nobody is asked before they pick one up.
SIZES = (18, 24, 28)
ORDINARY = SIZES[0]


@dataclass(frozen=True)
class Kind:
    """One thing to print: its slug in the address, its name, and its template."""

    slug: str
    label: str | Promise
    template: str
    sized: bool = True


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("leaflet", _("Leaflet"), "cohorts/recruitment/outreach/_leaflet.html"),
        Kind("poster", _("Poster"), "cohorts/recruitment/outreach/_poster.html", sized=False),
        Kind("easy-leaflet", _("Easy Read leaflet"), "cohorts/recruitment/outreach/_leaflet_easy.html"),
        Kind("easy-poster", _("Easy Read poster"), "cohorts/recruitment/outreach/_poster_easy.html", sized=False),
    )
}


def size_from(text: str) -> int:
    """Return the print size that an address names, else the ordinary one."""
    return int(text) if text.isdecimal() and int(text) in SIZES else ORDINARY


def sheet_of(link: OutreachLink, cohort: Cohort, kind: Kind, *, size: int) -> dict[str, Any]:
    """Return the context of one sheet. `cohort` was read with its venue, programme and workshops."""
    days = [day for day in cohort.workshops.all() if day.goes_ahead]
    return {
        "link": link,
        "cohort": cohort,
        "programme": cohort.programme,
        "venue": cohort.venue,
        "place": ", ".join([cohort.venue.name, *cohort.venue.address.splitlines(), cohort.venue.postcode]),
        "days": days,
        "kind": kind,
        "kinds": KINDS.values(),
        "size": size,
        "sizes": SIZES,
        "address": address_to_type(link),
        "qr": qr_inline(link),
        **sender(),
    }
