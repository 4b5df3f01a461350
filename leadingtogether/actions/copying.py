"""A programme copied to another year, with what every app keeps for it. All of it or nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohorts.actions.copying import Copy, copy_programme
from cohorts.models import Programme
from cohorts.recruitment.actions.outreach import copy_outreach
from cohorts.recruitment.actions.quotas import copy_quotas
from cohorts.recruitment.actions.review_rules import copy_review_rules
from evaluation.actions.questionnaires import copy_waves
from messaging.actions.copying import copy_words
from people.models import Person
from workshops.actions.copying import copy_workshops


@transaction.atomic
def copy_to_year(
    *, source: Programme, name: str, year: int, with_dates: bool, submission_id: UUID, by: Person, now: datetime
) -> Copy:
    """Copy a programme with everything but its people. The same page sent twice gives the same copy.

    Quotas come without their approval, outreach partners without their contacts, and criteria of review without
    scoring being switched on. With `with_dates` recruitment and workshops are planned 52 weeks later for each
    year; without, all dates are left open.

    Raises:
        NotAllowedError: there is a programme with this name in that year already.
    """
    copy = copy_programme(
        source=source, name=name, year=year, with_dates=with_dates, submission_id=submission_id, by=by, now=now
    )
    if not copy.new:
        return copy
    copy_quotas(pairs=copy.cohorts, by=by, now=now)
    copy_outreach(source=source, target=copy.programme, pairs=copy.cohorts, by=by, now=now)
    copy_review_rules(source=source, target=copy.programme, by=by, now=now)
    copy_waves(source=source, target=copy.programme, by=by, now=now)
    copy_words(source_ref=source.ref, target_ref=copy.programme.ref, by=by, now=now)
    if with_dates:
        copy_workshops(pairs=copy.cohorts, years=year - source.year, by=by, now=now)
    return copy
