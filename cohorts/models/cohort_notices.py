"""What other apps have to say on the page of a cohort: each registers its own in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from cohorts.models.cohorts import Cohort


@dataclass(frozen=True)
class CohortNotice:
    """A heading, one line each of what it is about, and the page on which something can be done."""

    title: str
    lines: tuple[str, ...]
    url: str
    action: str


Source = Callable[[Cohort, date], CohortNotice | None]
_SOURCES: dict[str, Source] = {}


def register_cohort_notice(slug: str, source: Source) -> None:
    """Add a source. Registering a slug again replaces it, so that tests may load an app twice."""
    _SOURCES[slug] = source


def notices_of(cohort: Cohort, *, on: date) -> list[CohortNotice]:
    """Return what there is to say of a cohort on this day, by slug of its source."""
    found = [_SOURCES[slug](cohort, on) for slug in sorted(_SOURCES)]
    return [notice for notice in found if notice is not None]
