"""Copies for supporters: of what was said, while the person agrees, and of nothing that is for them alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from messaging.actions import cancel_unwanted, queue, queue_copies, tell_of_changes, tell_supporters
from messaging.messages import without_personal_links
from messaging.models import Message
from messaging.routing import route_for
from messaging.tasks import look_after_supporters, send_due
from people.actions import persons, supporters
from people.models import ContactMethod, Person, Supporter
from tests.factories import NOW, ContactMethodFactory, MessageFactory, PersonFactory, SupporterFactory

pytestmark = pytest.mark.django_db
State = Message.State
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ann() -> Supporter:
    """Ann gets copies of what is sent to Mair, since yesterday."""
    return SupporterFactory.create(
        person=PersonFactory.create(given_name="Mair", family_name="Jones", email="mair@example.org"),
        supporter=PersonFactory.create(given_name="Ann", email="ann@example.org"),
        gets_copies=True,
        agreed_at=NOW - timedelta(days=30),
        copies_since=NOW - timedelta(days=1),
    )


def sent_to(person: Person, **changes) -> Message:
    settled = {"state": State.SENT, "sent_at": NOW, "title": "Your workshop", "body": "It is on Tuesday."}
    return MessageFactory.create(person=person, programme_ref="ABCDEFGH", **(settled | changes))


def copies() -> list[Message]:
    return list(Message.objects.filter(copy_of__isnull=False).order_by("pk"))


def test_copy_is_sent_once_after_the_message_and_says_that_it_is_one(ann, mailoutbox):
    queue(key="k", person=ann.person, purpose="test", due_at=NOW, now=NOW, programme_ref="ABCDEFGH")
    for minute in range(4):
        look_after_supporters(NOW + minute * MINUTE)
        send_due(NOW + minute * MINUTE)

    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["mair@example.org"], "News for Mair"),
        (["ann@example.org"], "Copy: this was sent to Mair: News for Mair"),
    ]
    assert "Mair decides what to do." in mailoutbox[1].body
    assert "the news is good." in mailoutbox[1].body
    assert [copy.programme_ref for copy in copies()] == ["ABCDEFGH"]


def test_nothing_is_copied_without_the_persons_consent_to_copies(ann):
    sent_to(ann.person, sent_at=NOW - timedelta(days=2))
    helper_without_copies = SupporterFactory.create()
    sent_to(helper_without_copies.person)
    sent_to(PersonFactory.create())

    assert (queue_copies(now=NOW), copies()) == (0, [])


@pytest.mark.parametrize("private", [{"for_them_alone": True}, {"confidential": True}])
def test_what_is_for_the_person_alone_is_never_copied(ann, purpose, private):
    purpose(**private)
    sent_to(ann.person)

    assert queue_copies(now=NOW) == 0


def test_what_was_not_said_is_not_copied(ann):
    for state in (State.QUEUED, State.FAILED, State.TO_CALL):
        sent_to(ann.person, state=state, sent_at=None)

    assert queue_copies(now=NOW) == 0


def test_a_copy_of_a_copy_is_never_made(ann):
    other = SupporterFactory.create(person=ann.supporter, gets_copies=True)
    sent_to(ann.person)
    queue_copies(now=NOW)
    Message.objects.filter(copy_for=ann).update(state=State.SENT, sent_at=NOW)

    queue_copies(now=NOW)

    assert [copy.copy_for for copy in copies()] == [ann]
    assert other.gets_copies


def test_queued_copies_stop_at_once_when_the_person_ends_the_support(ann, mailoutbox):
    sent_to(ann.person)
    queue_copies(now=NOW)
    supporters.end(agreement=ann, by=ann.person, now=NOW)

    assert list(Message.objects.filter(copy_for=ann).still_wanted()) == []
    assert cancel_unwanted(now=NOW) == 1
    assert (copies()[0].state, copies()[0].why) == (State.CANCELLED, "The support has ended.")


@pytest.mark.parametrize("how", ["ended", "stopped", "died"])
def test_copy_is_asked_about_again_when_it_is_sent(ann, mailoutbox, how):
    """No sweep came in between."""
    sent_to(ann.person)
    queue_copies(now=NOW)
    if how == "ended":
        supporters.end(agreement=ann, by=ann.person, now=NOW)
    elif how == "stopped":
        supporters.set_copies(agreement=ann, gets_copies=False, by=ann.person, now=NOW)
    else:
        Person.objects.filter(pk=ann.person_id).update(deceased_on=NOW.date())
    send_due(NOW)

    assert (mailoutbox, copies()[0].state) == ([], State.CANCELLED)


def test_letter_for_a_supporter_leaves_the_list_when_copies_stop(ann):
    ann.supporter.address = "1 High Street"
    ann.supporter.save()
    ContactMethodFactory.create(person=ann.supporter, method=ContactMethod.Method.LETTER)
    sent_to(ann.person)
    queue_copies(now=NOW)
    send_due(NOW)
    before = Message.objects.to_print().count()
    supporters.set_copies(agreement=ann, gets_copies=False, by=ann.person, now=NOW)

    assert (before, Message.objects.to_print().count()) == (1, 0)


def test_supporter_who_can_only_be_phoned_gets_no_copies():
    agreement = SupporterFactory.create(supporter=PersonFactory.create(email=None, mobile="+447700900123"))
    supporters.set_copies(agreement=agreement, gets_copies=True, by=agreement.person, now=NOW)
    sent_to(agreement.person)

    assert queue_copies(now=NOW) == 0


def test_personal_links_are_taken_out_of_copies(settings):
    settings.BASE_URL = "https://example.org"
    links = {
        "survey": settings.BASE_URL + reverse("evaluation:answer", args=["secret"]),
        "calendar": settings.BASE_URL + reverse("workshops:feed", args=["secret"]),
        "dates": settings.BASE_URL + reverse("workshops:my_dates"),
        "concern": settings.BASE_URL + reverse("concern") + ".",
    }
    kept = without_personal_links("\n".join([*links.values(), "https://example.org/nowhere/secret"]))

    assert kept.split("\n") == [
        "(a link for them alone)",
        "(a link for them alone)",
        links["dates"],
        links["concern"],
        "(a link for them alone)",
    ]


def test_named_supporter_gets_one_email_with_the_way_to_sign_in_as_themselves(ann, mailoutbox):
    agreement = supporters.name_supporter(
        person=ann.person,
        given_name="Sam",
        family_name="",
        email="sam@example.org",
        mobile="",
        kind="advocate",
        gets_copies=False,
        by=ann.person,
        now=NOW,
    )
    for _ in range(2):
        look_after_supporters(NOW)
        send_due(NOW)

    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["sam@example.org"], "Mair Jones named you as their supporter")
    ]
    assert reverse("access:sign_in") in mailoutbox[0].body
    assert Message.objects.get().subject_key == f"supporter:{agreement.pk}"


def test_supporter_is_told_kindly_that_it_has_ended(ann, mailoutbox):
    supporters.end(agreement=ann, by=ann.person, now=NOW)
    for _ in range(2):
        tell_supporters(now=NOW)
        send_due(NOW)

    assert [mail.subject for mail in mailoutbox] == ["You no longer support Mair Jones on our website"]


def test_who_was_never_told_of_the_beginning_is_not_told_of_the_end(mailoutbox):
    agreement = SupporterFactory.create()
    tell_supporters(now=NOW)
    supporters.end(agreement=agreement, by=agreement.person, now=NOW)
    look_after_supporters(NOW)
    send_due(NOW)

    assert mailoutbox == []


def test_person_is_told_once_what_a_supporter_changed_of_how_they_are_reached(ann, mailoutbox):
    staff = PersonFactory.create()
    for by, fields in ((ann.supporter, {"address": "2 New Road"}), (staff, {"phone": "+441865496000"})):
        current = Person.objects.get(pk=ann.person_id)
        persons.update_details(person=current, version=current.version, values=fields, by=by, now=NOW)
    current = Person.objects.get(pk=ann.person_id)
    persons.update_details(
        person=current, version=current.version, values={"easy_read": True}, by=ann.supporter, now=NOW
    )
    for _ in range(2):
        tell_of_changes(now=NOW)
        send_due(NOW)

    told = [mail for mail in mailoutbox if "changed how we reach you" in mail.subject]
    assert [(mail.to, "address" in mail.body) for mail in told] == [([ann.person.email], True)]
    assert queue_copies(now=NOW) == 0


def test_what_is_for_one_person_alone_goes_neither_through_a_supporter_nor_to_a_shared_email(purpose):
    purpose(for_them_alone=True)
    person = PersonFactory.create(email="mair@example.org", contact_email="home@example.org")
    SupporterFactory.create(person=person, supporter__mobile="+447700900123")
    ContactMethodFactory.create(person=person, method=ContactMethod.Method.SUPPORTER, position=1)
    ContactMethodFactory.create(person=person, method=ContactMethod.Method.EMAIL, position=2)
    alone = route_for(MessageFactory.create(person=person))
    purpose(for_them_alone=False)
    usual = route_for(MessageFactory.create(person=person))

    assert (alone.channel, alone.address) == ("email", "mair@example.org")
    assert (usual.channel, usual.address) == ("phone", "+447700900123")


def test_message_copy_has_for_whom(ann):
    original = sent_to(ann.person)
    with pytest.raises(IntegrityError, match="message_copy_has_for_whom"), transaction.atomic():
        MessageFactory.create(copy_of=original)

    assert MessageFactory.create(copy_of=original, copy_for=ann).pk


def test_message_is_copied_once_to_a_supporter(ann):
    original = sent_to(ann.person)
    MessageFactory.create(copy_of=original, copy_for=ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory.create(copy_of=original, copy_for=ann)

    assert MessageFactory.create(copy_of=original, copy_for=SupporterFactory.create(person=ann.person)).pk


def test_confidential_message_is_no_copy(ann):
    original = sent_to(ann.person)
    with pytest.raises(IntegrityError, match="message_confidential_is_no_copy"), transaction.atomic():
        MessageFactory.create(copy_of=original, copy_for=ann, confidential=True)

    assert MessageFactory.create(confidential=True).pk
