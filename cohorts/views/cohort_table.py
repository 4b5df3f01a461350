"""The table of cohorts on Today and on the page of programmes: each row in words, so that its template stays plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.templatetags.staff import cohort_state
from cohorts.views.next_steps import LAY, PROFESSIONAL, NextStep, next_step, numbers_of
from common.addresses import address_of
from common.dates import say_short_date


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A cohort in words: what it is called and where, how it stands, and what is next."""

    name: str
    venue: str
    url: str
    stage: SafeString
    opens: str
    closes: str
    lay: str
    professionals: str
    offers: str
    places: str
    step: NextStep


def rows_of(cohorts: Sequence[Cohort], *, on: date) -> list[CohortRow]:
    """Return a row for each of these cohorts, in their order; they come with their venues. Four queries."""
    numbers = numbers_of(cohorts)
    for_words, of_words = _("%(count)s for %(wanted)s"), _("%(count)s of %(wanted)s")
    url, rows = address_of("cohorts:cohort"), []
    for cohort in cohorts:
        counted, pairs = numbers[cohort.pk], cohort.pairs_wanted
        opens, closes = cohort.recruitment_opens, cohort.recruitment_closes
        rows.append(
            CohortRow(
                name=cohort.name,
                venue=str(cohort.venue),
                url=url(cohort.ref),
                stage=cohort_state(cohort),
                opens=say_short_date(opens) if opens else "",
                closes=say_short_date(closes) if closes else "",
                lay=for_words % {"count": counted.applied.get(LAY, 0), "wanted": pairs},
                professionals=for_words % {"count": counted.applied.get(PROFESSIONAL, 0), "wanted": pairs},
                offers=str(counted.offers_total),
                places=of_words % {"count": counted.places_total, "wanted": cohort.places},
                step=next_step(cohort, counted, on=on),
            )
        )
    return rows
