"""Two who apply together: tied however they came, by number or by name, or by staff."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Role, Task
from cohorts.recruitment.actions.draw_pools import pool_of
from cohorts.recruitment.actions.task_reasons import keep_recruitment_tasks
from cohorts.recruitment.actions.together import join_partner, join_partners, likely_partners, tie, untie
from cohorts.recruitment.models import Application
from common.words import say_ref
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import Person
from tests.factories import NOW, ApplicationFactory, CohortChoiceFactory, CohortFactory, PersonFactory, coordinator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(state=Cohort.State.RECRUITING)


@pytest.fixture
def by(cohort: Cohort) -> Person:
    return coordinator_of(cohort.programme)


def applies(cohort: Cohort, name: str, role: str = Role.LAY, *, names: str = "", ref: str = "", **fields: object):
    given, family = name.split()
    person = PersonFactory.create(given_name=given, family_name=family)
    fields = {"state": Application.State.ELIGIBLE, "with_partner": bool(names or ref)} | fields
    row = ApplicationFactory.create(
        programme=cohort.programme, person=person, role=role, partner_name_given=names, partner_ref_given=ref, **fields
    )
    CohortChoiceFactory.create(application=row, cohort=cohort)
    return row


def tied(row: Application) -> Application | None:
    return Application.objects.get(pk=row.pk).partner_application


@pytest.mark.parametrize("sources", [("paper", "phone"), ("web", "paper"), ("import", "web")])
def test_join_ties_two_who_name_each_other_however_they_came(cohort: Cohort, sources: tuple[str, str]) -> None:
    mair = applies(cohort, "Mair Rees", names="tom  HILL", source=sources[0])
    tom = applies(cohort, "Tom Hill", Role.PROFESSIONAL, names="Mair Rees", source=sources[1])
    join_partners(rows=[tom])

    assert (tied(mair), tied(tom)) == (tom, mair)
    assert pool_of(cohort=cohort, everybody=False).groups == (tuple(sorted((mair.ref, tom.ref))),)


def test_join_ties_by_the_number_of_whoever_began_first(cohort: Cohort) -> None:
    """The first gave the number of a draft; the second, who sends that draft, gives a name alone."""
    mair = applies(cohort, "Mair Rees", names="My colleague", ref="CDFGHJKM")
    tom = applies(cohort, "Tom Hill", Role.PROFESSIONAL, names="Mair Rees")
    Application.objects.filter(pk=tom.pk).update(ref="CDFGHJKM")
    join_partner(row=Application.objects.select_related("person").get(pk=tom.pk))

    assert tied(mair) == tom


def test_join_leaves_two_of_one_name_to_staff(cohort: Cohort) -> None:
    mair = applies(cohort, "Mair Rees", names="Tom Hill")
    toms = [applies(cohort, "Tom Hill", Role.PROFESSIONAL, names="Mair Rees") for _twin in range(2)]
    join_partner(row=mair)

    assert tied(mair) is None
    assert sorted(one.pk for one in likely_partners(mair)) == sorted(one.pk for one in toms)


def test_join_ties_nobody_whom_the_other_did_not_name(cohort: Cohort) -> None:
    mair = applies(cohort, "Mair Rees", names="Tom Hill")
    tom = applies(cohort, "Tom Hill", Role.PROFESSIONAL)
    join_partner(row=mair)

    assert (tied(mair), tied(tom)) == (None, None)


def test_tie_by_staff_and_untie(cohort: Cohort, by: Person) -> None:
    mair, tom = applies(cohort, "Mair Rees"), applies(cohort, "Tom Hill", Role.PROFESSIONAL)
    for _twice in range(2):
        assert tie(application=mair, number=tom.ref, by=by, now=NOW) == tom
    assert (tied(mair), tied(tom)) == (tom, mair)
    for _twice in range(2):
        untie(application=tom, by=by, now=NOW)

    assert (tied(mair), tied(tom)) == (None, None)
    assert list(Application.objects.values_list("with_partner", flat=True)) == [False, False]


def test_tie_says_why_it_cannot(cohort: Cohort, by: Person) -> None:
    mair, ann = applies(cohort, "Mair Rees"), applies(cohort, "Ann Wynn")
    tom, drawn = (
        applies(cohort, "Tom Hill", Role.PROFESSIONAL),
        applies(cohort, "Ada Hill", Role.PROFESSIONAL, state="drawn"),
    )
    tie(application=ann, number=tom.ref, by=by, now=NOW)
    sentences = {
        "ZZZZZZZZ": "There is no other application with this number",
        mair.ref: "There is no other application with this number",
        ann.ref: "These two have the same role",
        tom.ref: "applies together with somebody else already",
        drawn.ref: "Only applications that wait for the draw",
    }
    for number, sentence in sentences.items():
        with pytest.raises(NotAllowedError, match=sentence):
            tie(application=mair, number=number, by=by, now=NOW)


def test_untie_is_too_late_after_the_draw(cohort: Cohort, by: Person) -> None:
    mair, tom = applies(cohort, "Mair Rees"), applies(cohort, "Tom Hill", Role.PROFESSIONAL)
    tie(application=mair, number=tom.ref, by=by, now=NOW)
    Application.objects.update(state="drawn")

    with pytest.raises(NotAllowedError, match="They have been drawn"):
        untie(application=mair, by=by, now=NOW)


def test_partner_who_does_not_come_is_a_task(cohort: Cohort) -> None:
    applies(cohort, "Mair Rees", names="Tom Hill", submitted_at=NOW - timedelta(days=5))
    keep_recruitment_tasks(now=NOW)
    task = Task.objects.get(kind="application-pair")

    assert task.title == "Mair Rees applies together with Tom Hill, whose application we have not found. Ask them."
    tom = applies(cohort, "Tom Hill", Role.PROFESSIONAL, names="Mair Rees")
    join_partner(row=tom)
    keep_recruitment_tasks(now=NOW)
    task.refresh_from_db()
    assert task.state == "dropped"


def test_confirmation_says_by_any_way_that_both_get_places_or_neither(cohort: Cohort) -> None:
    def said(row: Application) -> str:
        message = Message(purpose="application-received", data={"application": row.pk})
        return purpose_of("application-received").context(message)["together"]

    alone, mair = applies(cohort, "Ann Lee"), applies(cohort, "Mair Rees", names="Tom Hill")
    before = said(mair)
    tom = applies(cohort, "Tom Hill", Role.PROFESSIONAL, names="Mair Rees")
    join_partner(row=tom)

    assert said(alone) == ""
    assert before.startswith(f"Give Tom Hill your number: {say_ref(mair.ref)}. They apply too, and name you.")
    assert [said(row) for row in (mair, tom)] == [
        f"You and {name} apply together. You get places together, or neither of you does." for name in ("Tom", "Mair")
    ]


def test_page_ties_whom_they_may_mean_with_one_button(client: Client, cohort: Cohort, by: Person) -> None:
    mair = applies(cohort, "Mair Rees", names="Tom Hill")
    tom = applies(cohort, "Tom Hill", Role.PROFESSIONAL, names="Somebody Else")
    client.force_login(by)
    url = reverse("recruitment:application", args=[mair.ref])
    before = client.get(url).content.decode()
    refused = client.post(reverse("recruitment:application_partner", args=[mair.ref]), {"number": "x"}, follow=True)
    client.post(reverse("recruitment:application_partner", args=[mair.ref]), {"known": tom.ref})
    after = client.get(url).content.decode()

    assert ("so they are drawn alone" in before, f'value="{tom.ref}"' in before) == (True, True)
    assert "Check the number." in refused.content.decode()
    assert ("They are drawn both or neither." in after, tied(tom)) == (True, mair)
