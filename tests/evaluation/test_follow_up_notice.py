"""The notice of the follow-up survey: whom, when, in which words, and what ends it."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from cohorts.models import Place
from evaluation.actions.invitations import leave_evaluation
from evaluation.models import Invitation
from evaluation.notice_messages import NOTICE
from evaluation.tasks import open_due_waves
from leadingtogether.actions.departures import SURVEYS
from messaging.actions.rules import set_rule, what_would_change
from messaging.models import Message, Template
from messaging.purposes import all_purposes, purpose_of
from messaging.rules import kind_of
from messaging.tasks import send_due
from people.models import Consent, Person
from tests.evaluation.survey_help import agree, held, london, place_of_somebody, three_workshops
from tests.factories import NOW, ContactMethodFactory, PlaceFactory, coordinator_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
DAYS = (date(2027, 4, 1), date(2027, 5, 4), date(2027, 6, 1))
AFTER = london("2027-06-02T09:00")
# The follow-up opens on Friday 1 December 2028, 9:30am; four weeks before is a Friday as well.
OPENS, FOUR_WEEKS = london("2028-12-01T09:30"), london("2028-11-03T09:30")
RULE = {"kind": kind_of(NOTICE, "before")}


@pytest.fixture
def place() -> Place:
    """Return the place of somebody who agreed to the follow-up, in a cohort whose workshops are over."""
    found = place_of_somebody(accepted_at=NOW, person__given_name="Mair", person__address="1 High Street")
    for workshop in three_workshops(found, *DAYS):
        held(workshop)
    open_due_waves(AFTER)
    return found


def notice() -> Message:
    return Message.objects.get(purpose=NOTICE)


def moments() -> list[tuple[datetime, str]]:
    return list(Message.objects.filter(purpose=NOTICE).values_list("due_at", "state"))


def by_rule(place: Place, number: int | None, now: datetime = AFTER) -> int:
    asked = {"programme_ref": place.programme.ref, "by": coordinator_of(place.programme), "now": now}
    return len(set_rule(**RULE, number=number, **asked))


def test_notice_is_a_row_from_the_last_workshop_on(place) -> None:
    assert open_due_waves(AFTER) == 0
    assert moments() == [(FOUR_WEEKS, "queued")]
    assert notice().stale_after == OPENS


def test_notice_goes_earlier_where_nothing_is_said_on_its_day(place) -> None:
    # 19 days before is a Sunday.
    by_rule(place, 19)

    assert moments() == [(london("2028-11-10T09:30"), "queued")]


def test_nobody_is_told_without_consent_to_the_follow_up() -> None:
    found = PlaceFactory.create(accepted_at=NOW)
    agree(found.person, Consent.Purpose.EVALUATION)
    for workshop in three_workshops(found, *DAYS):
        held(workshop)

    open_due_waves(AFTER)

    assert moments() == []


@pytest.mark.parametrize(
    ("way", "how"), [("email", "It comes by email."), ("letter", "It comes by letter."), ("phone", "we call you")]
)
def test_notice_says_when_it_comes_and_by_which_way(way, how, place) -> None:
    ContactMethodFactory.create(person=place.person, method=way, position=1)
    Person.objects.filter(pk=place.person_id).update(phone="01632 960001")

    send_due(FOUR_WEEKS)

    said = notice()
    assert (said.channel, said.title) == (way, "Our survey comes on Friday 1 December 2028")
    assert how in said.body
    assert "18 months" in said.body
    assert "about 10 minutes" in said.body
    assert "until Friday 26 January 2029" in said.body


def test_notice_in_easy_read_has_words_of_its_own(place, mailoutbox) -> None:
    Person.objects.filter(pk=place.person_id).update(easy_read=True)

    send_due(FOUR_WEEKS)

    assert "Our questions come on Friday 1 December 2028." in mailoutbox[0].body
    lines = [line for line in str(purpose_of(NOTICE).easy_body).splitlines() if line]
    assert [line for line in lines if len(line.split()) > 15] == []


def test_notice_takes_the_words_of_a_template(place, mailoutbox) -> None:
    Template.objects.create(
        purpose=NOTICE, channel="email", body="We ask on {opens}.", saved_at=NOW, saved_by=place.person
    )

    send_due(FOUR_WEEKS)

    assert "We ask on Friday 1 December 2028." in mailoutbox[0].body


def test_link_opens_a_page_that_says_when_and_where_to_change_it(place, client, travel, mailoutbox) -> None:
    travel("2028-11-03T10:00")
    send_due(FOUR_WEEKS)
    url = reverse("evaluation:answer", args=[Invitation.objects.get(wave__slug="follow-up").token])

    page = client.get(url).content.decode()

    assert url in mailoutbox[0].body
    assert "It opens on Friday 1 December 2028, 9:30am." in page
    assert reverse("people:details") in page
    assert reverse("evaluation:leave") in page


def test_page_says_it_in_easy_words_to_who_reads_them(place, client, travel) -> None:
    Person.objects.filter(pk=place.person_id).update(easy_read=True)
    travel("2028-11-03T10:00")

    page = client.get(reverse("evaluation:answer", args=[Invitation.objects.get(wave__slug="follow-up").token]))

    assert "Our questions come on Friday 1 December 2028." in page.content.decode()
    assert "not in Easy Read yet" not in page.content.decode()


def test_notice_moves_with_the_last_workshop(place) -> None:
    Workshop.objects.filter(number=3).update(date=date(2027, 6, 8))

    open_due_waves(london("2027-06-10T09:00"))

    assert moments() == [(london("2028-11-10T09:30"), "queued")]


def test_notice_moves_with_the_months_of_the_programme(place) -> None:
    place.programme.follow_up_months = 12
    place.programme.save()

    open_due_waves(AFTER)

    assert moments() == [(london("2028-05-04T09:30"), "queued")]


def test_leaving_the_evaluation_ends_it_in_the_same_transaction(place) -> None:
    leave_evaluation(place=place, by=place.person, now=AFTER)

    open_due_waves(AFTER)
    assert moments() == [(FOUR_WEEKS, "cancelled")]


def test_who_leaves_the_programme_and_not_its_evaluation_is_still_told() -> None:
    ours = {one.slug for one in all_purposes() if one.context.__module__.startswith("evaluation.")}

    assert set(SURVEYS) == ours


@pytest.mark.parametrize("ends", ["consent", "death", "stop"])
def test_notice_is_not_said_to_who_must_not_be_asked(ends, place, mailoutbox) -> None:
    if ends == "consent":
        Consent.objects.filter(purpose="follow_up").update(withdrawn_at=AFTER, withdrawn_by=place.person)
    elif ends == "death":
        Person.objects.filter(pk=place.person_id).update(deceased_on=AFTER.date())
    else:
        Person.objects.filter(pk=place.person_id).update(do_not_contact=True)

    send_due(FOUR_WEEKS)

    assert (mailoutbox, notice().state) == ([], "cancelled")


def test_who_agrees_late_is_told_at_once_and_not_when_it_has_opened(place) -> None:
    late, later = (PlaceFactory.create(cohort=place.cohort, accepted_at=NOW) for _ in range(2))
    agree(late.person)
    open_due_waves(london("2028-11-20T10:00"))
    agree(later.person)
    open_due_waves(london("2028-12-02T10:00"))

    told = Message.objects.filter(purpose=NOTICE, person__in=[late.person, later.person])
    assert list(told.values_list("person", "due_at")) == [(late.person_id, FOUR_WEEKS)]


def test_notice_that_nobody_sent_in_time_is_missed(place) -> None:
    send_due(london("2028-12-01T10:00"))

    assert notice().state == "missed"


def test_rule_shows_what_would_change_and_moves_it(place) -> None:
    asked = {"programme_ref": place.programme.ref, "by": coordinator_of(place.programme), "now": AFTER}

    (change,) = what_would_change(**RULE, number=14, **asked)
    assert purpose_of(NOTICE).about(change.message) == "Follow-up survey"
    assert moments() == [(FOUR_WEEKS, "queued")]
    assert (change.before, change.after) == (FOUR_WEEKS, london("2028-11-17T09:30"))

    assert by_rule(place, 14) == 1
    open_due_waves(AFTER)
    assert moments() == [(london("2028-11-17T09:30"), "queued")]


def test_rule_whose_moment_has_passed_leaves_the_notice_as_it_was(place) -> None:
    by_rule(place, 14)
    late = london("2028-11-10T10:00")

    assert by_rule(place, 28, late) == 0
    open_due_waves(late)

    assert moments() == [(london("2028-11-17T09:30"), "queued")]


def test_rule_switches_notices_off_and_on(place) -> None:
    assert by_rule(place, None) == 1
    open_due_waves(AFTER)
    assert [state for _due, state in moments()] == ["cancelled"]

    by_rule(place, 28)

    assert sorted(state for _due, state in moments()) == ["cancelled", "queued"]


def test_staff_never_see_the_link_that_opens_the_answers(place, client, mailoutbox, travel) -> None:
    travel("2028-11-01T10:00")
    coordinator, token = coordinator_of(place.programme), Invitation.objects.get(wave__slug="follow-up").token
    client.force_login(coordinator)
    edit = reverse("messaging:words_edit", args=[place.programme.ref, NOTICE, "email-en-plain"])
    words = {"title": "Soon", "body": "See {link}", "after": "0", "who": "Mair"}
    waiting = client.get(reverse("messaging:message", args=[notice().ref])).content.decode()
    tried = client.post(edit, {**words, "test": "1"}).content.decode()

    send_due(FOUR_WEEKS)
    sent = client.get(reverse("messaging:message", args=[notice().ref])).content.decode()

    assert [message.to for message in mailoutbox] == [[coordinator.email], [place.person.email]]
    assert [token in page for page in (waiting, tried, sent, mailoutbox[0].body)] == [False] * 4
    assert "(a link for them alone)" in tried
    assert token in mailoutbox[1].body
