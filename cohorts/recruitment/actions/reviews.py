"""Writes to reviews: who scores what, the points, and handing an application on to somebody who does not know them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Programme, Role
from cohorts.recruitment.models import Application, Criterion, Review, Reviewer, ReviewRules, Score
from people.actions.audit import record
from people.models import Person

State = Review.State
# In these states a score can still change something.
REVIEWABLE = (Application.State.SUBMITTED, Application.State.ELIGIBLE)


class AlreadyScored(Exception):  # noqa: N818 - a fact, not a fault
    """The reviewer has scored this application; the first points stand."""


def share_out_all(*, now: datetime) -> int:
    """Share out what waits in every programme that scores; return how many reviews were given to somebody."""
    on = ReviewRules.objects.filter(on=True, programme__archived_at=None).select_related("programme")
    return sum(share_out(programme=rules.programme, now=now) for rules in on)


@transaction.atomic
def share_out(*, programme: Programme, now: datetime) -> int:
    """Give each undecided application its reviewers of either role, those first who have least to do.

    Nobody gets an application a second time, or their own. What lay with somebody who no longer reviews goes to
    another. Twice changes nothing.
    """
    Programme.objects.locked().get(pk=programme.pk)
    rules = ReviewRules.objects.filter(programme=programme).first()
    if rules is None or not rules.on:
        return 0
    _take_back(programme, now)
    undecided = Application.objects.filter(programme=programme, state__in=REVIEWABLE)
    waiting = list(undecided.short_of_reviewers(rules.each_side).prefetch_related("reviews").order_by("pk"))
    made = [review for row in _with_loads(programme) for review in row.give(waiting, rules.each_side, now)]
    Review.objects.bulk_create(made)
    return len(made)


class _Side:
    """The reviewers of one role, with how much each has to do."""

    def __init__(self, role: str, people: list[int], loads: Counter[int]) -> None:
        self.role, self.people, self.loads = role, people, loads

    def give(self, waiting: Iterable[Application], each_side: int, now: datetime) -> list[Review]:
        """Return a review for each that is missing, unsaved."""
        made: list[Review] = []
        for row in waiting:
            seen = {review.reviewer_id for review in row.reviews.all()}
            there = sum(review.role == self.role and review.state != State.HANDED_ON for review in row.reviews.all())
            for _missing in range(each_side - there):
                free = [pk for pk in self.people if pk not in seen and pk != row.person_id]
                if not free:
                    break
                chosen = min(free, key=lambda pk: (self.loads[pk], pk))
                self.loads[chosen] += 1
                seen.add(chosen)
                made.append(Review(application=row, reviewer_id=chosen, role=self.role, assigned_at=now))
        return made


def _with_loads(programme: Programme) -> list[_Side]:
    people: dict[str, list[int]] = {role.value: [] for role in Role}
    for role, pk in Reviewer.objects.filter(programme=programme).current().values_list("role", "person"):
        people[role].append(pk)
    loads = Counter(
        Review.objects.filter(application__programme=programme).counted().values_list("reviewer", flat=True)
    )
    return [_Side(role, people[role], loads) for role in people]


def _take_back(programme: Programme, now: datetime) -> None:
    """Hand on what lies with somebody who no longer reviews, or reviews as somebody else."""
    current = dict(Reviewer.objects.filter(programme=programme).current().values_list("person", "role"))
    waiting = Review.objects.filter(application__programme=programme, state=State.OPEN)
    gone = [review.pk for review in waiting if current.get(review.reviewer_id) != review.role]
    Review.objects.filter(pk__in=gone, state=State.OPEN).update(state=State.HANDED_ON, handed_on_at=now)


@transaction.atomic
def score(*, review: Review, points: Mapping[int, int], reason: str, by: Person, now: datetime) -> Review:
    """Score an application: points by key of each criterion, and a reason that the applicant may read. Once.

    Raises:
        AlreadyScored: it was scored before; nothing changes.
        NotAllowedError: it was handed on, is decided, scoring is off, or a criterion has no points.
    """
    row = Review.objects.locked().select_related(None).get(pk=review.pk)
    if row.state == State.DONE:
        raise AlreadyScored
    if not Review.objects.filter(pk=row.pk).to_score().exists():
        raise NotAllowedError(_("This application is not to be scored any more. Nothing was saved."))
    criteria = list(Criterion.objects.filter(programme=row.application.programme_id).values_list("pk", flat=True))
    if set(criteria) != set(points):
        raise NotAllowedError(_("The criteria have changed. Load the page again, and score each of them."))
    if not reason.strip():
        raise NotAllowedError(_("Write the reason, so that the person can be told."))
    Score.objects.bulk_create(Score(review=row, criterion_id=pk, points=points[pk]) for pk in criteria)
    row.state, row.done_at, row.total, row.reason = State.DONE, now, sum(points.values()), reason.strip()
    row.save(update_fields=["state", "done_at", "total", "reason"])
    record(by=by, action="review.score", about=row, now=now, fields=["total", "reason"])
    return row


@transaction.atomic
def hand_on(*, review: Review, by: Person, now: datetime) -> Review | None:
    """Say that the reviewer knows the applicant; return the review of whoever scores it instead, if there is anybody.

    Handing on twice changes nothing.

    Raises:
        AlreadyScored: it was scored before.
    """
    programme = review.application.programme
    Programme.objects.locked().get(pk=programme.pk)
    row = Review.objects.locked().select_related(None).get(pk=review.pk)
    if row.state == State.DONE:
        raise AlreadyScored
    if row.state == State.OPEN:
        row.state, row.handed_on_at = State.HANDED_ON, now
        row.save(update_fields=["state", "handed_on_at"])
        record(by=by, action="review.hand_on", about=row, now=now, fields=["state"])
        share_out(programme=programme, now=now)
    others = Review.objects.filter(application=row.application_id, role=row.role, assigned_at=now).counted()
    return others.exclude(pk=row.pk).first()
