"""The way back from a page: to an address of this service, or to where the page leads by itself."""

import pytest
from django.test import RequestFactory

from common.back import way_back


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("/staff/tasks/?page=2", "/staff/tasks/?page=2"),
        ("http://testserver/staff/", "http://testserver/staff/"),
        ("", "/here/"),
        ("home", "/here/"),
        ("½", "/here/"),
        ("//evil.example/", "/here/"),
        ("https://evil.example/", "/here/"),
        ("javascript:alert(1)", "/here/"),
    ],
)
def test_way_back_leads_to_a_page_of_this_service_alone(sent: str, back: str) -> None:
    assert way_back(RequestFactory().post("/", {"next": sent}), "/here/") == back
