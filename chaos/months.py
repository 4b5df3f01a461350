"""Eighteen months of a programme in minutes: the script is lived day by day, and held against what was said."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from uuid import uuid4

import time_machine

from chaos import due
from chaos.due import Said
from chaos.lives import CHECKS, SEATS, WORKSHOPS, Group, Life, Script
from cohorts.actions.departures import Leaving
from cohorts.models import Cohort, Departure, Place, Programme, Role, Venue
from common.dates import LONDON, in_london
from evaluation.actions import responses
from evaluation.actions.contact_checks import AGAIN_AFTER, answer_check
from evaluation.models import ContactCheck, Invitation
from leadingtogether import sweeps
from leadingtogether.actions.deaths import report_death
from leadingtogether.actions.departures import leave
from messaging.actions import record_call
from messaging.actions.print_batches import post_batch, print_letters
from messaging.actions.reports import Report, take_report
from messaging.models import Message, ProviderReport
from people.models import Consent, ContactMethod, Person
from workshops.actions.moving import move_workshop
from workshops.actions.registers import mark_held, open_register
from workshops.actions.schedule import Day
from workshops.models import RegisterEntry, Workshop

COMPARED = (
    "workshop-reminder",
    "workshop-moved",
    "survey-invitation",
    "survey-reminder",
    "contact-check",
    "follow-up-notice",
)
# The sweeps that say something to people who take part.
DUTIES = (
    "end-pairs",
    "remind-of-workshops",
    "open-waves",
    "check-contacts",
    "look-after-supporters",
    "send-messages",
)
STARTS, ENDS = time(9, 30), time(16)
SENT = (Message.State.SENT, Message.State.DELIVERED)


class Months:
    """The world of one script, and what happens in it day by day."""

    def __init__(self, script: Script) -> None:
        self.script = script
        now = self.morning(0)
        self.staff = Person.objects.create_person(email="ann@team.example", given_name="Ann", created_at=now)
        self.programme = Programme.objects.create(name="Months", year=script.began.year, created_at=now)
        self.programme.memberships.create(person=self.staff, role="coordinator", began_on=script.began)
        self.venue = Venue.objects.create(name="The Hawth", town="Crawley", latitude=51.11, longitude=-0.18)
        self.places: dict[int, Place] = {}
        self.workshops: dict[tuple[int, int], Workshop] = {}
        for group in script.groups:
            self._seat(group, now)

    def morning(self, day: int) -> datetime:
        """Return 8am of a day, when things befall people."""
        return datetime.combine(self.script.on(day), time(8), tzinfo=LONDON)

    def post(self, day: int) -> datetime:
        """Return 10am of a day, when the sweeps run and staff post letters and phone."""
        return datetime.combine(self.script.on(day), time(10), tzinfo=LONDON)

    def live(self) -> None:
        """Live through every day on which something can happen."""
        for day in due.days_to_live(self.script):
            with time_machine.travel(self.morning(day), tick=False):
                self._befall(day)
            with time_machine.travel(self.post(day), tick=False):
                for name in DUTIES:
                    sweeps.run_sweep(name, self.post(day))
                if self._come_back(day):
                    sweeps.run_sweep("send-messages", self.post(day))
                if due.is_open(self.script.on(day)):
                    self._post_and_phone(self.post(day))

    def said(self) -> list[Said]:
        """Return what people were told, in the words of the script."""
        number_of = {place.person_id: number for number, place in self.places.items()}
        rows = Message.objects.filter(state__in=SENT, purpose__in=COMPARED, person__in=number_of)
        return [
            Said(
                number_of[row.person_id],
                row.purpose,
                _about(row),
                in_london(row.sent_at or row.due_at).date(),
                row.channel,
            )
            for row in rows
        ]

    # --- the world ----------------------------------------------------------------------------------------------

    def _seat(self, group: Group, now: datetime) -> None:
        cohort = Cohort.objects.create(
            programme=self.programme,
            venue=self.venue,
            name=f"Cohort {group.number}",
            state="confirming",
            state_since=now,
        )
        for number, day in enumerate(group.days, start=1):
            self.workshops[group.number, number] = Workshop.objects.create(
                cohort=cohort, venue=self.venue, number=number, date=self.script.on(day), starts=STARTS, ends=ENDS
            )
        for seat, life in enumerate(group.lives):
            person = Person.objects.create(
                email=f"p{life.number}@people.example",
                given_name=f"Person {life.number}",
                phone="01632 960001" if "phone" in life.ways else "",
                address="1 High Street\nCrawley" if "letter" in life.ways else "",
                postcode="RH10 1AA",
                created_at=now,
            )
            ContactMethod.objects.bulk_create(
                ContactMethod(person=person, method=way, position=position) for position, way in enumerate(life.ways)
            )
            Consent.objects.bulk_create(
                Consent(
                    person=person,
                    purpose=purpose,
                    version=1,
                    text_hash="0" * 64,
                    channel="web",
                    given_at=now,
                    given_by=person,
                )
                for purpose in ("evaluation", *(["follow_up"] if life.follow_up else []))
            )
            self.places[life.number] = Place.objects.create(
                person=person,
                cohort=cohort,
                programme=self.programme,
                role=Role.LAY if seat < SEATS // 2 else Role.PROFESSIONAL,
                accepted_at=now,
            )

    # --- what befalls it ----------------------------------------------------------------------------------------

    def _befall(self, day: int) -> None:
        now = self.morning(day)
        for group in self.script.groups:
            for number in range(1, WORKSHOPS + 1):
                if group.held(number) + 1 == day:
                    self._hold(group, number, now)
            for told, number, new in group.moves:
                if told == day:
                    self._move(group, number, new, now)
            for life in group.lives:
                self._befall_one(group, life, day, now)

    def _befall_one(self, group: Group, life: Life, day: int, now: datetime) -> None:
        for wave in due.waves():
            if due.answered(self.script, group, life, wave) == day:
                self._answer(life, wave, now)
        for months in CHECKS:
            if due.confirmed(self.script, group, life, months) == day:
                check = ContactCheck.objects.get(place=self.places[life.number], months=months)
                answer_check(
                    check=check, answer=ContactCheck.Answer.RIGHT, how=ContactCheck.How.PHONE, by=self.staff, now=now
                )
        if life.leaves == day and day < life.death:
            self._leave(life, now)
        if life.dies == day:
            person = self.places[life.number].person
            report_death(person=person, died_on=None, told_by="Their family", by=self.staff, now=now)

    def _hold(self, group: Group, number: int, now: datetime) -> None:
        workshop = Workshop.objects.get(pk=self.workshops[group.number, number].pk)
        open_register(workshop=workshop)
        missing = [self.places[life.number].pk for life in group.lives if number in life.misses]
        RegisterEntry.objects.filter(workshop=workshop).exclude(place__in=missing).update(mark="present")
        RegisterEntry.objects.filter(workshop=workshop, place__in=missing).update(mark="no_show")
        mark_held(workshop=workshop, by=self.staff, now=now)

    def _move(self, group: Group, number: int, new: int, now: datetime) -> None:
        workshop = Workshop.objects.get(pk=self.workshops[group.number, number].pk)
        day = Day(number=number, date=self.script.on(new), starts=STARTS, ends=ENDS)
        move_workshop(
            workshop=workshop, version=workshop.version, day=day, venue=self.venue, room=None, by=self.staff, now=now
        )

    def _answer(self, life: Life, wave: str, now: datetime) -> None:
        invitation = Invitation.objects.get(place=self.places[life.number], wave__slug=wave)
        responses.begin(invitation=invitation, now=now)
        responses.finish(invitation=invitation, now=now)

    def _leave(self, life: Life, now: datetime) -> None:
        place = Place.objects.get(pk=self.places[life.number].pk)
        said = Leaving(
            reason=Departure.Reason.OTHER,
            words="",
            left_on=now.date(),
            channel=Departure.Channel.PHONE,
            leaves_evaluation=not life.stays_in_evaluation,
        )
        leave(place=place, said=said, offer=None, by=self.staff, now=now)

    def _come_back(self, day: int) -> int:
        """Let what went today to an address that is no more come back; return how many emails that were."""
        now = self.post(day)
        gone = [
            self.places[life.number].person_id
            for group in self.script.groups
            for life in group.lives
            if life.bounces is not None and life.bounces <= day
        ]
        rows = Message.objects.filter(person__in=gone, channel="email", state=Message.State.SENT, sent_at__gte=now)
        emails = set(rows.values_list("message_id", "address"))
        for message_id, address in emails:
            report = Report(
                provider="months",
                event_id=message_id,
                kind=ProviderReport.Kind.HARD_BOUNCE,
                channel="email",
                address=address,
                at=now,
                refs=(message_id,),
            )
            take_report(report=report, now=now)
        return len(emails)

    def _post_and_phone(self, now: datetime) -> None:
        batch = print_letters(messages=Message.objects.all(), by=self.staff, now=now)
        if batch is not None:
            post_batch(batch=batch, posted_on=now.date(), by=self.staff, now=now)
        waiting = Message.objects.to_call()
        for person in Person.objects.filter(pk__in=waiting.values("person")):
            record_call(
                person=person,
                outcome="reached",
                said=waiting.filter(person=person),
                note="",
                submission_id=uuid4(),
                by=self.staff,
                now=now,
            )


def _about(message: Message) -> str:
    """Return about which day or survey a message was, as the script says it."""
    parts = message.key.split(":")
    if message.purpose == "workshop-reminder":
        told_for = in_london(message.stale_after).date() if message.stale_after else ""
        return f"{told_for} {parts[3]}"
    if message.purpose == "workshop-moved":
        return str(in_london(message.stale_after).date()) if message.stale_after else ""
    if message.purpose == "contact-check":
        check = ContactCheck.objects.get(pk=message.data["check"])
        return f"{check.months}m {(0, *AGAIN_AFTER)[int(parts[2])]}d"
    if message.purpose == "follow-up-notice":
        return Invitation.objects.get(pk=message.data["invitation"]).wave.slug
    wave, _place, which = parts
    return wave if which == "invitation" else f"{wave} {which.removeprefix('reminder-')}d"


def differences(script: Script, said: Sequence[Said]) -> tuple[list[Said], list[Said]]:
    """Return what was due and not said, and what was said and not due; saying it twice counts."""
    wanted, told = Counter(due.all_due(script)), Counter(said)
    return sorted((wanted - told).elements()), sorted((told - wanted).elements())
