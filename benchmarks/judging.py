"""What reviewers gave to applications, and who was not drawn and would like to stay for the next cohort."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from cohorts.models import Cohort, Programme, Role, TeamMembership
from cohorts.recruitment.actions.review_rules import change_rules, set_reviewers
from cohorts.recruitment.models import MOST_POINTS, Application, Criterion, Review, Score, Stay
from people.models import Person

CRITERIA = (
    ("Why they want to take part", "Their own reason, however short."),
    ("What they bring", "Experience of any kind."),
    ("Their idea", "A beginning is enough."),
)
# Few are below it.
LINE = Decimal(3)
# One in so many of those who were not drawn.
STAYS = 5


def plan(programme: Programme, *, lay: Person, professional: Person, by: Person, now: datetime) -> None:
    """Let the programme score its applications, each by a lay person and a professional."""
    TeamMembership.objects.get_or_create(
        programme=programme, person=professional, role="reviewer", defaults={"began_on": now.date()}
    )
    roles = {lay: Role.LAY.value, professional: Role.PROFESSIONAL.value}
    set_reviewers(programme=programme, roles=roles, by=by, now=now)
    change_rules(programme=programme, version=0, on=True, each_side=1, line=LINE, criteria=CRITERIA, by=by, now=now)


def judge(cohort: Cohort, applications: Sequence[Application], *, chance: random.Random, now: datetime) -> None:
    """Score the applications of a cohort: while it recruits, a reviewer has left out a third of them."""
    reviews = list(_reviews(cohort, applications, now))
    criteria = list(Criterion.objects.filter(programme=cohort.programme))
    scores: list[Score] = []
    for review in reviews:
        if review.state == Review.State.DONE:
            given = [Score(review=review, criterion=one, points=chance.randint(0, MOST_POINTS)) for one in criteria]
            review.total = sum(score.points for score in given)
            scores += given
    Review.objects.bulk_create(reviews, batch_size=2000)
    Score.objects.bulk_create(scores, batch_size=2000)


def _reviews(cohort: Cohort, applications: Sequence[Application], now: datetime) -> Iterator[Review]:
    waits = cohort.state == "recruiting"
    reviewers = list(cohort.programme.reviewers.all())
    for number, row in enumerate(applications):
        for index, reviewer in enumerate(reviewers):
            assigned = now - timedelta(days=50)
            review = Review(application=row, reviewer_id=reviewer.person_id, role=reviewer.role, assigned_at=assigned)
            if not waits or (number + index) % 3:
                review.state, review.done_at = Review.State.DONE, assigned + timedelta(days=5)
                review.reason = "Clear, and from their own life."
            yield review


def stay(cohort: Cohort, applications: Sequence[Application], *, by: Person, now: datetime) -> None:
    """Let some of those who were not drawn say that they would stay; after a cohort that is finished it is over."""
    said = {"said_at": now - timedelta(days=30), "said_by": by}
    over = {"ended_at": now - timedelta(days=5), "ended_by": by} if cohort.state == "finished" else {}
    not_drawn = [row for row in applications if row.state == Application.State.NOT_DRAWN]
    Stay.objects.bulk_create(Stay(application=row, **said, **over) for row in not_drawn[::STAYS])
