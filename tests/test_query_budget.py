"""Every page of the permission matrix within its budget: 12 queries for a list or a page, 8 for a form."""

import re

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.matrix_objects import OBJECTS
from tests.test_permissions_matrix import MATRIX, Row
from tests.worlds import RunningCohort, make_running_cohort

# The first of these who may open a page opens it; the team's pages cost most.
LOOKERS = ("coordinator", "facilitator", "lay", "evaluator", "safeguarding_lead", "visitor")
# Lists with boxes to tick or choose in their rows.
LISTS_WITH_FORMS = {"call", "recruitment:applicants", "pairing:board", "workshops:register"}
FIELD = re.compile(r"<textarea|<select|<input[^>]+type=\"(text|radio|checkbox|email|file)\"")


def opened(world: RunningCohort, name: str, row: Row) -> tuple[int, bool]:
    """Open one page; return how many queries it took, and whether it asks for anything."""
    client = Client()
    role = next(role for role in LOOKERS if role in row.who)
    with transaction.atomic():
        url = reverse(name, kwargs=OBJECTS[row.of](world) if row.of else {})
        if role != "visitor":
            client.force_login(world.people[role])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url).content.decode(errors="ignore")
        transaction.set_rollback(True)
    counted = [query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    main = page.split('id="main-content"')[-1].split("</main>")[0]
    return len(counted), 'method="post"' in main and FIELD.search(main) is not None


def test_every_page_keeps_within_its_queries(db, travel):
    travel("2027-03-01T09:00")
    world = make_running_cohort()
    over = {}
    for name, row in MATRIX.items():
        if row.post or row.who.isdisjoint(LOOKERS):
            continue
        count, asks = opened(world, name, row)
        budget = 8 if asks and name not in LISTS_WITH_FORMS else 12
        if count > budget:
            over[name] = (count, budget)

    assert over == {}
