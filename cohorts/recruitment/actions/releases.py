"""The employer's release: a manager is asked by a link of their own, and answers without signing in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.places import confirm_release
from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from cohorts.recruitment.models import Application, EmployerRelease
from cohorts.recruitment.release_links import hash_of, token_of
from messaging.actions import queue
from people.actions.audit import record
from people.models import ContactMethod, Person


@transaction.atomic
def ask_release(*, place: Place, application: Application, by: Person, now: datetime) -> EmployerRelease:
    """Ask a professional's manager to confirm the dates; without a manager's email staff are asked to phone."""
    release, made = EmployerRelease.objects.get_or_create(
        place=place,
        defaults={
            "manager": _manager(application, now),
            "manager_name": application.manager_name,
            "asked_at": now,
        },
    )
    if not made:
        return release
    record(by=by, action="release.ask", about=release, now=now)
    if release.manager is None:
        open_task(
            key=f"release-phone:{release.pk}",
            kind="release-phone",
            title=_("Phone the employer of %(name)s: we have no manager's email") % {"name": place.person},
            programme=place.programme,
            cohort=place.cohort,
            person=place.person,
            subject_ref=place.cohort.ref,
            now=now,
        )
        return release
    release.token_hash = hash_of(token_of(release))
    release.save(update_fields=["token_hash"])
    queue(
        key=f"release-request:{release.pk}",
        person=release.manager,
        purpose="release-request",
        due_at=now,
        now=now,
        subject_key=f"release:{release.pk}",
        programme_ref=place.programme.ref,
        data={"release": release.pk},
        by=by,
    )
    return release


@transaction.atomic
def answer_release(
    *, release: EmployerRelease, confirmed: bool, reason: str = "", by: Person, now: datetime
) -> EmployerRelease:
    """Record the manager's answer, given by them or told to staff. The same answer twice changes nothing.

    A release that was refused may still be confirmed; one that was confirmed stays so.

    Raises:
        NotAllowedError: it was confirmed before, or the person has left.
    """
    release = EmployerRelease.objects.locked().select_related(None).get(pk=release.pk)
    place = release.place
    to = EmployerRelease.State.CONFIRMED if confirmed else EmployerRelease.State.REFUSED
    if release.state == to:
        return release
    if release.state == EmployerRelease.State.CONFIRMED:
        if by.pk == release.answered_by_id:
            raise NotAllowedError(_("You have already confirmed. Phone us if something has changed."))
        raise NotAllowedError(_("It was confirmed already. Nothing was changed."))
    if place.state == Place.State.WITHDRAWN:
        raise NotAllowedError(_("This person no longer takes part, so there is nothing to confirm."))
    release.state, release.answered_at, release.answered_by = to, now, by
    release.refusal_reason = "" if confirmed else reason
    release.save(update_fields=["state", "answered_at", "answered_by", "refusal_reason"])
    record(by=by, action=f"release.{to}", about=release, now=now, fields=["state"])
    close_tasks(keys=[f"release-phone:{release.pk}"], by=by, now=now)
    if confirmed:
        close_tasks(keys=[f"release-refused:{release.pk}"], by=by, now=now)
        confirm_release(place=place, by=by, now=now)
    else:
        _tell_staff(release, place, now)
    return release


@transaction.atomic
def follow_released_places(*, now: datetime) -> int:
    """Settle releases that staff confirmed on the place itself; return how many that were."""
    asked = EmployerRelease.objects.filter(place__released_at__isnull=False).exclude(state="confirmed")
    count = 0
    for release in asked.select_related("place"):
        by = release.place.released_by
        if by is not None:
            answer_release(release=release, confirmed=True, by=by, now=release.place.released_at or now)
            count += 1
    return count


def _tell_staff(release: EmployerRelease, place: Place, now: datetime) -> None:
    open_task(
        key=f"release-refused:{release.pk}",
        kind="release-refused",
        title=_("The employer cannot release %(name)s. Talk to them.") % {"name": place.person},
        programme=place.programme,
        cohort=place.cohort,
        person=place.person,
        subject_ref=place.cohort.ref,
        now=now,
    )


def _manager(application: Application, now: datetime) -> Person | None:
    """Find or make the manager by email. A person made here cannot sign in: the address proves nothing."""
    email = application.manager_email.strip().lower()
    if not email:
        return None
    asked_before = Person.objects.filter(contact_email=email, email=None, releases_asked__isnull=False).distinct()
    found = Person.objects.filter(email=email).first() or asked_before.order_by("pk").first()
    if found is not None:
        return found
    given, _space, family = application.manager_name.strip().partition(" ")
    manager = Person.objects.create_person(
        given_name=given or _("Manager"), family_name=family, contact_email=email, is_active=False, created_at=now
    )
    ContactMethod.objects.create(person=manager, method=ContactMethod.Method.EMAIL, position=1)
    return manager
