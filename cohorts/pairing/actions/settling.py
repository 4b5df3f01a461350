"""Carrying out what somebody chose who had lost a partner. Each is done once; the earlier pair stays on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_tasks, reopen_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place, Role, Task, TeamMembership
from cohorts.pairing.actions.choices import key_of
from cohorts.pairing.actions.guests import invite_guest
from cohorts.pairing.actions.pairs import introduce_pair
from cohorts.pairing.candidates import couple, excluded_couples, taken_places
from cohorts.pairing.choice_messages import FACILITATOR, subject_of_choice
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.pairing.querysets import waited_for
from messaging.actions import cancel, queue
from messaging.models import Message
from people.actions.audit import record
from people.models import Person

Option = PartnerChoice.Option


@transaction.atomic
def settle_with_partner(*, choice: PartnerChoice, partner: Place, by: Person, now: datetime) -> Pair:
    """Make a new pair with somebody of the cohort who is free. Twice gives one pair.

    The two are introduced at once where both have said whom they must not be paired with; else the pair waits for it.

    Raises:
        NotAllowedError: it was not chosen or is settled otherwise, the other is not free, or an exclusion stands.
    """
    choice = locked_choice(choice, Option.NEW_PARTNER)
    if choice.new_pair is not None:
        return choice.new_pair
    theirs = PartnerChoice.objects.open().filter(place=partner).first()
    if theirs is not None and theirs.option != Option.NEW_PARTNER:
        raise NotAllowedError(
            _("%(name)s has lost a partner too and has not chosen a new one. Speak with them first.")
            % {"name": partner.person}
        )
    pair = _new_pair(choice, partner, by, now)
    if theirs is not None:
        settled(choice=theirs, by=by, now=now, pair=pair)
    settled(choice=choice, by=by, now=now, pair=pair)
    return pair


@transaction.atomic
def settle_with_graduate(*, choice: PartnerChoice, graduate: Place, by: Person, now: datetime) -> Pair:
    """Give somebody a partner who completed an earlier cohort: a guest with a place of their own in this cohort.

    The two are introduced as by settle_with_partner.
    They agreed to it when staff asked them. Their earlier place stays completed; they are asked in no survey.

    Raises:
        NotAllowedError: they have not completed one, cannot be reached, take part already, or an exclusion stands.
    """
    choice = locked_choice(choice, Option.GRADUATE)
    if choice.new_pair is not None:
        return choice.new_pair
    pair = _new_pair(choice, invite_guest(choice=choice, graduate=graduate, by=by, now=now), by, now)
    settled(choice=choice, by=by, now=now, pair=pair)
    return pair


@transaction.atomic
def settle_with_facilitator(*, choice: PartnerChoice, facilitator: Person, by: Person, now: datetime) -> PartnerChoice:
    """Let somebody finish with a facilitator of the programme, and tell them who it is. Twice changes nothing.

    Raises:
        NotAllowedError: it was not chosen, is settled, or this is no facilitator of the programme.
    """
    choice = locked_choice(choice, Option.FACILITATOR)
    if choice.settled_at is not None:
        return choice
    role = TeamMembership.Role.FACILITATOR
    members = TeamMembership.objects.giving(facilitator, role).filter(programme=choice.pair.cohort.programme_id)
    if not members.exists():
        raise NotAllowedError(_("%(name)s is no facilitator of this programme.") % {"name": facilitator})
    choice = settled(choice=choice, by=by, now=now, facilitator=facilitator)
    queue(
        key=f"{FACILITATOR}:{choice.pk}:{now:%Y%m%d%H%M%S}",
        person=choice.place.person,
        purpose=FACILITATOR,
        due_at=now,
        now=now,
        subject_key=subject_of_choice(choice),
        programme_ref=choice.pair.cohort.programme.ref,
        data={"choice": choice.pk},
        by=by,
    )
    return choice


@transaction.atomic
def reopen_choice(*, choice: PartnerChoice, by: Person, now: datetime) -> PartnerChoice:
    """Let somebody choose again who was to finish with a facilitator; what is not sent yet is stopped. Twice: once.

    Raises:
        NotAllowedError: it was settled otherwise or let go, they have left, or a later choice is open.
    """
    Cohort.objects.locked().get(pk=choice.pair.cohort_id)
    PartnerChoice.objects.locked().get(pk=choice.pk)
    choice = PartnerChoice.objects.with_everything_named().get(pk=choice.pk)
    if choice.may_choose:
        return choice
    later = PartnerChoice.objects.open().filter(place=choice.place).exists()
    if choice.facilitator is None or later or choice.place.state != Place.State.ACTIVE:
        raise NotAllowedError(_("Only somebody who takes part and finishes with a facilitator can choose again."))
    choice.settled_at, choice.settled_by, choice.facilitator = None, None, None
    choice.save(update_fields=["settled_at", "settled_by", "facilitator"])
    why = _("They can choose again how to go on.")
    cancel(messages=Message.objects.about(subject_of_choice(choice)), why=why, now=now, by=by)
    for task in Task.objects.filter(key=key_of(choice, "do")):
        reopen_task(task=task, by=by, now=now, why=why)
    record(by=by, action="partner_choice.reopen", about=choice, now=now, fields=["settled_at"])
    return choice


def locked_choice(choice: PartnerChoice, option: str) -> PartnerChoice:
    """Return a choice as it is now, its cohort and itself locked.

    Raises:
        NotAllowedError: something else was chosen, or it was let go; the text says what to do.
    """
    Cohort.objects.locked().get(pk=choice.pair.cohort_id)
    PartnerChoice.objects.locked().get(pk=choice.pk)
    choice = PartnerChoice.objects.with_everything_named().get(pk=choice.pk)
    if choice.dropped_at is not None:
        raise NotAllowedError(_("There is nothing to choose any more: %(why)s") % {"why": choice.dropped_why})
    if choice.option != option:
        raise NotAllowedError(_("%(name)s has chosen something else now. Look again.") % {"name": choice.place.person})
    return choice


def settled(
    *, choice: PartnerChoice, by: Person, now: datetime, pair: Pair | None = None, facilitator: Person | None = None
) -> PartnerChoice:
    """Write down how a choice was carried out, and tick its tasks off. The caller holds the locks."""
    choice.settled_at, choice.settled_by = now, by
    choice.new_pair, choice.facilitator = pair, facilitator
    choice.save(update_fields=["settled_at", "settled_by", "new_pair", "facilitator"])
    close_tasks(keys=[key_of(choice, step) for step in ("call", "ask", "do")], by=by, now=now)
    record(by=by, action="partner_choice.settle", about=choice, now=now, fields=["settled_at"])
    return choice


def ensure_no_exclusion(one: Place, other: Place) -> None:
    """Refuse two people between whom an exclusion stands.

    Raises:
        NotAllowedError: an exclusion stands between them.
    """
    if couple(one, other) in excluded_couples(one.programme_id):
        names = {"one": one.person, "other": other.person}
        raise NotAllowedError(_("An exclusion stands between %(one)s and %(other)s.") % names)


def _new_pair(choice: PartnerChoice, partner: Place, by: Person, now: datetime) -> Pair:
    mine, cohort = choice.place, choice.pair.cohort
    partner = Place.objects.select_related("person").get(pk=partner.pk)
    if partner.cohort_id != cohort.pk or partner.role == mine.role:
        raise NotAllowedError(_("Choose somebody of the same cohort in the other role."))
    busy = taken_places(Pair.objects.active().filter(cohort=cohort))
    if {mine.pk, partner.pk} & busy or partner.state != Place.State.ACTIVE or mine.state != Place.State.ACTIVE:
        raise NotAllowedError(_("One of the two is in a pair by now, or has left. Look again."))
    ensure_no_exclusion(mine, partner)
    lay, professional = (mine, partner) if mine.role == Role.LAY else (partner, mine)
    pair = Pair.objects.create(
        cohort=cohort,
        lay=lay,
        professional=professional,
        lay_cohort=cohort,
        professional_cohort=cohort,
        reasons=[_("Chosen after an earlier partner had gone.")],
        made_at=now,
        made_by=by,
    )
    record(by=by, action="pair.make", about=pair, now=now)
    return pair if waited_for(pair.places) else introduce_pair(pair=pair, by=by, now=now)
