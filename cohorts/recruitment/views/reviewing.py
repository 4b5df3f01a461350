"""The coordinator's pages of reviewing: how far it is and where reviewers disagree, and the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Programme, TeamMembership
from cohorts.permissions import COORDINATOR, REVIEWER, team_only
from cohorts.recruitment.actions.review_rules import change_rules, rules_of, set_reviewers
from cohorts.recruitment.actions.reviews import share_out
from cohorts.recruitment.forms.reviews import RulesForm, most_points
from cohorts.recruitment.models import ReviewRules
from cohorts.recruitment.reviewing_reads import (
    any_scored_in,
    below_line_of,
    criteria_of,
    points_of,
    programme_of,
    scored_in,
    stuck_in,
    to_score_in,
    with_scores,
)
from cohorts.recruitment.templatetags.recruitment import state_tag
from common.addresses import address_of
from common.paging import page_by_keys
from common.querysets import counts_of
from common.words import say_number
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
    scored, waiting, stuck = _counts(programme, rules)
    page = page_by_keys(request, scored_in(programme), with_scores, count=scored)
    page.object_list = _rows(list(page), rules, len(criteria))
    context = {
        "programme": programme,
        "rules": rules,
        "most": most_points(len(criteria)),
        "page": page,
        "waiting": waiting,
        "stuck": stuck,
    }
    return render(request, "cohorts/recruitment/reviews/overview.html", context)


def _counts(programme: Programme, rules: ReviewRules | None) -> list[int]:
    """Return how many applications are scored, and, where scoring is on, what is left to score. One query."""
    if rules is None or not rules.on:
        return [*counts_of([any_scored_in(programme)]), 0, 0]
    return counts_of([any_scored_in(programme), to_score_in(programme), stuck_in(programme, rules.each_side)])


@dataclass(frozen=True, slots=True)
class Row:
    """One application that was scored, in words; `apart` is empty where the reviewers agree more or less."""

    url: str
    name: str
    state: SafeString
    reviews: str
    mean: str
    joins: bool
    apart: str
    gaps: Sequence[str]


def _rows(scored: Sequence[Any], rules: ReviewRules | None, criteria: int) -> list[Row]:
    """Return the rows of applications in their order; two queries."""
    keys = [one.pk for one in scored]
    gaps = _gaps(keys)
    below = set(below_line_of(keys)) if rules and rules.on else set()
    url, state = address_of("recruitment:application"), cache(state_tag)
    reviews = _("%(lay)d lay, %(professional)d professional")
    return [
        Row(
            url=url(one.ref),
            name=str(one.person),
            state=state(one.state),
            reviews=reviews % {"lay": one.lay_done, "professional": one.professional_done},
            mean=say_number(one.mean, 1),
            joins=one.pk not in below,
            # A point for each criterion: then two people read the same words quite differently.
            apart=_apart(one.apart) if one.apart >= (criteria or 1) else "",
            gaps=gaps.get(one.pk, ()),
        )
        for one in scored
    ]


def _apart(points: int) -> str:
    return ngettext("%(apart)d point apart", "%(apart)d points apart", points) % {"apart": points}


def _gaps(applications: Sequence[int]) -> dict[int, list[str]]:
    """Return by application the criteria in which two reviewers are at least two points apart, in one query."""
    points: dict[tuple[int, str], list[int]] = {}
    for application, title, given in points_of(applications):
        points.setdefault((application, title), []).append(given)
    found: dict[int, list[str]] = {}
    for (application, title), every in points.items():
        gap = max(every) - min(every)
        if gap >= FAR:
            found.setdefault(application, []).append(_("%(title)s: %(gap)d apart") % {"title": title, "gap": gap})
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
