"""Applications that came on paper or by phone, keyed by staff: kept as drafts, then written like any other."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from cohorts.models import Programme
from cohorts.recruitment.actions.applications import Draft, refuse_second, tell_received
from cohorts.recruitment.actions.together import join_partner
from cohorts.recruitment.actions.writing import New, write_all
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.lookalikes import similar_person
from cohorts.recruitment.models import Application
from people.actions.audit import record
from people.models import Consent, Person

Typed = Mapping[str, list[str]]
State = Application.State
CHANNELS = {Application.Source.PAPER: Consent.Channel.PAPER, Application.Source.PHONE: Consent.Channel.PHONE}


@transaction.atomic
def start_keyed(
    *, programme: Programme, source: str, role: str, language: str, by: Person, now: datetime
) -> Application:
    """Return a new draft of an application that came on paper or by phone, with who keys it."""
    application = Application(programme=programme, source=source, keyed_by=by, keyed_at=now)
    application.started_at = application.saved_at = now
    application.draft = {"pages": {"role": {"typed": {"role": [role]}, "ok": True}}, "language": language}
    application.save()
    record(by=by, action="application.keying", about=application, now=now)
    return application


@transaction.atomic
def save_chapter(
    *, application: Application, typed: Mapping[str, Typed], right: Mapping[str, bool], now: datetime
) -> Application:
    """Keep what was keyed on several pages, right or wrong. Nothing happens to one that was sent meanwhile."""
    row = Application.objects.locked().get(pk=application.pk)
    if row.state != State.DRAFT:
        return row
    draft: Draft = dict(row.draft or {})
    pages = {slug: {"typed": dict(typed[slug]), "ok": right[slug]} for slug in typed}
    draft["pages"] = {**draft.get("pages", {}), **pages}
    row.draft, row.step, row.saved_at = draft, next(reversed(pages), row.step), now
    row.version += 1
    row.save(update_fields=["draft", "step", "saved_at", "version"])
    return row


@transaction.atomic
def submit_keyed(
    *,
    application: Application,
    answers: Answers,
    person: Person | None,
    by: Person,
    now: datetime,
    to_ask: Sequence[str] = (),
) -> Application:
    """Save a keyed application for good, once; a second time returns the first result.

    `person` is whom staff recognised; without one a new person is made, and who is like them is noted. What was
    agreed to is recorded as said on paper or by phone, by whom and when. `to_ask` names what the paper left blank.

    Raises:
        AlreadyApplied: this person has an application to the programme.
    """
    Application.objects.locked().get(pk=application.pk)
    row = Application.objects.select_related("programme").get(pk=application.pk)
    if row.state != State.DRAFT:
        return row
    refuse_second(person=person, programme=row.programme)
    similar = similar_person(answers) if person is None else None
    row.keyed_by, row.keyed_at, row.to_ask = by, now, list(to_ask)
    channel = CHANNELS[Application.Source(row.source)]
    try:
        with transaction.atomic():
            news = [New(answers, row, person, None, similar)]
            write_all(news=news, programme=row.programme, channel=channel, now=now, by=by)
    except IntegrityError:
        # A colleague was faster, between the question and the answer.
        refuse_second(person=person, programme=row.programme)
        raise
    join_partner(row=row)
    tell_received(row=row, by=by, now=now)
    return row


@transaction.atomic
def discard_keyed(*, application: Application, by: Person, now: datetime) -> bool:
    """Throw a keyed draft away, with everything in it; tell whether it was still a draft."""
    row = Application.objects.locked().get(pk=application.pk)
    if row.state != State.DRAFT:
        return False
    row.state, row.withdrawn_at, row.draft = State.WITHDRAWN, now, None
    row.save(update_fields=["state", "withdrawn_at", "draft"])
    record(by=by, action="application.discard", about=row, now=now, fields=["state"])
    return True
