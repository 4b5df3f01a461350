"""Pages of draws: one button, the ceremony, the public page, the sealed file and its verifier."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from cohorts.models import Job, TeamMembership
from cohorts.recruitment.models import Application, Ceremony, Draw, Handover, Offer
from cohorts.tasks import run_jobs
from messaging.models import Message
from people.models import Person
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW, TeamMembershipFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]
REPLY_BY = {"reply_by_day": "11", "reply_by_month": "3", "reply_by_year": "2027"}
CHANCE = {
    "randomness": "417",
    "how": "Three ten-sided dice",
    "rolled_by": "The mayor",
    "witnesses": "Everybody in the town hall",
    "sure": "on",
}


@pytest.fixture(autouse=True)
def a_day_in_march(travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T09:00")


@pytest.fixture
def staff(client: Client, world: World, sign_in: SignIn) -> Client:
    sign_in(client, world.coordinator)
    return client


def text_of(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"recruitment:{name}", args=args)).content.decode()


def shown(page: str, *words: str) -> list[bool]:
    return [word in page for word in words]


def begin(staff: Client, world: World, way: str = "public", who: str = "first") -> Any:
    data = {"way": way, "who": who, "reserves_each": "2"}
    return staff.post(reverse("recruitment:draw_new", args=[world.cohort.ref]), data, follow=True)


def published(staff: Client, world: World) -> Ceremony:
    begin(staff, world)
    run_jobs(NOW)
    row = Ceremony.objects.get()
    staff.post(reverse("recruitment:ceremony_publish", args=[row.ref]))
    row.refresh_from_db()
    return row


def rolled(staff: Client, world: World) -> tuple[Ceremony, Draw]:
    row = published(staff, world)
    staff.post(reverse("recruitment:ceremony_chance", args=[row.ref]), CHANCE)
    return Ceremony.objects.get(), Draw.objects.get()


# --- the simple way ------------------------------------------------------------------------------------------------


def test_one_button_draws_in_the_background_and_says_who_chose(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()

    first = begin(staff, world, "system")
    again = begin(staff, world, "system")
    waiting = shown(
        first.content.decode(), "Computing the fairest lottery", "Waiting to begin.", 'hx-trigger="every 2s"'
    )
    run_jobs(NOW)

    draw, row = Draw.objects.get(), Ceremony.objects.get()
    assert first.redirect_chain == again.redirect_chain == [(reverse("recruitment:ceremony", args=[row.ref]), 302)]
    assert waiting == [True] * 3
    page = text_of(staff, "draw", draw.ref)
    names = [str(one.person) for one in Application.objects.filter(ref__in=draw.result["selected"])]
    assert shown(page, *names, draw.digest, "By a number that the service chose") == [True] * 6
    public = text_of(staff, "draw_public", row.ref)
    assert shown(public, "Nobody from outside saw how the number was chosen.", row.randomness) == [True, True]


def test_draw_is_confirmed_verified_and_offered(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    _row, draw = rolled(staff, world)

    verified = staff.post(reverse("recruitment:draw_verify", args=[draw.ref]), follow=True).content.decode()
    staff.post(reverse("recruitment:draw_confirm", args=[draw.ref]))
    staff.post(reverse("recruitment:offers_make", args=[world.cohort.ref]), REPLY_BY)

    assert shown(verified, "The result and its digest are the same.") == [True]
    assert Offer.objects.count() == 4


def test_draw_new_with_nobody_says_what_to_do(staff: Client, world: World) -> None:
    page = begin(staff, world).content.decode()

    assert shown(page, "Nobody is waiting for a draw here.") == [True]


def test_draw_new_warns_where_somebody_may_be_in_twice(staff: Client, world: World) -> None:
    page = reverse("recruitment:draw_new", args=[world.cohort.ref])
    again, first = world.applicant(LAY), world.applicant(LAY)

    before = staff.get(page)
    again.possible_duplicate_of = first.person
    again.save()
    after = staff.get(page)

    sentence = "Somebody may have applied twice."
    assert (sentence in before.content.decode(), sentence in after.content.decode()) == (False, True)
    assert f"?cohort={world.cohort.ref}&amp;state=eligible&amp;duplicates=on" in after.content.decode()


def test_draw_new_of_a_full_cohort_has_no_button(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    before = text_of(staff, "draw_new", world.cohort.ref)
    world.draw()
    world.offers()
    world.applicant(LAY)

    page = begin(staff, world).content.decode()

    words = "Freeze and go on", "Every place is taken or offered"
    assert (shown(before, *words), shown(page, *words)) == ([True, False], [False, True])
    assert Ceremony.objects.count() == 0


def test_draw_new_has_no_button_while_a_quota_waits(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("disability", "yes", 1)
    world.cohort.quotas.update(approved_by=None, approved_on=None, review_on=None)

    page = text_of(staff, "draw_new", world.cohort.ref)

    assert shown(page, "Freeze and go on", "You can draw here as soon as no quota waits.") == [False, True]


def test_draws_says_where_a_cohort_is_drawn_already(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    before = text_of(staff, "draws")
    world.draw()
    drawn = text_of(staff, "draws")
    world.applicant(LAY)
    late = text_of(staff, "draws")

    assert [page.count("Drawn already") for page in (before, drawn, late)] == [0, 2, 1]


def test_draw_marks_who_may_be_in_twice(staff: Client, full_pool: Callable[[], World]) -> None:
    _row, draw = rolled(staff, full_pool())
    drawn = Application.objects.filter(ref=draw.result["selected"][0])

    before = text_of(staff, "draw", draw.ref)
    drawn.update(possible_duplicate_of=Application.objects.exclude(ref=drawn.get().ref)[0].person)
    after = text_of(staff, "draw", draw.ref)

    assert (before.count("Possible duplicate"), after.count("Possible duplicate")) == (0, 1)


def test_draw_new_leads_to_the_draw_that_is_under_way(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    begin(staff, world)
    row = Ceremony.objects.get()

    page = begin(staff, world, "system").content.decode()

    address = reverse("recruitment:ceremony", args=[row.ref])
    assert shown(page, "A draw of this cohort is under way. Finish it or set it aside first.", address) == [True, True]
    assert shown(text_of(staff, "draws"), "Go on with the draw", address) == [True, True]


def test_draw_discard_and_then_confirm_is_refused(staff: Client, full_pool: Callable[[], World]) -> None:
    _row, draw = rolled(staff, full_pool())
    staff.post(reverse("recruitment:draw_discard", args=[draw.ref]))

    page = staff.post(reverse("recruitment:draw_confirm", args=[draw.ref]), follow=True).content.decode()

    assert shown(page, "This draw was settled before.") == [True]


@pytest.mark.parametrize("rows", [1, 3])
def test_draws_asks_the_same_number_of_queries(
    staff: Client, world: World, rows: int, django_assert_max_num_queries: Any
) -> None:
    world.cohort.pairs_wanted = 1
    world.cohort.save()
    for _ in range(rows):
        world.applicant(LAY)
        world.applicant(PROFESSIONAL)
        begin(staff, world, "system")
        run_jobs(NOW)
        staff.post(reverse("recruitment:draw_discard", args=[Draw.objects.filter(state="made").get().ref]))

    with django_assert_max_num_queries(12):
        text_of(staff, "draws")


# --- what has to be decided ----------------------------------------------------------------------------------------


def test_ceremony_says_what_cannot_be_met_and_goes_on_when_agreed(staff: Client, world: World) -> None:
    world.quota("disability", "yes", 1, role=LAY)
    for role in (LAY, LAY, PROFESSIONAL, PROFESSIONAL):
        world.applicant(role)
    begin(staff, world, "system")
    run_jobs(NOW)
    row = Ceremony.objects.get()

    page = text_of(staff, "ceremony", row.ref)

    line = "Long-term condition or disability: Yes (lay partner): at least 1 asked, at most 0 possible, 1 short."
    assert shown(page, line, "I agree. Go on like this", "Nothing is drawn yet.") == [True] * 3
    assert Draw.objects.count() == 0
    staff.post(reverse("recruitment:ceremony_agree", args=[row.ref]))
    run_jobs(NOW)
    assert [draw.met for draw in Draw.objects.all()] == [False]


def test_ceremony_names_those_whom_silence_leaves_without_a_chance(
    staff: Client, full_pool: Callable[[], World]
) -> None:
    world = full_pool()
    world.quota("disability", "yes", 2, role=LAY)
    lay = list(Application.objects.filter(role=LAY))
    for application in lay[:2]:
        world.says(application, disability="yes")
    begin(staff, world)
    run_jobs(NOW)

    page = text_of(staff, "ceremony", Ceremony.objects.get().ref)

    assert shown(page, f">{lay[2].person}<", f">{lay[0].person}<", "without any chance") == [True, False, True]


def test_ceremony_shows_who_left_since(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    row = published(staff, world)
    gone = Application.objects.filter(role=LAY)[0]
    Application.objects.filter(pk=gone.pk).update(state="withdrawn")

    page = text_of(staff, "ceremony", row.ref)

    assert shown(page, "1 person has left since the pool was frozen.", str(gone.person)) == [True, True]


def test_ceremony_says_why_it_stopped_and_computes_again(staff: Client, full_pool: Callable[[], World]) -> None:
    begin(staff, full_pool())
    row, job = Ceremony.objects.get(), Job.objects.get()

    stopped = staff.post(reverse("cohorts:job_stop", args=[job.ref]), follow=True).content.decode()
    staff.post(reverse("recruitment:ceremony_compute", args=[row.ref]))
    run_jobs(NOW)

    assert shown(stopped, "Stopped by Cora Hughes.", "Next: compute the fairest lottery") == [True, True]
    assert Ceremony.objects.get().state == "computed"


def test_ceremony_people_lists_the_frozen_pool(staff: Client, full_pool: Callable[[], World]) -> None:
    world = full_pool()
    world.quota("gender", "woman", 1)
    one = Application.objects.filter(role=LAY)[0]
    world.says(one, gender="woman")
    begin(staff, world)

    page = text_of(staff, "ceremony_people", Ceremony.objects.get().ref)

    assert shown(page, str(one.person), "Woman", "not said") == [True] * 3


# --- publication, chance and checking ------------------------------------------------------------------------------


def test_public_page_and_file_are_there_from_publication_on(
    staff: Client, client: Client, full_pool: Callable[[], World]
) -> None:
    world = full_pool()
    begin(staff, world)
    run_jobs(NOW)
    row, stranger = Ceremony.objects.get(), Client()
    urls = [reverse(f"recruitment:{name}", args=[row.ref]) for name in ("draw_public", "draw_file")]
    before = [stranger.get(url).status_code for url in urls]
    staff.post(reverse("recruitment:ceremony_publish", args=[row.ref]))

    page, file = (stranger.get(url) for url in urls)

    assert before == [404, 404]
    assert file.content == Ceremony.objects.get().public.encode()
    assert shown(page.content.decode(), row.digest, "Chance has not come in yet.") == [True, True]
    people = [str(application.person) for application in Application.objects.all()]
    assert not any(name in page.content.decode() + file.content.decode() for name in people)


def test_chance_is_refused_until_everything_is_said_and_loses_nothing(
    staff: Client, full_pool: Callable[[], World]
) -> None:
    row = published(staff, full_pool())

    url = reverse("recruitment:ceremony_chance", args=[row.ref])
    page = staff.post(url, CHANCE | {"how": "", "sure": ""}).content.decode()

    assert shown(page, "Enter an answer for “How it was made”.", 'value="417"', 'value="The mayor"') == [True] * 3
    assert Draw.objects.count() == 0


@pytest.mark.parametrize("dice", ["4 1 7", "4, 1, 7", "4-1-7", " 4  1 and 7 "])
def test_chance_of_three_dice_is_written_together(staff: Client, full_pool: Callable[[], World], dice: str) -> None:
    row = published(staff, full_pool())

    page = staff.post(reverse("recruitment:ceremony_chance", args=[row.ref]), CHANCE | {"randomness": dice})

    assert shown(page.content.decode(), "Three dice are written together: 417.") == [True]
    assert Draw.objects.count() == 0


def test_chance_of_more_numbers_is_taken_as_words(staff: Client, full_pool: Callable[[], World]) -> None:
    row = published(staff, full_pool())

    staff.post(reverse("recruitment:ceremony_chance", args=[row.ref]), CHANCE | {"randomness": "4 11 17 23 38 41"})

    assert Draw.objects.get().seed == "4 11 17 23 38 41"


def test_chance_is_entered_once(staff: Client, full_pool: Callable[[], World]) -> None:
    row, draw = rolled(staff, full_pool())

    url = reverse("recruitment:ceremony_chance", args=[row.ref])
    page = staff.post(url, CHANCE | {"randomness": "418"}).content.decode()

    assert shown(page, "once and for ever") == [True]
    assert (Ceremony.objects.get().randomness, Draw.objects.get()) == ("417", draw)


def test_what_a_browser_downloads_verifies_without_the_database_and_a_changed_byte_is_found(
    staff: Client, full_pool: Callable[[], World], tmp_path: Path, django_db_blocker: Any
) -> None:
    """Recruitment, freeze, compute, publish, chance, panel, offers; then both files are checked."""
    world = full_pool()
    world.quota("gender", "woman", 1)
    for application in Application.objects.filter(role=LAY)[:2]:
        world.says(application, gender="woman")
    begin(staff, world, who="everybody")
    run_jobs(NOW)
    row = Ceremony.objects.get()
    staff.post(reverse("recruitment:ceremony_agree", args=[row.ref]))
    run_jobs(NOW)
    staff.post(reverse("recruitment:ceremony_publish", args=[row.ref]))
    by_link = {"kind": "link", "name": "Ada Lee", "organisation": "Town council"}
    made = staff.post(reverse("recruitment:handover_new", args=[row.ref]), by_link)
    staff.post(reverse("recruitment:ceremony_chance", args=[row.ref]), CHANCE)
    draw = Draw.objects.get()
    staff.post(reverse("recruitment:draw_confirm", args=[draw.ref]))
    staff.post(reverse("recruitment:offers_make", args=[world.cohort.ref]), REPLY_BY)
    verifier = Client()
    public, sealed = tmp_path / "draw.json", tmp_path / "sealed.json"
    public.write_bytes(verifier.get(reverse("recruitment:draw_file", args=[row.ref])).content)
    sealed.write_bytes(verifier.post("/draws/" + made.context["link"].partition("/draws/")[2]).content)
    row.refresh_from_db()
    chosen = sorted(draw.result["numbers"][ref] for ref in draw.result["selected"])
    offered = set(Offer.objects.values_list("application__ref", flat=True))

    with django_db_blocker.block():
        out = verify(public, "--sealed", sealed, "--sha256", row.digest, "--randomness", "417")
        changed = [found(public, sealed, at) for at in range(0, len(public.read_bytes()), 997)]

    assert "Ticket    417: " + ", ".join(map(str, chosen)) in out
    assert "the fairest there are" in out
    assert offered == set(draw.result["selected"])
    assert all(changed)


def verify(*words: object) -> str:
    out = StringIO()
    call_command("verify_draw", *map(str, words), stdout=out)
    return out.getvalue()


def found(public: Path, sealed: Path, at: int) -> bool:
    """Whether one changed byte of either file is found."""
    for path in (public, sealed):
        content = bytearray(path.read_bytes())
        kept = bytes(content)
        content[at % len(content)] ^= 1
        path.write_bytes(bytes(content))
        try:
            verify(public, "--sealed", sealed)
        except CommandError:
            path.write_bytes(kept)
            continue
        path.write_bytes(kept)
        return False
    return True


# --- the sealed file -----------------------------------------------------------------------------------------------


def test_sealed_file_is_taken_once_by_a_link_that_survives_looking(
    staff: Client, full_pool: Callable[[], World]
) -> None:
    row = published(staff, full_pool())
    by_link = {"kind": "link", "name": "Ada Lee", "organisation": ""}
    made = staff.post(reverse("recruitment:handover_new", args=[row.ref]), by_link)
    link, verifier = "/draws/" + made.context["link"].partition("/draws/")[2], Client()

    looks = [verifier.get(link).status_code for _ in range(5)]
    first, second = verifier.post(link), verifier.post(link, follow=True)

    assert looks == [200] * 5
    assert first.content.decode() == row.sealed
    assert shown(second.content.decode(), "The file was downloaded already.") == [True]
    assert Handover.objects.get().taken_at is not None
    assert shown(text_of(staff, "ceremony", row.ref), "Ada Lee", "Somebody from outside, by a link") == [True, True]


def test_sealed_file_reaches_a_member_of_the_team_alone(
    staff: Client, full_pool: Callable[[], World], sign_in: SignIn
) -> None:
    world = full_pool()
    row = published(staff, world)
    evaluator = TeamMembershipFactory.create(programme=world.cohort.programme, role=TeamMembership.Role.EVALUATOR)
    data = {"kind": "team", "person": str(evaluator.person.pk), "name": "ignored"}

    staff.post(reverse("recruitment:handover_new", args=[row.ref]), data)

    url = reverse("recruitment:sealed_mine", args=[Handover.objects.get().ref])
    hers = Client()
    sign_in(hers, evaluator.person)
    assert staff.get(url).status_code == 404
    assert hers.post(url).content.decode() == row.sealed
    assert Handover.objects.get().name == str(evaluator.person)
    assert list(Message.objects.values_list("purpose", "person")) == [("sealed-file", evaluator.person.pk)]


def test_sealed_file_is_downloaded_by_hand_with_a_name(staff: Client, full_pool: Callable[[], World]) -> None:
    row = published(staff, full_pool())

    staff.post(reverse("recruitment:handover_new", args=[row.ref]), {"kind": "hand", "name": "Ada Lee"})

    url = reverse("recruitment:sealed_mine", args=[Handover.objects.get().ref])
    assert staff.post(url).content.decode() == row.sealed


def test_sealed_file_is_not_given_when_the_time_is_over(
    staff: Client, full_pool: Callable[[], World], travel: Callable[[str], Any]
) -> None:
    row = published(staff, full_pool())
    staff.post(reverse("recruitment:handover_new", args=[row.ref]), {"kind": "hand", "name": "Ada Lee"})
    Handover.objects.get()
    travel((NOW + timedelta(days=22)).strftime("%Y-%m-%dT%H:%M"))

    url = reverse("recruitment:sealed_mine", args=[Handover.objects.get().ref])
    page = staff.post(url, follow=True)

    assert Handover.objects.get().taken_at is None
    assert page.status_code in {200, 302}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"kind": "team"}, "Choose who of the team checks this draw."),
        ({"kind": "link"}, "Enter the name of whoever checks this draw."),
    ],
)
def test_handover_asks_who(staff: Client, full_pool: Callable[[], World], data: dict[str, str], sentence: str) -> None:
    row = published(staff, full_pool())

    page = staff.post(reverse("recruitment:handover_new", args=[row.ref]), data).content.decode()

    assert shown(page, sentence) == [True]
    assert Handover.objects.count() == 0


def test_ceremony_set_aside_says_why_and_stays_at_its_address(staff: Client, full_pool: Callable[[], World]) -> None:
    row = published(staff, full_pool())

    staff.post(reverse("recruitment:ceremony_aside", args=[row.ref]), {"reason": "A quota was wrong."})

    page = text_of(Client(), "draw_public", row.ref)
    assert shown(page, "Nobody was drawn from it.", "A quota was wrong.") == [True, True]
