"""Everything and everybody that a change of one workshop touches, read before it is done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Place, Room, Venue
from cohorts.recruitment.models import Application
from common.dates import in_london, say_date, say_short_date
from common.querysets import counts_of
from evaluation.models import Invitation, Wave
from evaluation.timing import months_after
from leadingtogether.actions.moving import printed_about
from leadingtogether.effects import Section
from messaging.models import Message
from messaging.routing import route_to
from messaging.rules import Numbers
from people.models import ContactMethod, Need, Person, Supporter
from people.needs import FACILITIES
from workshops.actions.reminders import GRACE, reminder_day, subject_of
from workshops.actions.schedule import Day
from workshops.messages import REMINDER
from workshops.models import CalendarFeed, Claim, Provision, RegisterEntry, Workshop
from workshops.provisions import label_of

AT_VENUE = dict(FACILITIES)
# Somebody who takes part or leads, in which part, and their place where they have one.
Member: TypeAlias = tuple[Person, str, Place | None]


@dataclass(frozen=True)
class Told:
    """One person who hears of it, in which part, how, and what speaks against the new day."""

    person: Person
    part: str
    how: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Affected:
    """Who hears of a change, and what goes along."""

    people: list[Told]
    sections: list[Section]

    @property
    def cannot(self) -> int:
        """How many people may not be able to come."""
        return sum(1 for one in self.people if one.notes)


def affected_by_move(*, workshop: Workshop, day: Day, venue: Venue, room: Room | None, now: datetime) -> Affected:
    """Return everybody and everything that a move touches: as many queries, however many people and surveys.

    The workshop comes with all workshops of its cohort.
    """
    people = people_of(workshop)
    paper, feeds = _counted(workshop, people)
    taken = _taken(workshop, day, room)
    sections = [
        Section(_("Room and place"), _room(workshop, day, venue, room, len(people), taken=taken), urgent=taken),
        Section(_("Facilitators"), _leaders(workshop, day)),
        Section(_("Booked for people's needs: to be booked anew"), _provisions(workshop)),
        Section(_("What people need at the new place"), _needs(workshop, venue, people)),
        Section(_("Reminders"), _reminders(workshop, day, now)),
        Section(_("Letters"), _letters(paper)),
        Section(_("Surveys"), surveys_of(workshop, day)),
        Section(_("Calendars"), _calendars(workshop, feeds)),
    ]
    told = _told(people, workshop, day.date)
    return Affected(told, [section for section in sections if section.lines])


def affected_by_stop(*, workshop: Workshop, cancels: bool) -> Affected:
    """Return everybody and everything that postponing or cancelling a workshop touches."""
    people = people_of(workshop)
    paper, feeds = _counted(workshop, people)
    reminders = Message.objects.about(subject_of(workshop)).filter(purpose=REMINDER).unsent().count()
    stopped = ngettext("%(count)d reminder is stopped.", "%(count)d reminders are stopped.", reminders)
    sections = [
        Section(_("Reminders"), [stopped % {"count": reminders}] if reminders else []),
        Section(_("Booked: tell the suppliers"), _provisions(workshop), urgent=True),
        Section(_("Letters"), _letters(paper)),
        Section(_("Surveys"), _surveys_without(workshop, cancels=cancels)),
        Section(_("Costs"), _costs(workshop)),
        Section(_("Calendars"), _calendars(workshop, feeds)),
    ]
    told = _told(people, workshop, None)
    return Affected(told, [section for section in sections if section.lines])


# --- people -------------------------------------------------------------------------------------------------------


def people_of(workshop: Workshop) -> list[Member]:
    """Return who takes part or leads it, with the part that each has; leaders first, then by name."""
    helpers = Supporter.objects.current().select_related("supporter__reached_via")
    fetched: list[str | Prefetch[Any, Any, Any]] = [
        Prefetch("contact_methods", queryset=ContactMethod.objects.order_by("position")),
        "channel_stops",
        Prefetch("needs", queryset=Need.objects.current().without_notes()),
        Prefetch("supporters", queryset=helpers),
    ]
    places = Place.objects.active().filter(cohort=workshop.cohort_id).select_related("person__reached_via")
    leaders = [
        (workshop.lay_facilitator, _("lay facilitator")),
        (workshop.professional_facilitator, _("professional facilitator")),
    ]
    found: list[Member] = [(who, part, None) for who, part in leaders if who is not None]
    named = places.order_by("person__family_name", "person__given_name", "pk")
    found += [(place.person, str(place.get_role_display()).lower(), place) for place in named]
    prefetch_related_objects([person for person, _part, _place in found], *fetched)
    return found


def _counted(workshop: Workshop, people: Sequence[Member]) -> tuple[tuple[int, int], int]:
    """Return how many letters wait to be printed and to be posted, and how many calendars show the workshop."""
    waiting = Message.objects.about(subject_of(workshop)).to_print()
    feeds = CalendarFeed.objects.filter(person__in=[person.pk for person, _part, _place in people])
    to_print, to_post, shown = counts_of([waiting, printed_about(workshop), feeds])
    return (to_print, to_post), shown


def _told(people: list[Member], workshop: Workshop, new: date | None) -> list[Told]:
    sorry = set(
        RegisterEntry.objects.filter(workshop=workshop, mark=RegisterEntry.Mark.APOLOGIES).values_list(
            "place", flat=True
        )
    )
    said = _availability(workshop)
    told = [
        Told(
            person=person,
            part=part,
            how=_how(person),
            notes=tuple(_notes(sorry=place.pk in sorry, told=said.get(place.person_id), new=new))
            if place and new
            else (),
        )
        for person, part, place in people
    ]
    # Who may not be able to come is read first.
    return sorted(told, key=lambda one: not one.notes)


def _how(person: Person) -> str:
    if not person.may_be_contacted:
        return _("is not told: do not contact")
    return str(ContactMethod.Method(route_to(person).method).label)


def _availability(workshop: Workshop) -> dict[int, Application]:
    accepted = Application.objects.filter(programme=workshop.cohort.programme_id, state=Application.State.ACCEPTED)
    return {
        one.person_id: one for one in accepted.only("person", "availability_note", "meeting_times") if one.person_id
    }


def _notes(*, sorry: bool, told: Application | None, new: date) -> Iterable[str]:
    """Yield what speaks against the new day, as the person said it when they applied."""
    if sorry:
        yield _("sent apologies for the old day, and is expected anew")
    if told is None:
        return
    weekday = date_format(new, "l")
    if weekday.lower() in told.availability_note.lower():
        yield _("wrote about %(weekday)s: “%(note)s”") % {"weekday": weekday, "note": told.availability_note.strip()}
    times = {slug.partition("-")[0] for slug in told.meeting_times} - {"online"}
    wanted = "weekend" if new.weekday() >= 5 else "weekday"
    if times and wanted not in times:
        yield _("can usually meet at weekends only") if wanted == "weekday" else _("can usually meet on weekdays only")


# --- things -------------------------------------------------------------------------------------------------------


def _taken(workshop: Workshop, day: Day, room: Room | None) -> bool:
    if room is None:
        return False
    there = Workshop.objects.in_room(room_id=room.pk, on=day.date, starts=day.starts, ends=day.ends)
    return there.exclude(pk=workshop.pk).exists()


def _room(workshop: Workshop, day: Day, venue: Venue, room: Room | None, people: int, *, taken: bool) -> list[str]:
    if room is None:
        return [_("No room is settled at %(venue)s.") % {"venue": venue}]
    lines = []
    if taken:
        lines.append(_("%(room)s is taken then. Choose another room, day or time.") % {"room": room.name})
    else:
        lines.append(_("%(room)s is free then.") % {"room": room.name})
    if room.capacity < people:
        numbers = {"room": room.name, "capacity": room.capacity, "people": people}
        lines.append(_("%(room)s holds %(capacity)s people; %(people)s are expected.") % numbers)
    if (venue.pk, room.pk) != (workshop.venue_id, workshop.room_id) or day.date != workshop.date:
        lines.append(_("Ask the venue for the new day, and let the old booking go."))
    return lines


def _leaders(workshop: Workshop, day: Day) -> list[str]:
    leaders = [who for who in (workshop.lay_facilitator, workshop.professional_facilitator) if who is not None]
    lines = [_("No facilitator is named yet.")] if not leaders else []
    led = Workshop.objects.led_on([who.pk for who in leaders], [day.date]).exclude(pk=workshop.pk)
    others = list(led.select_related("cohort").order_by("starts", "pk"))
    for who in leaders:
        other = next(
            (one for one in others if who.pk in {one.lay_facilitator_id, one.professional_facilitator_id}), None
        )
        if other is not None:
            names = {"name": who, "cohort": other.cohort.name, "workshop": other.name}
            lines.append(_("%(name)s leads %(workshop)s of %(cohort)s on that day.") % names)
        else:
            lines.append(_("%(name)s leads nothing else on that day. Ask whether it suits.") % {"name": who})
    return lines


def _provisions(workshop: Workshop) -> list[str]:
    things = Provision.objects.wanted().filter(workshop=workshop).order_by("due_on", "group")
    return [
        f"{label_of(thing.group)}: {thing.booked or _('done')}" + (f" ({thing.supplier})" if thing.supplier else "")
        for thing in things
        if thing.booked or thing.done_at
    ]


def _needs(workshop: Workshop, venue: Venue, people: Sequence[Member]) -> list[str]:
    """Return which needs of the people the new venue does not say that it meets; nothing where it stays."""
    if venue.pk == workshop.venue_id:
        return []
    guests = [person for person, _part, place in people if place is not None]
    needs = Counter(need.slug for person in guests for need in person.needs.all() if need.slug in AT_VENUE)
    return [
        _("%(need)s: %(count)d people need it, and %(venue)s does not list it.")
        % {"need": AT_VENUE[slug], "count": count, "venue": venue}
        for slug, count in sorted(needs.items())
        if slug not in venue.facilities
    ]


def _reminders(workshop: Workshop, day: Day, now: datetime) -> list[str]:
    waiting = Message.objects.about(subject_of(workshop)).filter(purpose=REMINDER, copy_of=None).unsent()
    rows = waiting.values_list("key", "due_at")
    counts = Counter((in_london(due).date(), key.split(":")[3]) for key, due in rows)
    rules = Numbers(REMINDER).of(workshop.cohort.programme.ref)
    today = in_london(now - GRACE).date()
    lines = []
    for (due, occurrence), count in sorted(counts.items()):
        shifted = day.date - (workshop.date - due)
        new = reminder_day(day.date, rules[occurrence]) if occurrence in rules else shifted
        numbers = {"count": count, "old": say_short_date(due), "new": say_short_date(new)}
        lines.append(
            _("%(count)d for %(old)s move to %(new)s.") % numbers
            if today < new <= day.date
            else _("%(count)d for %(old)s are not needed any more: %(new)s is over.") % numbers
        )
    return lines


def _letters(paper: tuple[int, int]) -> list[str]:
    to_print, to_post = paper
    lines = []
    if to_print:
        words = ngettext(
            "%(count)d letter waits to be printed: it follows by itself.",
            "%(count)d letters wait to be printed: they follow by themselves.",
            to_print,
        )
        lines.append(words % {"count": to_print})
    if to_post:
        words = ngettext(
            "%(count)d letter is printed and not posted. A task asks you to take it out.",
            "%(count)d letters are printed and not posted. A task asks you to take them out.",
            to_post,
        )
        lines.append(words % {"count": to_post})
    return lines


def _calendars(workshop: Workshop, feeds: int) -> list[str]:
    if not feeds:
        return []
    numbers = {"count": feeds, "old": workshop.sequence, "new": workshop.sequence + 1}
    words = ngettext(
        "%(count)d calendar changes by itself (version %(old)d becomes %(new)d).",
        "%(count)d calendars change by themselves (version %(old)d becomes %(new)d).",
        feeds,
    )
    return [words % numbers]


def _costs(workshop: Workshop) -> list[str]:
    claims = Claim.objects.filter(workshop=workshop).count()
    lines = [_("Whoever paid for travel or care for this day can claim it from now on.")]
    if claims:
        words = ngettext("%(count)d claim stays as it is.", "%(count)d claims stay as they are.", claims)
        lines.append(words % {"count": claims})
    return lines


# --- surveys ------------------------------------------------------------------------------------------------------


def surveys_of(workshop: Workshop, day: Day) -> list[str]:
    """Return the surveys whose time hangs on this workshop, with the old and the new moment."""
    siblings = [one for one in workshop.cohort.workshops.all() if one.state != Workshop.State.CANCELLED]
    asked = Invitation.objects.filter(cohort=workshop.cohort_id, cancelled_at=None).unanswered()
    waiting = Counter(asked.values_list("wave", flat=True))
    lines = []
    for wave in Wave.objects.filter(programme=workshop.cohort.programme_id).order_by("position"):
        change = _change_of(wave, workshop, siblings, day.date)
        if change is not None and change[0] != change[1]:
            names = {"survey": _(wave.title), "old": say_date(change[0]), "new": say_date(change[1])}
            lines.append(_wording(wave) % names + _asked(waiting[wave.pk]))
    return lines


def _wording(wave: Wave) -> str:
    if wave.anchor == Wave.Anchor.PLACE_ACCEPTED:
        return _("%(survey)s closed on %(old)s at the latest; now on %(new)s.")
    return _("%(survey)s: opens on %(new)s, not on %(old)s.")


def _asked(waiting: int) -> str:
    if not waiting:
        return ""
    words = ngettext("%(count)d person has not answered.", "%(count)d people have not answered.", waiting)
    return " " + words % {"count": waiting}


def _change_of(wave: Wave, workshop: Workshop, siblings: list[Workshop], new: date) -> tuple[date, date] | None:
    """Return the day of one survey before and after the move, as far as it hangs on this workshop."""
    if wave.anchor == Wave.Anchor.WORKSHOP_HELD:
        return (workshop.date, new) if wave.workshop_number == workshop.number else None
    if wave.anchor == Wave.Anchor.PLACE_ACCEPTED:
        first = min(siblings, key=lambda one: one.number, default=None)
        return (workshop.date, new) if wave.closes_at_first_workshop and first == workshop else None
    before = max((one.date for one in siblings), default=None)
    after = max((new if one == workshop else one.date for one in siblings), default=None)
    if before is None or after is None:
        return None
    months = wave.months or 0
    return months_after(before, months), months_after(after, months)


def _surveys_without(workshop: Workshop, *, cancels: bool) -> list[str]:
    waves = Wave.objects.filter(programme=workshop.cohort.programme_id, anchor=Wave.Anchor.WORKSHOP_HELD)
    lines = []
    for wave in waves.filter(workshop_number=workshop.number):
        words = _("%(survey)s is not asked about this day.") if cancels else _("%(survey)s waits for the new day.")
        lines.append(words % {"survey": _(wave.title)})
    if cancels:
        lines.append(_("The survey after the programme counts from the last workshop that takes place."))
    return lines
