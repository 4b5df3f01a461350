"""“Something is wrong” is on every page and in every letter: no template may leave the frame that carries it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import reverse

from access.messages import sign_in_mail, unknown_mail
from messaging.models import Channel
from messaging.rendering import render
from messaging.routing import Route
from tests.factories import MessageFactory, PersonFactory, register_purpose

ROOT = Path(settings.BASE_DIR) / "templates"
FRAMES = {"base.html", "staff.html", "admin/base_site.html"}
# Parts of pages: drawn inside a page, never alone.
PARTS = {"lt", "components"}
# A sheet for the printer: each letter on it says it in its words.
SHEETS = {"messaging/print.html"}


def pages() -> list[Path]:
    """Return every template that is a page of its own."""
    return [
        path
        for path in sorted(ROOT.rglob("*.html"))
        if not path.name.startswith("_") and path.relative_to(ROOT).parts[0] not in PARTS
    ]


def carries_the_link(path: Path) -> bool:
    """Tell whether a page stands in a frame, or is a frame (or a letter) that says it itself."""
    text = path.read_text(encoding="utf-8")
    extends = re.search(r"{% extends '([^']+)' %}", text)
    if extends and extends.group(1) in FRAMES:
        return True
    if extends:
        parent = ROOT / extends.group(1)
        return (parent.exists() and carries_the_link(parent)) or "{% url 'concern'" in text
    return "{% include '_footer.html' %}" in text or "url 'concern'" in text or "concern_address" in text


def test_every_page_stands_in_a_frame_that_carries_the_link():
    whole = [path for path in pages() if re.search(r"<html|{% extends", path.read_text(encoding="utf-8"))]

    assert [str(path.relative_to(ROOT)) for path in whole if not carries_the_link(path)] == sorted(SHEETS)


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_carry_the_link(db, code):
    """They are drawn without anything of the request: the link must not depend on it."""
    assert f'href="{reverse("concern")}"' in render_to_string(f"{code}.html")


@override_settings(DEBUG=False)
def test_a_page_that_is_not_there_carries_the_link(client, db):
    assert reverse("concern") in client.get("/nowhere/").content.decode()


def test_back_office_carries_the_link(db):
    client = Client()
    client.force_login(PersonFactory.create(is_staff=True, is_superuser=True))

    assert f'href="{reverse("concern")}"' in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.LETTER])
def test_every_email_and_letter_says_where_to_tell(db, channel):
    register_purpose()
    message = MessageFactory.create()
    route = Route(channel=channel, method=channel, address="x", language="en", easy_read=False)

    # On paper an address is typed, so it begins without “https://”.
    assert (settings.BASE_URL + reverse("concern")).partition("://")[2] in render(message, route).body


def test_emails_for_signing_in_say_where_to_tell(db):
    mails = [
        sign_in_mail(person=PersonFactory.create(), link="https://example.org/", code="123456", minutes=10),
        unknown_mail(),
    ]

    assert [settings.BASE_URL + reverse("concern") in body for _title, body in mails] == [True, True]
