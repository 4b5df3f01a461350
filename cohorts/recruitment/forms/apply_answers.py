"""From finished pages to one set of answers."""

from typing import Any

from cohorts.recruitment.answers import Answers
from cohorts.recruitment.forms.apply import Questions
from cohorts.recruitment.forms.apply_base import SoFar
from cohorts.recruitment.forms.apply_care import YES
from cohorts.recruitment.topics import HEARD_FROM_LABELS
from people.consent_texts import CURRENT
from people.models import Consent

Pages = dict[str, dict[str, Any]]
RANKS = ("first", "second", "third")


def read_answers(questions: Questions, *, language: str, easy_read: bool = False) -> Answers:
    """Return the answers of a finished application; every page of it is valid. `easy_read`: in easy words."""
    pages = questions.answers()
    contact, address, methods = pages["contact"], pages["address"], pages["methods"]
    return Answers(
        role=pages["role"]["role"],
        **pages["name"],
        **contact,
        **address,
        outward_code=questions.so_far.outward_code,
        language=language,
        easy_read=easy_read,
        methods=tuple(filter(None, (methods[rank] for rank in RANKS))),
        safe_times=methods["safe_times"],
        choices=_choices(pages.get("cohorts"), questions.so_far),
        **_taking_part(pages),
        **_work(pages),
        **_care(pages),
    )


def _choices(page: dict[str, Any] | None, so_far: SoFar) -> tuple[tuple[int, float | None], ...]:
    """Where one cohort alone is open, nobody was asked."""
    by_ref = {cohort.ref: cohort for cohort in so_far.cohorts}
    refs = list(by_ref) if page is None else [page[rank] for rank in RANKS if page.get(rank)]
    return tuple((by_ref[ref].pk, so_far.distance_to(by_ref[ref])) for ref in refs)


def _taking_part(pages: Pages) -> dict[str, Any]:
    return {
        "available_all_dates": {"yes": True, "no": False}.get(pages["dates"]["all_dates"]),
        "availability_note": pages["dates"]["note"],
        "travel_mode": pages["travel"]["mode"],
        "travel_limit_km": pages["travel"]["kilometres"],
        "meeting_times": tuple(pages["meetings"]["times"]),
        "motivation": pages["why"]["motivation"],
        "experience": pages["experience"]["experience"],
        "topics": tuple(pages["topics"]["topics"]),
        "project_idea": pages["topics"]["idea"],
    }


def _work(pages: Pages) -> dict[str, Any]:
    partner = pages["partner"]
    return {
        **pages.get("job", {}),
        "with_partner": partner["together"] == YES,
        "partner_name": partner["partner_name"],
        "partner_ref": partner["partner_ref"],
    }


def _care(pages: Pages) -> dict[str, Any]:
    needs, heard, consents = pages["needs"], pages["heard"], pages["consents"]
    selection = pages["selection"]
    agreed = {
        Consent.Purpose.SHARING_NEEDS: needs["sharing"],
        Consent.Purpose.SELECTION: selection["consent"] == YES,
        Consent.Purpose.EVALUATION: consents["evaluation"] == YES,
        Consent.Purpose.FOLLOW_UP: consents["follow_up"] == YES,
    }
    where = heard["where"] if heard["heard"] == "other" else ""
    return {
        "needs": tuple(needs["slugs"]),
        "needs_note": needs["note"],
        "supporter_comes": needs["supporter_comes"] == YES,
        "selection": selection["values"],
        "outreach_link": heard["link"],
        "heard_from": where or str(HEARD_FROM_LABELS.get(heard["heard"], "")),
        "consents": tuple(CURRENT[purpose] for purpose, given in agreed.items() if given),
    }
