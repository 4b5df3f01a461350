"""The coordinator's pages of reviewing: how far it is and where reviewers disagree, and the rules."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Programme, TeamMembership
from cohorts.permissions import COORDINATOR, REVIEWER, team_only
from cohorts.recruitment.actions.review_rules import change_rules, rules_of, set_reviewers
from cohorts.recruitment.actions.reviews import share_out
from cohorts.recruitment.forms.reviews import RulesForm, most_points
from cohorts.recruitment.models import ReviewRules
from cohorts.recruitment.reviewing_reads import (
    below_line_in,
    criteria_of,
    points_of,
    programme_of,
    scored_in,
    stuck_in,
    to_score_in,
)
from common.paging import page_of
from people.models import Person
from people.permissions import signed_in

# Two of four steps: one reviewer saw what the other did not.
FAR = 2


def _programme(request: HttpRequest, ref: str) -> Programme:
    return get_object_or_404(programme_of(signed_in(request), ref))


@team_only(COORDINATOR)
def reviewing(request: HttpRequest, ref: str) -> HttpResponse:
    """How far reviewing is, and every application that was scored, those first about which reviewers disagree."""
    programme = _programme(request, ref)
    rules, criteria = rules_of(programme), list(criteria_of(programme))
    page = page_of(request, scored_in(programme))
    context = {
        "programme": programme,
        "rules": rules,
        "criteria": criteria,
        "most": most_points(len(criteria)),
        # A point for each criterion: then two people read the same words quite differently.
        "far_apart": len(criteria) or 1,
        "page": page,
        "gaps": _gaps([row.pk for row in page]),
        **_still_to_do(programme, rules),
    }
    return render(request, "cohorts/recruitment/reviews/overview.html", context)


def _still_to_do(programme: Programme, rules: ReviewRules | None) -> dict[str, Any]:
    """Return who is below the line, and what is left to score: where scoring is off there is nothing of it."""
    if rules is None or not rules.on:
        return {"below": set(), "waiting": 0, "stuck": 0}
    return {
        "below": set(below_line_in(programme)),
        "waiting": to_score_in(programme).count(),
        "stuck": stuck_in(programme, rules.each_side).count(),
    }


def _gaps(applications: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """Return by application the criteria in which two reviewers are at least two points apart, in one query."""
    points: dict[tuple[int, str], list[int]] = {}
    for application, title, given in points_of(applications):
        points.setdefault((application, title), []).append(given)
    found: dict[int, list[tuple[str, int]]] = {}
    for (application, title), every in points.items():
        gap = max(every) - min(every)
        if gap >= FAR:
            found.setdefault(application, []).append((title, gap))
    return found


@team_only(COORDINATOR)
def review_rules(request: HttpRequest, ref: str) -> HttpResponse:
    """Switch scoring on or off, with what speaks against it; say who reviews against which criteria."""
    programme = _programme(request, ref)
    people = _reviewers(programme)
    rules = rules_of(programme)
    form = RulesForm(request.POST or None, initial=RulesForm.initial_of(programme, rules), people=people)
    form.cancel_url = reverse("recruitment:reviewing", args=[programme.ref])
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, programme, form)
        except StaleError:
            form = form.over(rules_of(programme))
        except NotAllowedError as error:
            form.add_error(None, str(error))
    context = {"programme": programme, "form": form, "people": people}
    return render(request, "cohorts/recruitment/reviews/rules.html", context)


def _reviewers(programme: Programme) -> list[Person]:
    """Return who is on the team as a reviewer. Whoever coordinates as well knows the names, so they cannot be blind."""
    current = TeamMembership.objects.current().filter(programme=programme)
    coordinators = current.filter(role=COORDINATOR).values("person")
    people = Person.objects.filter(pk__in=current.filter(role=REVIEWER).values("person")).exclude(pk__in=coordinators)
    return list(people.order_by("family_name", "given_name", "pk"))


def _saved(request: HttpRequest, programme: Programme, form: RulesForm) -> HttpResponse:
    by, now, said = signed_in(request), timezone.now(), form.cleaned_data
    line = said["line"] if isinstance(said["line"], Decimal) else None
    # All of it or nothing: rules that are refused leave the reviewers as they were.
    with transaction.atomic():
        set_reviewers(programme=programme, roles=form.roles, by=by, now=now)
        rules = change_rules(
            programme=programme,
            version=said["version"] or 0,
            on=said["on"],
            each_side=said["each_side"],
            line=line,
            criteria=form.chosen,
            by=by,
            now=now,
        )
        share_out(programme=programme, now=now)
    messages.success(
        request, _("Applications are scored from now on.") if rules.on else _("Applications are not scored.")
    )
    return redirect("recruitment:reviewing", programme.ref)
