"""Pages of case studies: for who writes them, for who is in them, and for everybody."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from messaging.actions.print_batches import print_letters
from messaging.models import Message
from messaging.tasks import send_due
from people.models import Person
from projects.actions import case_studies as actions
from projects.actions.agreements import answer
from projects.messages import context, reply
from projects.models import Agreement, Appearance, CaseStudy, Project, Quote
from projects.pictures import UnreadablePictureError, redrawn
from tests.factories import (
    NOW,
    ContactMethodFactory,
    ContributorFactory,
    PlaceFactory,
    ProjectFactory,
    TeamMembershipFactory,
    coordinator_of,
    published_study,
)

pytestmark = pytest.mark.django_db
Enter = Callable[[Client, Person], None]


@pytest.fixture
def project() -> Project:
    found = ProjectFactory.create(challenge="People wait.", outcomes="They wait less.")
    for place in (found.pair.lay, found.pair.professional):
        ContributorFactory.create(project=found, place=place)
    return found


@pytest.fixture
def staff(project: Project, sign_in: Enter) -> Client:
    client = Client()
    sign_in(client, coordinator_of(project.programme))
    return client


@pytest.fixture
def member(project: Project, sign_in: Enter) -> Client:
    client = Client()
    sign_in(client, project.pair.lay.person)
    return client


@pytest.fixture
def study(project: Project) -> CaseStudy:
    by = project.pair.made_by
    return actions.write_case_study(project=project, title="Home by four", text="Before.", by=by, now=NOW)


@pytest.fixture
def by(project: Project) -> Person:
    return project.pair.made_by


@pytest.fixture
def asked(study: CaseStudy) -> CaseStudy:
    return actions.ask_everybody(study=study, by=study.project.pair.made_by, now=NOW)


def address(name: str, study: CaseStudy, *more: object) -> str:
    return reverse(f"projects:{name}", args=[study.ref, *more])


def text_of(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def photo(**saved: Any) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (2400, 1200), "purple").save(out, "JPEG", **saved)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), content_type="image/jpeg")


def test_new_begins_with_what_the_pair_wrote_and_is_one_when_sent_twice(staff: Client, project: Project) -> None:
    page = reverse("projects:study_new", args=[project.ref])
    form = staff.get(page).context["form"]

    answers = [staff.post(page, {"title": "Less waiting", "text": "How."}) for _time in range(2)]

    study = CaseStudy.objects.get()
    assert form.initial["text"] == "People wait.\n\nThey wait less."
    assert {answer.headers["Location"] for answer in answers} == {address("study", study)}
    assert reverse("projects:study_new", args=[project.ref]) in text_of(
        staff, reverse("projects:project", args=[project.ref])
    )


def test_edit_shows_both_texts_to_who_saves_second(staff: Client, study: CaseStudy) -> None:
    actions.change_words(study=study, version=1, values={"text": "Hers."}, by=study.project.pair.made_by, now=NOW)

    page = staff.post(address("study_edit", study), {"title": "Home by four", "text": "His.", "version": "1"})

    study.refresh_from_db()
    assert (page.status_code, study.text) == (409, "Hers.")
    assert [(row.yours, row.saved) for row in page.context["differences"]] == [("His.", "Hers.")]


def test_parts_are_added_and_taken_out(staff: Client, study: CaseStudy) -> None:
    guest = PlaceFactory.create(cohort=study.project.cohort).person
    quote = {"person": guest.ref, "words": "They listened.", "shown_as": "A nurse"}
    staff.post(address("study_quote", study), quote)
    staff.post(address("study_person", study), {"person": guest.ref})
    shown = text_of(staff, address("study", study))

    staff.post(address("study_quote_remove", study, Quote.objects.get().pk))
    staff.post(address("study_person_remove", study, Appearance.objects.get().pk))

    assert "“They listened.”" in shown
    assert guest.full_name in shown
    assert guest.full_name not in text_of(staff, address("study", study))


def test_somebody_of_the_team_is_named_without_a_link_to_a_page_that_is_not_there(
    staff: Client, study: CaseStudy
) -> None:
    leader = TeamMembershipFactory.create(programme=study.project.programme, role="facilitator").person
    actions.add_appearance(study=study, person=leader, by=study.project.pair.made_by, now=NOW)

    page = text_of(staff, address("study", study))

    assert leader.full_name in page
    assert reverse("person", args=[leader.ref]) not in page
    assert reverse("person", args=[study.project.pair.lay.person.ref]) in page


def test_only_people_of_the_cohort_and_the_team_can_be_named(staff: Client, study: CaseStudy) -> None:
    stranger = PlaceFactory.create().person

    page = staff.post(address("study_person", study), {"person": stranger.ref})

    assert page.context["form"].errors
    assert not Appearance.objects.exists()


def test_ask_agree_publish_and_take_back_on_the_pages(
    staff: Client, member: Client, study: CaseStudy, client: Client
) -> None:
    public, mine = address("case_study", study), address("my_study", study)
    other = study.project.pair.professional.person
    before = member.get(mine).status_code
    staff.post(address("study_move", study), {"to": "asking"})
    waits = text_of(member, mine)
    member.post(mine, {"answer": "yes", "words": "", "text_version": "1"})
    told = {"answer": "yes", "words": "", "via": "phone", "text_version": "1"}
    staff.post(address("study_said", study, other.ref), told)
    staff.post(address("study_move", study), {"to": "published"})
    shown = client.get(public).status_code
    member.post(mine, {"answer": "no", "words": "My boss minds.", "text_version": "1"})

    row = Agreement.objects.get(person=other)
    assert (before, shown, client.get(public).status_code) == (404, 200, 404)
    assert "You may use photos of me, and words that I have checked" in waits
    assert (row.via, row.recorded_by) == ("phone", Person.objects.get(memberships__role="coordinator"))
    assert "My boss minds." in text_of(staff, address("study", study))
    assert "Took it back" in text_of(staff, address("study", study))
    assert "You took back on" in text_of(member, mine)


def test_my_study_refuses_words_that_were_changed_meanwhile(member: Client, asked: CaseStudy) -> None:
    CaseStudy.objects.update(text_version=2)

    page = member.post(address("my_study", asked), {"answer": "yes", "text_version": "1"}, follow=True)

    assert "The words have changed since you opened the page." in page.content.decode()
    assert not Agreement.objects.filter(agreed_at__isnull=False).exists()


def test_my_study_is_not_there_for_who_is_not_in_it(client: Client, asked: CaseStudy, sign_in: Enter) -> None:
    sign_in(client, PlaceFactory.create(cohort=asked.project.cohort).person)

    assert client.get(address("my_study", asked)).status_code == 404


def test_my_study_in_easy_read_has_its_own_words(member: Client, asked: CaseStudy) -> None:
    Person.objects.filter(pk=asked.project.pair.lay.person_id).update(easy_read=True)

    page = text_of(member, address("my_study", asked))

    assert "You choose if we may show it." in page
    assert "May we show it to everybody?" in page


def test_my_study_without_an_answer_says_what_to_do(member: Client, asked: CaseStudy) -> None:
    page = member.post(address("my_study", asked), {"text_version": "1"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["answer"]


def test_home_says_what_is_asked_until_it_is_answered(member: Client, asked: CaseStudy) -> None:
    before = text_of(member, reverse("home"))
    member.post(address("my_study", asked), {"answer": "yes", "words": "", "text_version": "1"})

    found = [address("my_study", asked) in page for page in (before, text_of(member, reverse("home")))]

    assert found == [True, False]


def test_my_project_leads_to_what_is_asked(member: Client, asked: CaseStudy) -> None:
    page = text_of(member, reverse("projects:mine"))

    assert "Please read it, and say whether you agree." in page
    assert address("my_study", asked) in page


def test_message_holds_the_words_and_the_way_to_answer(asked: CaseStudy) -> None:
    message = Message.objects.get(person=asked.project.pair.lay.person)

    words, paper = context(message), reply(message)

    assert words["words"] == "Home by four\n\nBefore."
    assert words["link"].endswith(address("my_study", asked))
    assert paper is not None
    assert paper.parts[0].questions[0].choices == ["Yes, I agree to every word", "No, I do not agree"]
    assert "You may use photos of me, and words that I have checked" in paper.parts[0].questions[0].hint
    answer(study=asked, text_version=1, person=message.person, agrees=True, words="", by=message.person, now=NOW)
    assert reply(message) is None


def test_pictures_are_redrawn_small_and_without_where_they_were_taken(
    staff: Client, member: Client, study: CaseStudy, client: Client
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Mair"
    staff.post(address("study_picture", study), {"picture": photo(exif=exif), "picture_alt": "Two people at a desk"})
    study.refresh_from_db()
    picture = address("case_study_picture", study)
    served = staff.get(picture).content

    with Image.open(BytesIO(served)) as opened:
        assert (opened.size, dict(opened.getexif())) == ((1200, 600), {})
    assert [one.get(picture).status_code for one in (client, member)] == [404, 404]
    assert 'alt="Two people at a desk"' in text_of(staff, address("study", study))


def test_picture_is_seen_by_who_is_in_it_and_by_everybody_once_public(
    member: Client, project: Project, client: Client
) -> None:
    study = published_study(project, picture="case-studies/a.jpg", picture_alt="A desk")
    study.picture.storage.save("case-studies/a.jpg", photo())
    public = client.get(address("case_study_picture", study)).status_code
    CaseStudy.objects.update(state="asking")

    found = [one.get(address("case_study_picture", study)).status_code for one in (client, member)]

    assert (public, found) == (200, [404, 200])


def test_code_in_a_letter_opens_the_case_study_with_its_picture(client: Client, study: CaseStudy, by: Person) -> None:
    person = study.project.pair.lay.person
    Person.objects.filter(pk=person.pk).update(email=None, address="1 High Street", postcode="OX1 1AA")
    ContactMethodFactory.create(person=person, method="letter", position=1)
    actions.set_picture(study=study, picture=b"a picture", alt="A desk", by=by, now=NOW)
    actions.ask_everybody(study=study, by=by, now=NOW)
    send_due(NOW)
    batch = print_letters(messages=Message.objects.filter(person=person), by=by, now=NOW)

    opened = client.post(reverse("access:letter"), {"code": batch.letters.get().content["code"]["code"]})

    mine, picture = address("my_study", study), address("case_study_picture", study)
    assert opened["Location"] == mine
    assert [client.get(page).status_code for page in (mine, picture, reverse("projects:mine"))] == [200, 200, 403]


def test_picture_needs_words_and_can_be_taken_out(staff: Client, study: CaseStudy) -> None:
    silent = staff.post(address("study_picture", study), {"picture": photo(), "picture_alt": ""})
    staff.post(address("study_picture", study), {"picture": photo(), "picture_alt": "A desk"})
    staff.post(address("study_picture_remove", study))

    study.refresh_from_db()
    assert list(silent.context["form"].errors) == ["picture_alt"]
    assert (study.picture.name, study.picture_alt) == ("", "")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"GIF89a, not really", "Choose a picture that is a JPEG, PNG or WebP file."), (b"x" * 52_428_800, "has 50 MB")],
    ids=["no picture", "50 MB"],
)
def test_picture_refuses_what_is_none_and_what_is_too_large(
    staff: Client, study: CaseStudy, content: bytes, says: str
) -> None:
    file = SimpleUploadedFile("a.jpg", content)

    page = staff.post(address("study_picture", study), {"picture": file, "picture_alt": "A desk"})

    assert says in page.content.decode()
    study.refresh_from_db()
    assert not study.picture


def test_redrawn_refuses_a_picture_that_unfolds_to_gigabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)

    with pytest.raises(UnreadablePictureError, match="too large"):
        redrawn(BytesIO(photo().read()))


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_same_number_of_queries(
    staff: Client, asked: CaseStudy, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows - 1):
        by = asked.project.pair.made_by
        actions.write_case_study(project=asked.project, title=f"Another {number}", text="Words.", by=by, now=NOW)
        ContributorFactory.create(project=asked.project, place=PlaceFactory.create(cohort=asked.project.cohort))

    with django_assert_max_num_queries(6):
        staff.get(reverse("projects:studies"))
    with django_assert_max_num_queries(12):
        staff.get(address("study", asked))
