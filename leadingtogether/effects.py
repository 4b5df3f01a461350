"""Everything that hangs on one person's place, read before they leave: a page shows it, then it is done together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Place
from cohorts.pairing.models import Pair, PartnerChoice
from common.dates import in_london, say_date, say_datetime
from common.words import say_money
from evaluation.models import Invitation
from leadingtogether.actions.departures import SURVEYS
from messaging.listing import rows_of
from messaging.models import Message, PrintedLetter
from people.models import Supporter
from projects.models import Project
from workshops.models import Arrangement, CalendarFeed, Claim, Workshop


@dataclass(frozen=True)
class Section:
    """One thing that is affected, and what happens to it, a sentence a line."""

    heading: str
    lines: list[str] = field(default_factory=list)
    urgent: bool = False


def effects_of_leaving(place: Place, *, leaves_evaluation: bool, died: bool = False, now: datetime) -> list[Section]:
    """Return what happens when the person of this place leaves now; what is not affected is left out."""
    stays = not leaves_evaluation and not died
    found = [
        Section(_("Messages that do not go out any more"), _messages(place, keep_surveys=stays)),
        Section(_("Letters that are printed already: take them out of the post"), _printed(place), urgent=True),
        Section(_("Workshops and calendar"), _dates(place, now)),
        Section(_("Pair and project"), _pair(place, died=died, now=now)),
        Section(_("Booked for this person alone or with others"), _bookings(place, now)),
        Section(_("Costs and payments that stay payable"), _claims(place, died=died)),
        Section(_("Surveys"), _surveys(place, stays=stays, died=died, now=now)),
    ]
    return [section for section in found if section.lines]


def _messages(place: Place, *, keep_surveys: bool) -> list[str]:
    theirs = Message.objects.to_or_copied_from(place.person).in_programmes([place.programme.ref]).unsent()
    if keep_surveys:
        theirs = theirs.exclude(purpose__in=SURVEYS)
    lines = []
    for row in rows_of(theirs.with_person().order_by("due_at", "pk")):
        to = "" if row.message.person_id == place.person_id else f", {row.message.person}"
        lines.append(f"{row.what}{to}: {say_datetime(row.message.due_at)} ({row.way.lower()})")
    copies = Supporter.objects.current().filter(person=place.person_id, gets_copies=True).select_related("supporter")
    lines += [_("Copies to %(name)s stop.") % {"name": row.supporter} for row in copies]
    return lines


def _printed(place: Place) -> list[str]:
    letters = PrintedLetter.objects.waiting().filter(
        message__person=place.person_id, message__programme_ref=place.programme.ref
    )
    return [
        _("“%(title)s”, in batch %(batch)s") % {"title": letter.message.title, "batch": letter.batch.ref}
        for letter in letters.select_related("message", "batch")
    ]


def _dates(place: Place, now: datetime) -> list[str]:
    today = in_london(now).date()
    lines = [
        _("%(workshop)s on %(day)s: they are not expected any more.")
        % {"workshop": workshop.name, "day": say_date(workshop.date)}
        for workshop in sorted(place.cohort.workshops.all(), key=lambda one: one.number)
        if workshop.goes_ahead and workshop.date >= today
    ]
    if lines and CalendarFeed.objects.filter(person=place.person_id).exists():
        lines.append(_("These dates disappear from their calendar by themselves."))
    return lines


def _pair(place: Place, *, died: bool, now: datetime) -> list[str]:
    pair = Pair.objects.of(place.person).active().filter(cohort=place.cohort_id).with_people().first()
    if pair is None:
        return []
    if pair.third_id == place.pk:
        return [_("They stop working with %(names)s, who stay a pair.") % {"names": _named(pair.places)}]
    partners = [other for other in pair.everybody if other.pk != place.pk]
    lines = [_("The pair with %(names)s ends, and stays on record.") % {"names": _named(partners)}]
    if pair.introduced_at is None:
        lines.append(_("The two do not know of each other yet, so nobody is told."))
    else:
        lines += _partner(partners, died=died, begun=place.cohort.has_begun(now=now))
    project = Project.objects.filter(pair=pair).first()
    if project is not None:
        words = _(
            "Their project has no title yet. It goes on with %(names)s. Who worked on it until today stays on record."
        )
        if project.title:
            words = _("The project “%(title)s” goes on with %(names)s. Who worked on it until today stays on record.")
        lines.append(words % {"title": project.title, "names": _named(partners)})
    return lines


def _partner(partners: list[Place], *, died: bool, begun: bool) -> list[str]:
    names = {"names": _named(partners)}
    if died:
        return [
            _("Nothing is sent to %(names)s. A task asks you to phone first, today.") % names,
            _("Pairing anew waits until you say that you have spoken with them."),
        ]
    if not begun:
        return [_("A task asks you to tell %(names)s. A reserve may come, and then you pair them.") % names]
    options = ", ".join(str(label).lower() for label in PartnerChoice.Option.labels)
    return [_("%(names)s is told today and chooses: %(options)s.") % {**names, "options": options}]


def _bookings(place: Place, now: datetime) -> list[str]:
    ahead = Workshop.objects.ahead(on=in_london(now).date()).filter(cohort=place.cohort_id)
    rows = Arrangement.objects.for_person(place.person).filter(workshop__in=ahead).select_related("workshop")
    lines = []
    for row in rows.order_by("workshop__number", "need_id"):
        thing = row.provision
        if not (thing.booked or thing.done_at):
            continue
        cost = f", {say_money(thing.cost)}" if thing.cost is not None else ""
        what = {"workshop": row.workshop.name, "need": row.need.get_slug_display(), "booked": thing.booked or "✓"}
        lines.append(_("%(workshop)s: %(need)s (%(booked)s)") % what + cost)
    return lines


def _claims(place: Place, *, died: bool) -> list[str]:
    claims = Claim.objects.filter(place=place).select_related("workshop").prefetch_related("lines")
    lines = [
        _("%(workshop)s: %(amount)s, %(state)s")
        % {
            "workshop": claim.workshop.name,
            "amount": say_money(claim.total),
            "state": claim.get_state_display().lower(),
        }
        for claim in claims
        if claim.state != Claim.State.REFUSED
    ]
    if died:
        return [*lines, _("What they paid for until today can still be paid, to the family.")]
    return [*lines, _("They can still claim what they paid for until today.")]


def _surveys(place: Place, *, stays: bool, died: bool, now: datetime) -> list[str]:
    if place.left_evaluation_at is not None:
        return [_("They left the evaluation before.")]
    asked = Invitation.objects.filter(place=place).select_related("wave", "response").order_by("wave__position")
    answered = sum(one.answered for one in asked)
    open_now = [one for one in asked if not one.answered and one.cancelled_at is None and one.closes_at > now]
    waiting = [_(one.wave.title) for one in open_now]
    if stays:
        return [_("They go on getting surveys."), *(_("%(survey)s stays open.") % {"survey": one} for one in waiting)]
    lines = [_("%(survey)s ends.") % {"survey": one} for one in waiting]
    if died:
        return [*lines, _("No survey is sent any more. What they have answered stays.")]
    kept = ngettext(
        "%(count)d survey that they answered stays.", "%(count)d surveys that they answered stay.", answered
    )
    return [*lines, _("No new survey is sent."), *([kept % {"count": answered}] if answered else [])]


def _named(places: Iterable[Place]) -> str:
    return _(" and ").join(place.person.full_name for place in places)
