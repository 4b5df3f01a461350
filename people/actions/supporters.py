"""Agreeing who helps, with or without copies, and ending it."""

from datetime import date, datetime

from django.db import transaction

from people.actions import persons
from people.actions.audit import record
from people.errors import NotTheirsToGive
from people.models import AgreedVia, Person, Supporter


@transaction.atomic
def agree(
    *,
    person: Person,
    supporter: Person,
    kind: str,
    by: Person,
    now: datetime,
    gets_copies: bool = False,
    via: str = AgreedVia.WEB,
    said_by: str = "",
) -> Supporter:
    """Record that `supporter` helps `person`, who agreed to it. Agreeing twice gives one agreement.

    On this website the person agrees themselves; otherwise staff record how they said so, and who told us.

    Raises:
        NotTheirsToGive: somebody else tried on this website.
        ValueError: nobody is their own supporter.
    """
    if via == AgreedVia.WEB and by != person:
        raise NotTheirsToGive
    if person == supporter:
        msg = "Nobody is their own supporter."
        raise ValueError(msg)
    agreement, made = Supporter.objects.get_or_create(
        person=person,
        supporter=supporter,
        ended_at=None,
        defaults={
            "kind": kind,
            "gets_copies": gets_copies,
            "copies_since": now if gets_copies else None,
            "agreed_at": now,
            "agreed_by": by,
            "agreed_via": via,
            "said_by": said_by,
        },
    )
    if made:
        record(by=by, action="supporter.agree", about=agreement, now=now)
    return agreement


@transaction.atomic
def name_supporter(
    *,
    person: Person,
    given_name: str,
    family_name: str,
    email: str,
    mobile: str,
    kind: str,
    gets_copies: bool,
    by: Person,
    now: datetime,
    via: str = AgreedVia.WEB,
    said_by: str = "",
) -> Supporter:
    """Record a supporter whom a person names, with an email or a mobile.

    The address is not proved, so it never leads to a person whom we know already: nobody learns by it who is known.
    Who proves it by signing in finds the people they help (`Supporter.objects.helped_by`). Naming the same address
    again while it stands gives the agreement that is there.
    """
    address = email.strip().lower()
    Person.objects.select_for_update().get(pk=person.pk)
    same = Supporter.objects.current().filter(
        person=person,
        supporter__given_name=given_name,
        supporter__family_name=family_name,
        supporter__contact_email=address,
        supporter__mobile=mobile,
    )
    if (standing := same.first()) is not None:
        return standing
    named = persons.create(
        given_name=given_name, family_name=family_name, contact_email=address, mobile=mobile, now=now, by=by
    )
    return agree(
        person=person, supporter=named, kind=kind, gets_copies=gets_copies, via=via, said_by=said_by, by=by, now=now
    )


@transaction.atomic
def set_copies(*, agreement: Supporter, gets_copies: bool, by: Person, now: datetime) -> None:
    """Say whether a supporter gets copies of messages."""
    changed = Supporter.objects.current().filter(pk=agreement.pk).exclude(gets_copies=gets_copies)
    if changed.update(gets_copies=gets_copies, copies_since=now if gets_copies else None):
        record(by=by, action="supporter.set_copies", about=agreement, now=now, fields=["gets_copies"])


@transaction.atomic
def end(*, agreement: Supporter, by: Person, now: datetime) -> None:
    """End an agreement; the supported person may do so at any time. Ending it twice changes nothing."""
    if Supporter.objects.current().filter(pk=agreement.pk).update(ended_at=now, ended_by=by):
        record(by=by, action="supporter.end", about=agreement, now=now, fields=["ended_at"])


@transaction.atomic
def record_authority(*, agreement: Supporter, authority: str, seen_on: date, by: Person, now: datetime) -> None:
    """Write down which legal authority of a supporter was seen, on which day and by whom.

    It changes nothing that the supporter may do here: an adult who can decide something decides it, whatever a paper
    says about other decisions.
    """
    standing = Supporter.objects.current().filter(pk=agreement.pk)
    if standing.update(authority=authority, authority_seen_on=seen_on, authority_seen_by=by):
        fields = ["authority", "authority_seen_on"]
        record(by=by, action="supporter.authority_seen", about=agreement, now=now, fields=fields)
