"""The life of an application on the website, from the first page to the last button."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cohorts.models import Programme
from cohorts.recruitment.actions.proofs import may_email
from cohorts.recruitment.actions.together import join_partner
from cohorts.recruitment.actions.writing import New, write_all
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.lookalikes import similar_person
from cohorts.recruitment.models import Application, OutreachLink
from common.words import say_ref
from messaging.actions import queue, send_to_address
from people.actions.audit import record
from people.models import Consent, Person

Draft = dict[str, Any]


class AlreadyApplied(Exception):  # noqa: N818 - a fact, not a fault
    """The person has an application in this programme."""

    def __init__(self, earlier: Application) -> None:
        super().__init__(earlier.ref)
        self.earlier = earlier


def hash_of(token: str) -> str:
    """Return what is stored of a link's secret."""
    return sha256(token.encode()).hexdigest()


def start_draft(*, programme: Programme, now: datetime, outreach_link: OutreachLink | None = None) -> Application:
    """Return a new draft that belongs to nobody yet."""
    application = Application(programme=programme, started_at=now, saved_at=now, outreach_link=outreach_link)
    application.draft = {"pages": {}}
    application.save()
    return application


@transaction.atomic
def save_page(
    *, application: Application, page: str, typed: Mapping[str, list[str]], ok: bool, now: datetime
) -> Application:
    """Keep what was typed on one page, right or wrong (`ok`). Of two tabs the last one counts, page by page.

    Nothing happens to an application that was sent meanwhile.
    """
    row = Application.objects.locked().get(pk=application.pk)
    if row.state != Application.State.DRAFT:
        return row
    draft: Draft = dict(row.draft or {})
    draft["pages"] = {**draft.get("pages", {}), page: {"typed": dict(typed), "ok": ok}}
    row.draft, row.step, row.saved_at = draft, page, now
    row.version += 1
    row.save(update_fields=["draft", "step", "saved_at", "version"])
    return row


@transaction.atomic
def keep_for_later(*, application: Application) -> str:
    """Return the secret of the link that leads back to the draft. It stays the same, so that an older email works."""
    token = salted_hmac("recruitment.resume", f"{application.pk}:{application.submission_id}", algorithm="sha256")
    secret = token.hexdigest()
    Application.objects.filter(pk=application.pk).update(resume_hash=hash_of(secret))
    return secret


def email_link(*, application: Application, address: str, link: str, now: datetime) -> bool:
    """Email the link that leads back to the draft; tell whether it went."""
    if not may_email(address=address):
        return False
    title = _("Your application to %(programme)s") % {"programme": application.programme.name}
    body = _(
        "Your application is saved. It is not sent yet.\n\n"
        "Go on with it here: %(link)s\n\n"
        "Your application number is %(number)s. Keep this email to yourself: the link opens your answers.\n\n"
        "Do you want help, or to do it by phone? Call %(phone)s."
    ) % {"link": link, "number": say_ref(application.ref), "phone": settings.HELP_PHONE}
    return send_to_address(address=address, title=title, body=body, now=now)


@transaction.atomic
def submit(*, application: Application, answers: Answers, proved_email: str | None, now: datetime) -> Application:
    """Send the application, once; a second time returns the first result.

    A proved address joins it to the person who signs in with it, where the name is the same too: a household may share
    an address. Otherwise a new person is made, and staff see who it may be.

    Raises:
        AlreadyApplied: the person whose address was proved has applied to this programme before.
    """
    row = Application.objects.locked().select_related("programme").get(pk=application.pk)
    if row.state != Application.State.DRAFT:
        return row
    known = _known_person(answers, proved_email)
    if known is not None:
        refuse_second(person=known, programme=row.programme)
    similar = None if known else similar_person(answers)
    taken = Person.objects.filter(email=proved_email).exists() if proved_email else True
    new = New(answers, row, known, None if taken else proved_email, similar)
    try:
        with transaction.atomic():
            write_all(news=[new], programme=row.programme, channel=Consent.Channel.WEB, now=now, by=None)
    except IntegrityError:
        # Another tab was faster, between the question and the answer.
        refuse_second(person=known, programme=row.programme)
        raise
    join_partner(row=row)
    tell_received(row=row, by=row.person, now=now)
    return row


def _known_person(answers: Answers, proved_email: str | None) -> Person | None:
    if not proved_email:
        return None
    person = Person.objects.filter(email=proved_email).select_related("merged_into").first()
    if person is None:
        return None
    person = person.merged_into or person
    same_name = (person.given_name.casefold(), person.family_name.casefold()) == answers.name_key
    return person if same_name and person.deceased_on is None else None


def refuse_second(*, person: Person | None, programme: Programme) -> None:
    """Raise AlreadyApplied where the person has an application in the programme."""
    if person is not None:
        earlier = Application.objects.of(person).submitted().filter(programme=programme).exclude(state="withdrawn")
        if (found := earlier.first()) is not None:
            raise AlreadyApplied(found)


def tell_received(*, row: Application, by: Person | None, now: datetime) -> None:
    """Record that an application came, and tell the applicant by their own way. `by` is who sent or keyed it."""
    person = row.person
    if person is None:
        return
    record(by=by, action="application.submitted", about=row, now=now)
    queue(
        key=f"application-received:{row.pk}",
        person=person,
        purpose="application-received",
        due_at=now,
        now=now,
        subject_key=f"application:{row.pk}",
        programme_ref=row.programme.ref,
        data={"application": row.pk},
    )
