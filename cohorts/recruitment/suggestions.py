"""What the rules suggest about an application, in plain sentences. People decide."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Cohort, Role
from cohorts.recruitment.models import Application
from common.words import say_miles


@dataclass(frozen=True)
class Suggestion:
    """One sentence, and whether it speaks for taking part; None where it is only to be known."""

    sentence: str
    good: bool | None


def suggestions_for(
    application: Application, cohort: Cohort | None, distance_km: float | None, outward_code: str
) -> list[Suggestion]:
    """Return what the rules say of the dates, the area and, for professionals, the employer.

    Needs, characteristics and equality answers are never looked at. `distance_km` is from home to the cohort's venue.
    """
    found = [_dates(application)]
    if cohort is not None:
        found.append(_area(cohort, distance_km, outward_code))
    if application.role == Role.PROFESSIONAL:
        found.append(_employer(application))
    return found


def suggests_eligible(found: list[Suggestion]) -> bool:
    """Whether nothing speaks against it."""
    return all(one.good is not False for one in found)


def _dates(application: Application) -> Suggestion:
    if application.available_all_dates is None:
        return Suggestion(_("We do not know whether they can come to all dates. Ask them."), None)
    if application.available_all_dates:
        return Suggestion(_("They can come to all dates."), good=True)
    return Suggestion(_("They cannot come to all dates."), good=False)


def _area(cohort: Cohort, distance_km: float | None, outward_code: str) -> Suggestion:
    if outward_code and outward_code in cohort.area_outward_codes:
        return Suggestion(_("They live in the area: %(code)s.") % {"code": outward_code}, good=True)
    if distance_km is None:
        return Suggestion(_("We do not know how far they live from %(venue)s.") % {"venue": cohort.venue.name}, None)
    words = {"miles": say_miles(distance_km), "venue": cohort.venue.name}
    if cohort.area_radius_km is None and not cohort.area_outward_codes:
        return Suggestion(_("They live %(miles)s from %(venue)s. The cohort has no area.") % words, None)
    if cohort.area_radius_km is not None and distance_km <= cohort.area_radius_km:
        return Suggestion(_("They live in the area: %(miles)s from %(venue)s.") % words, good=True)
    return Suggestion(_("They live outside the area: %(miles)s from %(venue)s.") % words, good=False)


def _employer(application: Application) -> Suggestion:
    if application.employer and application.manager_email:
        return Suggestion(_("They gave their employer and a manager whom we can ask for release."), good=True)
    if application.employer:
        return Suggestion(_("They gave their employer, but no manager's email. Somebody must phone."), None)
    return Suggestion(_("They did not give an employer."), None)
