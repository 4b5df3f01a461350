"""The rules by which an application is decided, in the words in which applicants read them before they apply."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cohorts.models import Cohort, Programme
from cohorts.recruitment.apply_reads import criteria_titles
from cohorts.recruitment.models import MOST_POINTS, ReviewRules
from common.words import say_miles, say_number


def shown_rules(programme: Programme, cohorts: Iterable[Cohort]) -> list[str]:
    """Return the rules that `suggestions_for` looks at, and no other; and what reviewers do, where there are any."""
    rules = _scoring(programme)
    areas = [_area(cohort) for cohort in cohorts if cohort.area_radius_km is not None or cohort.area_outward_codes]
    return [
        _("You can come to all the workshops of the group that you would join."),
        *areas,
        _("Professionals: you work in health, care or research, and your employer agrees that you come."),
        *(_scores(programme, rules) if rules else []),
        _("Nothing else counts: not your health, what you need, or how you apply.")
        if rules
        else _("Nothing else counts: not your health, what you need, how well you write, or how you apply."),
    ]


def easy_rules(programme: Programme, cohorts: Iterable[Cohort]) -> list[str]:
    """Return the same rules in easy words."""
    far = [
        _("In %(cohort)s you live not more than %(miles)s away.")
        % {"cohort": cohort.name, "miles": say_miles(cohort.area_radius_km)}
        for cohort in cohorts
        if cohort.area_radius_km is not None
    ]
    scored = [_("People read what you write. They do not see your name.")] if _scoring(programme) else []
    return [_("You can come on all the days."), *far, *scored]


def _scoring(programme: Programme) -> ReviewRules | None:
    """Return the rules of reviewing where applications are scored. No question where they were read along."""
    try:
        rules: ReviewRules = programme.review_rules
    except ReviewRules.DoesNotExist:
        return None
    return rules if rules.on else None


def _area(cohort: Cohort) -> str:
    words = {
        "cohort": cohort.name,
        "venue": cohort.venue.name,
        "miles": say_miles(cohort.area_radius_km or 0),
        "codes": ", ".join(cohort.area_outward_codes),
    }
    if cohort.area_radius_km is None:
        return _("%(cohort)s: your postcode begins with %(codes)s.") % words
    if not cohort.area_outward_codes:
        return _("%(cohort)s: you live within %(miles)s of %(venue)s.") % words
    return _("%(cohort)s: you live within %(miles)s of %(venue)s, or your postcode begins with %(codes)s.") % words


def _scores(programme: Programme, rules: ReviewRules) -> list[str]:
    titles = list(criteria_titles(programme))
    said = _("Reviewers who do not know who you are read what you write. They look for: %(criteria)s.")
    found = [said % {"criteria": "; ".join(titles)}]
    if rules.line is not None:
        most = len(titles) * MOST_POINTS
        whole = rules.line == int(rules.line)
        words = {"line": say_number(rules.line, 0 if whole else 1), "most": most}
        found.append(_("Those to whom they give %(line)s of %(most)d points or more join the draw.") % words)
    return found
