"""The public application, page by page."""

import pytest
from cohorts.recruitment.models import Application
from tests.cohorts.recruitment import apply_help as a
from tests.factories import CohortFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(db, travel):
    travel("2027-03-01T09:00")
    return CohortFactory.create()


def test_apply_whole(client, cohort, mailoutbox, django_assert_max_num_queries):
    a.fill_in(client, cohort)
    r = client.get(a.check(cohort))
    assert r.context["unfinished"] == []
    r = client.post(a.check(cohort))
    assert r.status_code == 302, r.url
    import re

    code = re.search(r"\d{6}", mailoutbox[0].subject)[0]
    r = client.post(r.url, {"code": code})
    assert r.status_code == 302
    x = Application.objects.get()
    print(x.__dict__)
    r = client.get(r.url)
    assert r.status_code == 200
