"""What was typed stays where somebody was signed out, or a page was too old, before it was sent."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Need
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
NEEDS = {"needs_environment": ["parking", "quiet-room"], "note_parking": "By the door,\n\n<b>please</b>"}


def shown(page) -> dict[str, list[str]]:
    """Return what the page would send again, without the token."""
    found: dict[str, list[str]] = {}
    for name, text in re.findall(
        r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page.content.decode(), re.DOTALL
    ):
        found.setdefault(name, []).append(unescape(text))
    return found


def test_page_sent_after_signing_out_keeps_what_was_typed_until_it_is_sent_again() -> None:
    client, person = Client(), PersonFactory.create()

    page = client.post(reverse("people:needs"), NEEDS)
    nothing = Need.objects.count()
    client.force_login(person)
    client.post(reverse("people:needs"), shown(page))

    words = page.content.decode()
    assert (page.status_code, page["Cache-Control"], nothing) == (403, "no-store", 0)
    assert "You were signed out" in words
    assert "<b>please</b>" not in words
    assert shown(page) == {name: [text] if isinstance(text, str) else text for name, text in NEEDS.items()}
    assert sorted(need.slug for need in Need.objects.current().of(person)) == ["parking", "quiet-room"]


def test_button_pressed_after_signing_out_leads_to_the_sign_in() -> None:
    page = Client().post(reverse("people:needs"), {"csrfmiddlewaretoken": "x", "next": "/", "note_parking": " "})

    assert (page.status_code, page["Location"]) == (302, f"/sign-in/?next={reverse('people:needs')}")


@pytest.mark.parametrize(
    ("origin", "kept"), [("http://testserver", True), ("https://evil.example", False), ("null", False), (None, False)]
)
def test_page_with_an_old_token_can_be_sent_again_where_it_is_ours(origin: str | None, kept: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(PersonFactory.create())
    headers = {"origin": origin} if origin else {}

    page = client.post(reverse("people:needs"), NEEDS, headers=headers)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())

    assert page.status_code == 403
    assert ("Send it once more" in page.content.decode(), bool(shown(page))) == (kept, kept)
    if kept and token:
        sent = shown(page) | {"csrfmiddlewaretoken": [token[1]]}
        assert client.post(reverse("people:needs"), sent, headers=headers).status_code == 302


def test_visitors_words_with_an_old_token_are_kept_without_signing_in() -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.post(
        reverse("concern"), {"words": "Something went wrong here"}, headers={"origin": "http://testserver"}
    )

    assert "Send it once more" in page.content.decode()
    assert shown(page) == {"words": ["Something went wrong here"]}
