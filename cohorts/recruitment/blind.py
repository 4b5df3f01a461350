"""What a reviewer reads of an application: its words, without whose they are.

Needs, characteristics, equality answers, home, employer and how they were reached are not in it.
"""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cohorts.recruitment.models import Application
from cohorts.recruitment.topics import TOPIC_LABELS

COVERED = "▇▇▇"
# Shorter names are words of the language too often: nothing would be left of a text.
SHORTEST = 3


def words_of(application: Application) -> list[tuple[str, str]]:
    """Return (question, answer) for what is scored. `application` was read with its person."""
    hidden = _hidden(application)
    topics = ", ".join(str(TOPIC_LABELS.get(slug, slug)) for slug in application.topics)
    said = [
        (_("Why they want to take part"), application.motivation),
        (_("Experience"), application.experience),
        (_("Topics"), topics),
        (_("Project idea"), application.project_idea),
    ]
    return [(question, cover(answer, hidden)) for question, answer in said if answer]


def cover(text: str, hidden: frozenset[str]) -> str:
    """Return a text with every hidden word, email address and telephone number covered."""
    text = re.sub(r"\S+@\S+\.\S+", COVERED, text)
    text = re.sub(r"\+?\d[\d ()-]{8,}\d", COVERED, text)
    if not hidden:
        return text
    names = "|".join(re.escape(name) for name in sorted(hidden, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{names})(?!\w)", COVERED, text, flags=re.IGNORECASE)


def _hidden(application: Application) -> frozenset[str]:
    return frozenset(name for name in _names(application) if len(name) >= SHORTEST)


def _names(application: Application) -> Iterator[str]:
    person = application.person
    if person is not None:
        yield from (person.given_name, person.family_name, person.known_as)
        yield from person.family_name.split()
    yield from application.partner_name_given.split()
    yield from (application.employer, application.manager_name)
