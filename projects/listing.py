"""What the list of projects shows, worked out in Python so that its template stays plain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from common.addresses import address_of
from common.dates import say_short_date
from common.templatetags.lt import lt_tag
from projects.models import Project

COLOURS: dict[str, str] = {
    Project.Status.IDEA: "yellow",
    Project.Status.PLANNING: "blue",
    Project.Status.TESTING: "purple",
    Project.Status.ADOPTED: "green",
    Project.Status.SPREAD: "green",
    Project.Status.STOPPED: "grey",
}
# So many words of the challenge stand under the title.
WORDS = 16


@dataclass(frozen=True)
class Row:
    """One project of the list, in words."""

    title: str
    url: str
    challenge: str
    pair: str
    cohort: str
    status: SafeString
    heard: str
    quiet: bool


def rows_of(projects: Iterable[Project], *, quiet_before: datetime) -> list[Row]:
    """Return the rows of projects that were fetched `for_lists`."""
    tags = {status: lt_tag(Project.Status(status).label, colour) for status, colour in COLOURS.items()}
    url, untitled, pair = address_of("projects:project"), _("No title yet"), _("%(lay)s and %(professional)s")
    return [
        Row(
            title=one.title or untitled,
            url=url(one.ref),
            challenge=Truncator(one.challenge).words(WORDS, truncate=" …"),
            pair=pair % {"lay": one.pair.lay.person, "professional": one.pair.professional.person},
            cohort=one.cohort.name,
            status=tags[one.status],
            heard=say_short_date(one.last_news),  # type: ignore[attr-defined]
            quiet=one.last_news < quiet_before and one.status != Project.Status.STOPPED,  # type: ignore[attr-defined]
        )
        for one in projects
    ]
