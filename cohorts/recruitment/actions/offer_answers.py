"""Answers to offers: accepted, declined, lapsed, taken back; each settles an offer once."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place, Role
from cohorts.recruitment.actions.couples import go_alone
from cohorts.recruitment.actions.offers import check_not_begun, locked_cohort
from cohorts.recruitment.actions.releases import ask_release
from cohorts.recruitment.models import Application, EmployerRelease, Offer
from cohorts.recruitment.partners import is_half
from common.dates import in_london
from common.words import say_phone
from messaging.actions import cancel, queue
from messaging.models import Message
from people.actions.audit import record
from people.actions.consents import give
from people.consent_texts import CURRENT
from people.models import Consent, Person

State = Offer.State


def accept_offer(
    *,
    offer: Offer,
    by: Person,
    now: datetime,
    consents: Iterable[str] = (),
    channel: str = Consent.Channel.WEB,
) -> Place:
    """Accept an offer: the place is made, the person is welcomed, a professional's employer is asked for release.

    Whoever applied with a partner who does not come any more comes alone by it.

    Accepting twice, or in two tabs, gives the same place. `by` is the person, or the member of staff who was told.

    Raises:
        NotAllowedError: the offer is closed, its last day has passed, the first workshop has begun, or the person has a
            place in the programme.
    """
    try:
        return _accept(offer, by, now, consents, channel)
    except IntegrityError as error:
        raise NotAllowedError(
            _("You already have a place in this programme. Phone us if that is not right.")
        ) from error


@transaction.atomic
def _accept(offer: Offer, by: Person, now: datetime, consents: Iterable[str], channel: str) -> Place:
    cohort = locked_cohort(offer.cohort)
    offer = Offer.objects.locked().select_related(None).get(pk=offer.pk)
    if offer.state == State.ACCEPTED and offer.place is not None:
        return offer.place
    _check_open(offer, by, now)
    _check_not_begun(offer, cohort, by, now)
    application = offer.application
    person = application.person
    if person is None:
        raise NotAllowedError(_("This application belongs to nobody yet. Settle who it is first."))
    place = Place.objects.create(
        person=person,
        cohort=cohort,
        programme_id=cohort.programme_id,
        role=offer.role,
        accepted_at=now,
        release_needed=offer.role == Role.PROFESSIONAL,
    )
    _close(offer, State.ACCEPTED, by, now, place=place)
    if is_half(application):
        go_alone(application=application, by=by, now=now)
    for purpose in consents:
        give(person=person, text=CURRENT[purpose], by=by, now=now, channel=channel)
    queue(
        key=f"welcome:{place.pk}",
        person=person,
        purpose="welcome",
        due_at=now,
        now=now,
        subject_key=f"place:{place.pk}",
        programme_ref=cohort.programme.ref,
        data={"place": place.pk},
        by=by,
    )
    if place.release_needed:
        ask_release(place=place, application=application, by=by, now=now)
    return place


@transaction.atomic
def decline_offer(*, offer: Offer, reason: str = "", by: Person, now: datetime) -> Offer:
    """Decline an offer; the seat is free, and staff are asked to pass it on. Declining twice changes nothing.

    Raises:
        NotAllowedError: the offer was accepted, has lapsed or was withdrawn.
    """
    locked_cohort(offer.cohort)
    offer = Offer.objects.locked().select_related(None).get(pk=offer.pk)
    if offer.state == State.DECLINED:
        return offer
    _check_open(offer, by, None)
    _close(offer, State.DECLINED, by, now, reason=reason)
    _pass_on(offer, now)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: Person, now: datetime) -> Offer:
    """Take an open offer back; its messages are stopped. Twice changes nothing.

    Raises:
        NotAllowedError: the offer was answered.
    """
    locked_cohort(offer.cohort)
    offer = Offer.objects.locked().select_related(None).get(pk=offer.pk)
    if offer.state == State.WITHDRAWN:
        return offer
    _check_open(offer, by, None)
    _close(offer, State.WITHDRAWN, by, now)
    _pass_on(offer, now)
    return offer


def lapse_overdue(*, now: datetime) -> int:
    """Let every open offer lapse whose last day has passed, or whose cohort has begun; return how many that were."""
    too_late = Offer.objects.overdue(on=in_london(now).date()) | Offer.objects.open().of_begun(now=now)
    return sum(_lapse(offer, now) for offer in too_late.select_related("cohort"))


@transaction.atomic
def _lapse(offer: Offer, now: datetime, by: Person | None = None) -> int:
    locked_cohort(offer.cohort)
    offer = Offer.objects.locked().select_related(None).get(pk=offer.pk)
    if offer.state != State.OPEN:
        return 0
    _close(offer, State.LAPSED, by, now)
    _pass_on(offer, now)
    return 1


@transaction.atomic
def follow_withdrawn_places(*, now: datetime) -> int:
    """Follow everybody who has left and whose application does not say so yet; return how many that were."""
    left = Offer.objects.filter(
        state=State.ACCEPTED, place__state=Place.State.WITHDRAWN, application__state=Application.State.ACCEPTED
    )
    return sum(_follow(offer, None, now, pass_on=True) for offer in left.select_related("application", "cohort"))


@transaction.atomic
def follow_leaver(*, place: Place, by: Person, now: datetime, pass_on: bool) -> int:
    """Withdraw the application of somebody who has left; ask staff to pass the seat on, unless it is offered already.

    Before the first day alone: then nobody new can join. What the employer was asked is not asked any more.
    """
    stop = Message.objects.filter(subject_key__in=[f"release:{pk}" for pk in _releases_of(place)])
    cancel(messages=stop, why=_("This person has left the programme."), now=now, by=by)
    offers = Offer.objects.filter(place=place, state=State.ACCEPTED, application__state=Application.State.ACCEPTED)
    return sum(_follow(offer, by, now, pass_on=pass_on) for offer in offers.select_related("application", "cohort"))


@transaction.atomic
def follow_return(*, place: Place, by: Person, now: datetime) -> None:
    """Take up the application again of somebody who was taken out by an error."""
    offer = Offer.objects.filter(place=place, application__state=Application.State.WITHDRAWN).first()
    if offer is not None:
        Application.objects.filter(pk=offer.application_id).update(state=Application.State.ACCEPTED, withdrawn_at=None)
        record(by=by, action="application.restored", about=offer.application, now=now, fields=["state"])


@transaction.atomic
def lapse_offers_of(*, person: Person, by: Person, now: datetime) -> int:
    """Let the open offers of somebody who has died lapse, so that the seats are free; return how many that were.

    A lapsed offer can be made again, should the death have been recorded in error.
    """
    return sum(_lapse(offer, now, by) for offer in Offer.objects.of(person).open().select_related("cohort"))


def _releases_of(place: Place) -> list[int]:
    return list(EmployerRelease.objects.filter(place=place).values_list("pk", flat=True))


def _follow(offer: Offer, by: Person | None, now: datetime, *, pass_on: bool) -> int:
    Application.objects.filter(pk=offer.application_id).update(state=Application.State.WITHDRAWN, withdrawn_at=now)
    record(by=by, action="application.withdrawn", about=offer.application, now=now, fields=["state"])
    if pass_on:
        _pass_on(offer, now)
    return 1


def _close(
    offer: Offer, to: Offer.State, by: Person | None, now: datetime, *, reason: str = "", place: Place | None = None
) -> None:
    """Settle an offer and its application, and stop what is still to be said about it."""
    offer.state, offer.answered_at, offer.answered_by = to, now, by
    offer.decline_reason, offer.place = reason, place
    offer.save(update_fields=["state", "answered_at", "answered_by", "decline_reason", "place"])
    values = {"state": str(to)} | ({"withdrawn_at": now} if to == State.WITHDRAWN else {})
    Application.objects.filter(pk=offer.application_id).update(**values)
    why = _("The offer was settled: %(state)s.") % {"state": offer.get_state_display()}
    cancel(messages=Message.objects.all().about(f"offer:{offer.pk}"), why=why, now=now, by=by)
    record(by=by, action=f"offer.{to}", about=offer, now=now, fields=["state"])


def _pass_on(offer: Offer, now: datetime) -> None:
    """Put the freed seat on the list of the team; once the cohort has begun nobody can take it any more."""
    cohort = offer.cohort
    over = {Cohort.State.FINISHED, Cohort.State.ARCHIVED, Cohort.State.CANCELLED}
    if cohort.state in over or cohort.has_begun(now=now):
        return
    title = _("Fill the free place in %(cohort)s (%(role)s)")
    open_task(
        key=f"next-reserve:{offer.pk}",
        kind="next-reserve",
        title=title % {"cohort": cohort.name, "role": offer.get_role_display()},
        programme=cohort.programme,
        cohort=cohort,
        subject_ref=cohort.ref,
        now=now,
        due_on=in_london(now).date(),
    )


def _check_open(offer: Offer, by: Person, now: datetime | None) -> None:
    """Refuse what is settled, and with `now` what is too late; the sweep may not have come by yet."""
    if offer.state != State.OPEN and by.pk != offer.application.person_id:
        raise NotAllowedError(
            _("This offer is settled already: %(state)s, recorded by %(name)s. Nothing was changed. Phone them again.")
            % {"state": offer.get_state_display().lower(), "name": offer.answered_by or _("the service")}
        )
    if offer.state != State.OPEN:
        raise NotAllowedError(
            _("This offer is closed: %(state)s. Phone us if you would like to talk about it.")
            % {"state": offer.get_state_display().lower()}
        )
    if now is not None and offer.reply_by < in_london(now).date():
        raise NotAllowedError(_("The last day to answer this offer has passed. Phone us if you still want the place."))


def _check_not_begun(offer: Offer, cohort: Cohort, by: Person, now: datetime) -> None:
    """Refuse once the workshops have begun, in words for whoever reads them."""
    if by.pk != offer.application.person_id:
        check_not_begun(cohort, now)
    elif cohort.has_begun(now=now):
        raise NotAllowedError(
            _("The workshops of this group have begun, so nobody new can join it. Phone us on %(phone)s.")
            % {"phone": say_phone(settings.HELP_PHONE)}
        )
