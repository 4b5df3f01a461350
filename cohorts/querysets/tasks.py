"""Reads of what staff do: tasks, notes and long work."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from cohorts.querysets.scope import programmes_of
from common.querysets import HouseQuerySet
from people.finding import Word
from people.models import Person
from people.querysets import NAMED

if TYPE_CHECKING:
    from cohorts.models import ContactNote, Job, Task, TaskStep  # noqa: F401


# The columns of a task of which a line of a list says something.
LISTED: Final = (
    "kind", "title", "subject_ref", "due_on", "snoozed_until", "assigned_to", "state", "closed_at", "why",
)  # fmt: skip


class ContactNoteQuerySet(HouseQuerySet["ContactNote"]):
    """What staff wrote down of calls, emails and conversations."""

    def for_team(self, person: "Person", *roles: str) -> "ContactNoteQuerySet":
        """Notes of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def about(self, person: "Person") -> "ContactNoteQuerySet":
        """Notes about one person."""
        return self.filter(person=person)


class TaskStepQuerySet(HouseQuerySet["TaskStep"]):
    """What happened to tasks."""

    def in_order(self) -> "TaskStepQuerySet":
        """As they happened, with who did it and to whom it went, in one query."""
        return self.select_related("by", "to").order_by("pk")


class TaskQuerySet(HouseQuerySet["Task"]):
    """Tasks of staff."""

    def for_team(self, person: "Person", *roles: str) -> "TaskQuerySet":
        """Tasks of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def for_team_in_order(self, person: "Person", *roles: str) -> "TaskQuerySet":
        """As `for_team`, looked up row by row: for the first few of a long list that are theirs for the most part."""
        return self.filter(Exists(programmes_of(person, roles).filter(programme=OuterRef("programme"))))

    def to_do(self, *, on: date) -> "TaskQuerySet":
        """Open tasks that are not snoozed beyond this day."""
        return self.filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=on), state="open")

    def snoozed(self, *, on: date) -> "TaskQuerySet":
        """Open tasks that come back on a later day."""
        return self.filter(snoozed_until__gt=on, state="open")

    def closed(self) -> "TaskQuerySet":
        """Tasks that are done, or not needed any more, the last one first."""
        return self.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")

    def overdue(self, *, on: date) -> "TaskQuerySet":
        """Tasks whose day has passed."""
        return self.filter(due_on__lt=on)

    def about(self, person: "Person") -> "TaskQuerySet":
        """Tasks about one person."""
        return self.filter(person=person)

    def holding(self, words: Sequence[Word], *, few: bool) -> "TaskQuerySet":
        """Tasks whose title, or whose person, holds every word.

        Of a `few` tasks each is asked for its person; else those people are found first, in an index of everybody.
        """
        found = self
        for word in words:
            people = Person.objects.holding(word).order_by()
            theirs = Exists(people.filter(pk=OuterRef("person"))) if few else Q(person__in=people.values("pk"))
            found = found.filter(Q(title__icontains=word.text) | theirs)
        return found

    def mine_first(self, person: "Person") -> "TaskQuerySet":
        """This person's own first, then nobody's, then those of others; of each what is due soonest."""
        whose = Case(
            When(assigned_to=person, then=Value(0)), When(assigned_to__isnull=True, then=Value(1)), default=Value(2)
        )
        return self.order_by(whose, F("due_on").asc(nulls_last=True), "pk")

    def soonest_first(self) -> "TaskQuerySet":
        """What is due soonest first; what has no day comes last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def with_everything_named(self) -> "TaskQuerySet":
        """With programme, cohort, person and whose it is, in one query."""
        return self.select_related("programme", "cohort", "person", "assigned_to", "closed_by", "made_by")

    def for_lists(self) -> "TaskQuerySet":
        """With what a line of a list of tasks says, in one query."""
        people = ("person", "assigned_to", "closed_by")
        columns = [f"{who}__{name}" for who in people for name in NAMED]
        return self.select_related("programme", "cohort", *people).only(
            *LISTED, *columns, "programme__name", "cohort__ref", "cohort__name"
        )

    def first_of_mine(self, person: "Person", count: int) -> "TaskQuerySet":
        """The first so many of them as `mine_first` orders them, with what a line of a list says, in one query.

        They are found by their keys first: the database sorts those, and reads the rest of so many rows alone.
        """
        keys = self.mine_first(person).values("pk")[:count]
        named = self.model.objects.filter(pk__in=keys).select_related("cohort", "person", "assigned_to")
        own = ("kind", "title", "subject_ref", "due_on", "snoozed_until", "state", "closed_at", "assigned_to")
        names = [f"{who}__{name}" for who in ("person", "assigned_to") for name in ("ref", "given_name", "family_name")]
        return named.only(*own, *names, "cohort__ref", "cohort__name").mine_first(person)


class JobQuerySet(HouseQuerySet["Job"]):
    """Long work."""

    def for_team(self, person: "Person", *roles: str) -> "JobQuerySet":
        """Jobs of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=programmes_of(person, roles))

    def active(self) -> "JobQuerySet":
        """Jobs that wait or run."""
        return self.filter(state__in=["queued", "running"])

    def waiting(self, *, now: datetime) -> "JobQuerySet":
        """Jobs that nobody works on: queued, or left by a worker whose lease has run out. The oldest first."""
        return self.filter(Q(state="queued") | Q(state="running", lease_until__lt=now)).order_by("asked_at", "pk")

    def held(self, *, lease: str) -> "JobQuerySet":
        """The job that this lease holds still."""
        return self.filter(state="running", lease=lease)

    def about(self, key: str) -> "JobQuerySet":
        """Every job about one thing, the newest first."""
        return self.filter(key=key).order_by("-asked_at", "-pk")
