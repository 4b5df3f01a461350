"""Reads of the outbox."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet

from common.querysets import HouseQuerySet
from messaging.hours import is_open, waited_since
from messaging.purposes import slugs_for_them_alone
from people.finding import Word
from people.models import Need, Person, Supporter
from people.needs import MADE_TO_ORDER, PRINT_SIZES

if TYPE_CHECKING:
    from messaging.models import (  # noqa: F401
        BulkMessage,
        Call,
        ChannelStop,
        FormatOrder,
        Message,
        PrintBatch,
        PrintedLetter,
        Template,
    )

# What decides by which way somebody is reached, and where.
REACHED_BY = ("email", "contact_email", "mobile", "phone", "address", "postcode", "reached_via")


def _needing(slugs: Iterable[str]) -> Q:
    """Whether the person of a message has one of these needs now. Few have, so they are found before the messages."""
    return Q(person__in=Need.objects.current().filter(slug__in=list(slugs)).order_by().values("person"))


def needs_of(person: str) -> "Prefetch[Any]":
    """The needs of a person, to be read with them, without their sealed notes."""
    return Prefetch(f"{person}__needs", queryset=Need.objects.without_notes())


def coordinated_refs(person: Person) -> tuple[str, ...]:
    """Return the refs of the programmes that a person coordinates."""
    return tuple(ref for role, ref in person.team_now if role == "coordinator")


class MadeAs(Enum):
    """How a letter is made: in Easy Read, or in a size of so many points."""

    EASY = "easy"
    ORDINARY = "14"
    LARGE = "20"
    LARGER = "24"
    LARGEST = "28"


class Group(Enum):
    """What the queue page shows together: what is still to be said, what needs attention, or everything."""

    OPEN = ""
    ATTENTION = "attention"
    ALL = "all"


class MessageQuerySet(HouseQuerySet["Message"]):
    """Messages."""

    def due(self, *, now: datetime) -> "MessageQuerySet":
        """Waiting messages whose moment has come: urgent ones first, then the oldest; a failed one at its next try.

        Outside the sending hours only what is urgent.
        """
        tried = Q(retry_at=None) | Q(retry_at__lte=now)
        due = self.filter(tried, state="queued", due_at__lte=now).order_by("-urgent", "due_at", "pk")
        return due if is_open(now) else due.filter(urgent=True)

    def stale(self, *, now: datetime) -> "MessageQuerySet":
        """Messages that have not left and no longer help anyone, because it is too late to say them."""
        return self.filter(state__in=["queued", "to_call", "to_print"], stale_after__lt=now)

    def expired(self, *, now: datetime) -> "MessageQuerySet":
        """Messages whose worker has not come back in its time."""
        return self.filter(state__in=["claimed", "sending"], lease_until__lte=now)

    def unsent(self) -> "MessageQuerySet":
        """Messages that can still be moved or cancelled."""
        return self.filter(state__in=["queued", "held", "claimed", "to_call", "to_print"])

    def needing_attention(self) -> "MessageQuerySet":
        """Messages whose fate staff must look at."""
        return self.filter(state__in=["unknown", "failed", "bounced"])

    def to_call(self) -> "MessageQuerySet":
        """Messages to say on the telephone, oldest first."""
        return self.still_wanted().filter(state="to_call").order_by("due_at", "pk")

    def to_print(self) -> "MessageQuerySet":
        """Letters to print and post, oldest first."""
        return self.still_wanted().filter(state="to_print").order_by("due_at", "pk")

    def still_wanted(self) -> "MessageQuerySet":
        """Without copies for a supporter whom the person has taken them from: they stop at once, on lists too."""
        no_copy = Q(copy_of__isnull=True)
        return self.filter(no_copy | Q(copy_for__ended_at__isnull=True, copy_for__gets_copies=True))

    def to_be_copied(self, *, since: datetime) -> "MessageQuerySet":
        """What was said to a person since a moment, and may be copied to a supporter."""
        said = self.filter(state__in=["sent", "delivered"], sent_at__gt=since, copy_of__isnull=True)
        return said.exclude(purpose__in=slugs_for_them_alone())

    def unprinted(self) -> "MessageQuerySet":
        """Messages that are in no batch that waits for the post."""
        return self.exclude(pk__in=self.model.objects.filter(printings__state="printed").values("pk"))

    def letters_that_came_back(self) -> "MessageQuerySet":
        """Letters that were posted and came back, and that nobody has sent again."""
        return self.filter(channel="letter", state="bounced")

    def printable(self) -> "MessageQuerySet":
        """Messages of people whose letters a printer makes."""
        return self.filter(~_needing(MADE_TO_ORDER))

    def to_order(self) -> "MessageQuerySet":
        """Messages of people whose letters somebody else makes, in braille or as a recording."""
        return self.filter(_needing(MADE_TO_ORDER))

    def in_print_size(self, size: int) -> "MessageQuerySet":
        """Messages of people who read letters in this size: the largest that they asked for, else the ordinary one."""
        larger = self.filter(~_needing(slug for slug, points in PRINT_SIZES.items() if points > size))
        own = [slug for slug, points in PRINT_SIZES.items() if points == size]
        return larger.filter(_needing(own)) if own else larger

    def made_as(self, wanted: "MadeAs") -> "MessageQuerySet":
        """Messages of people who read Easy Read, or letters in a size."""
        return self.filter(easy_read=True) if wanted is MadeAs.EASY else self.in_print_size(int(wanted.value))

    def of_cohort(self, ref: str) -> "MessageQuerySet":
        """Messages to people who hold a place in a cohort, or were offered one.

        Places and offers belong to apps above this one: they are reached through the person, not imported.
        """
        # Two lists: joined to both at once, everybody would be looked at.
        placed = Person.objects.filter(places__cohort__ref=ref).order_by()
        offered = Person.objects.filter(applications__offers__cohort__ref=ref).order_by()
        return self.filter(Q(person__in=placed.values("pk")) | Q(person__in=offered.values("pk")))

    def about(self, subject_key: str) -> "MessageQuerySet":
        """Messages about one thing, e.g. `workshop:12`."""
        return self.filter(subject_key=subject_key)

    def to_or_copied_from(self, person: Person) -> "MessageQuerySet":
        """Messages to one person, and the copies of them that others get."""
        return self.filter(Q(person=person) | Q(copy_of__person=person))

    def in_programmes(self, refs: Iterable[str]) -> "MessageQuerySet":
        """Messages of these programmes."""
        return self.filter(programme_ref__in=list(refs))

    def visible_to(self, person: Person) -> "MessageQuerySet":
        """Messages of the programmes that this person coordinates, and those of no programme.

        A message of no programme is every coordinator's to look after: one that nobody sees would be lost. What is
        confidential no coordinator sees, not even that it was said.
        """
        return self.coordinated(coordinated_refs(person))

    def coordinated(self, refs: Sequence[str]) -> "MessageQuerySet":
        """Messages that are visible to somebody who coordinates the programmes with these references."""
        return self.in_programmes([*refs, ""]).filter(confidential=False) if refs else self.none()

    def with_person(self) -> "MessageQuerySet":
        """With the person, how to reach them and in which format, in five queries altogether."""
        helpers = Supporter.objects.current().select_related("supporter__reached_via")
        return self.select_related("person__reached_via", "copy_of").prefetch_related(
            "person__contact_methods",
            "person__channel_stops",
            needs_of("person"),
            Prefetch("person__supporters", queryset=helpers),
        )

    def for_lists(self) -> "MessageQuerySet":
        """With what a line of the queue says, and where each person is reached, and no column besides."""
        own = ("ref", "purpose", "programme_ref", "state", "channel", "due_at", "retry_at", "why", "data")
        person = ("ref", "given_name", "family_name", "easy_read", "language", *REACHED_BY)
        via = [f"person__reached_via__{name}" for name in REACHED_BY]
        return self.select_related("person__reached_via").only(*own, *(f"person__{name}" for name in person), *via)

    def with_pages(self) -> "MessageQuerySet":
        """With `has_page`: whether staff have a page about the person, as they have about everybody who applied."""
        return self.annotate(has_page=Person.objects.takes_part("person"))

    def for_print_list(self) -> "MessageQuerySet":
        """With what a line of the print list says; what people need is read for all lists of the page together."""
        own = ("ref", "title", "easy_read", "due_at", "person__ref", "person__given_name", "person__family_name")
        return self.select_related("person").only(*own)

    def in_group(self, group: "Group | Message.State") -> "MessageQuerySet":
        """Messages as the queue page groups them, or those in one state."""
        if group == Group.OPEN:
            return self.filter(state__in=["queued", "held", "claimed", "sending", "to_call", "to_print"])
        if group == Group.ATTENTION:
            return self.needing_attention()
        return self if group == Group.ALL else self.filter(state=group)

    def holding(self, words: Sequence[Word], *, few: bool) -> "MessageQuerySet":
        """Messages whose person, subject line or words hold every one of these words.

        Of a `few` messages each is asked for its person; else those people are found first, in an index of everybody.
        """
        found = self
        for word in words:
            people = Person.objects.holding(word).order_by()
            theirs = Exists(people.filter(pk=OuterRef("person"))) if few else Q(person__in=people.values("pk"))
            holding = Q(title__icontains=word.text) | Q(body__icontains=word.text) | theirs
            found = found.filter(holding | Q(ref=word.ref) if word.ref else holding)
        return found

    def of_people_called(self, words: str) -> "MessageQuerySet":
        """Messages to people whose name or reference holds every one of these words."""
        return self.filter(person__in=Person.objects.matching(words).values("pk")) if words.strip() else self

    def counted(self, *states: str) -> "QuerySet[Message, tuple[str, int]]":
        """By state, how many messages there are in each of these; a state without any is left out."""
        return self.filter(state__in=states).order_by().values_list("state").annotate(count=Count("pk"))

    def unsent_since(self, before: datetime, *, now: datetime, urgent_alone: bool) -> "MessageQuerySet":
        """Messages that were due before a moment, may go now and have not left. For Today."""
        tried = Q(retry_at=None) | Q(retry_at__lte=now)
        found = self.filter(tried, state="queued", due_at__lte=now, due_at__lt=before).order_by()
        return found.filter(urgent=True) if urgent_alone else found

    def oldest_due_age(self, *, now: datetime) -> timedelta | None:
        """Return how long the oldest due message has been waiting, or None where nothing is due. For health.

        What waited for the sending hours to begin has not been kept waiting by the service.
        """
        urgent = Q(urgent=True)
        oldest = self.due(now=now).aggregate(at_once=Min("due_at", filter=urgent), rest=Min("due_at", filter=~urgent))
        rest = oldest["rest"] and waited_since(oldest["rest"], now)
        since = [moment for moment in (oldest["at_once"], rest) if moment is not None]
        return now - min(since) if since else None


class ChannelStopQuerySet(HouseQuerySet["ChannelStop"]):
    """Channels on which nothing is sent."""

    def standing(self) -> "ChannelStopQuerySet":
        """Those that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)

    def of_people_coordinated_by(self, person: Person) -> "ChannelStopQuerySet":
        """Those of people in the programmes that somebody coordinates.

        Places and applications belong to apps above this one: they are reached through the person, not imported.
        """
        refs = coordinated_refs(person)
        here = Q(places__programme__ref__in=refs) | Q(applications__programme__ref__in=refs)
        return self.filter(person__in=Person.objects.filter(here).values("pk"))


class BulkMessageQuerySet(HouseQuerySet["BulkMessage"]):
    """Messages to groups."""

    def visible_to(self, person: Person) -> "BulkMessageQuerySet":
        """Those of the programmes that this person coordinates."""
        return self.filter(programme_ref__in=coordinated_refs(person))


class CallQuerySet(HouseQuerySet["Call"]):
    """Calls."""

    def last_to_each(self) -> "CallQuerySet":
        """Calls that are each the last to somebody."""
        since = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(self.model.objects.filter(since, person=OuterRef("person"))))

    def to_repeat(self, *, after: date) -> "CallQuerySet":
        """Calls that are each the last to somebody, who is not to be rung again before a day after this one."""
        return self.last_to_each().filter(again_on__gt=after)


class TemplateQuerySet(HouseQuerySet["Template"]):
    """Templates."""

    def newest_first(self) -> "TemplateQuerySet":
        """The version in use comes first."""
        return self.order_by("-version")

    def newest_of(self, programme_ref: str, purpose: str) -> "dict[tuple[str, str, bool], Template]":
        """Return the newest version of a programme's words for a purpose, by channel, language and Easy Read."""
        found: dict[tuple[str, str, bool], Template] = {}
        rows = self.filter(programme_ref=programme_ref, purpose=purpose).newest_first().select_related("saved_by")
        for row in rows:
            found.setdefault((row.channel, row.language, row.easy_read), row)
        return found

    def own_words_of(self, programme_ref: str) -> dict[str, int]:
        """Return for each purpose for how many channels, languages and formats a programme has words of its own."""
        newest: dict[tuple[str, ...], bool] = {}
        columns = ("purpose", "channel", "language", "easy_read", "body")
        for *which, body in self.filter(programme_ref=programme_ref).newest_first().values_list(*columns):
            newest.setdefault(tuple(map(str, which)), bool(body))
        counts: dict[str, int] = {}
        for which, own in newest.items():
            counts[which[0]] = counts.get(which[0], 0) + own
        return counts


class PrintBatchQuerySet(HouseQuerySet["PrintBatch"]):
    """Batches of printed letters."""

    def visible_to(self, person: Person) -> "PrintBatchQuerySet":
        """Batches of which this person may read every letter."""
        return self.coordinated(coordinated_refs(person))

    def coordinated(self, refs: Sequence[str]) -> "PrintBatchQuerySet":
        """Batches of which every letter is `visible_to` whoever coordinates these programmes."""
        if not refs:
            return self.none()
        hidden = ~Q(letters__message__programme_ref__in=[*refs, ""])
        return self.annotate(hidden_letters=Count("letters", filter=hidden)).filter(hidden_letters=0)

    def counted(self) -> "PrintBatchQuerySet":
        """Knowing how many letters there are, and how many of them still wait for the post."""
        return self.annotate(
            all_letters=Count("letters", distinct=True),
            waiting_letters=Count("letters", filter=Q(letters__state="printed"), distinct=True),
        )

    def unposted_first(self) -> "PrintBatchQuerySet":
        """Those that wait for the post first, then the last posted. A query that counts forgets the order of Meta."""
        return self.order_by(F("posted_at").desc(nulls_first=True), "-made_at", "-pk")

    def unposted(self) -> "PrintBatchQuerySet":
        """Batches that are not recorded as posted."""
        return self.filter(posted_at__isnull=True)

    def to_make(self, *, stuck_since: datetime) -> "PrintBatchQuerySet":
        """Batches whose PDF is to be made, and those whose maker did not come back; the oldest first."""
        stuck = Q(pdf_state="making", pdf_since__lte=stuck_since)
        return self.filter(Q(pdf_state="waiting") | stuck).order_by("made_at", "pk")

    def to_erase(self, *, made_before: datetime) -> "PrintBatchQuerySet":
        """Batches old enough to be erased."""
        return self.filter(made_at__lt=made_before, erased_at__isnull=True)


class PrintedLetterQuerySet(HouseQuerySet["PrintedLetter"]):
    """Letters in batches."""

    def waiting(self) -> "PrintedLetterQuerySet":
        """Letters that were printed and wait for the post."""
        return self.filter(state="printed")

    def with_everything_named(self) -> "PrintedLetterQuerySet":
        """With message, person and what decides the print size, in two queries."""
        return self.select_related("message__person__reached_via", "settled_by").prefetch_related(
            needs_of("message__person")
        )


class FormatOrderQuerySet(HouseQuerySet["FormatOrder"]):
    """Orders of braille and audio."""

    def visible_to(self, person: Person) -> "FormatOrderQuerySet":
        """Orders for messages of the programmes that this person coordinates, and of no programme."""
        return self.coordinated(coordinated_refs(person))

    def coordinated(self, refs: Sequence[str]) -> "FormatOrderQuerySet":
        """Orders that are `visible_to` whoever coordinates these programmes."""
        return self.filter(message__programme_ref__in=[*refs, ""]) if refs else self.none()

    def with_everything_named(self) -> "FormatOrderQuerySet":
        """With message, person and who ordered and posted, in one query."""
        return self.select_related("message__person__reached_via", "ordered_by", "posted_by").prefetch_related(
            needs_of("message__person")
        )

    def open(self) -> "FormatOrderQuerySet":
        """Orders that were neither posted nor stopped."""
        return self.filter(posted_at__isnull=True, stopped_at__isnull=True)

    def to_erase(self, *, ordered_before: datetime) -> "FormatOrderQuerySet":
        """Orders whose words are old enough to be erased."""
        return self.filter(ordered_at__lt=ordered_before, erased_at__isnull=True)
