"""The coordinator's pages of reviewing: how far it is and where reviewers disagree, and the rules."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.db.models import F, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Programme, TeamMembership
from cohorts.permissions import COORDINATOR, REVIEWER, team_only
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment.actions.review_rules import change_rules, rules_of, set_reviewers
from cohorts.recruitment.actions.reviews import REVIEWABLE, share_out
from cohorts.recruitment.forms.reviews import RulesForm, most_points
from cohorts.recruitment.models import Application, Review, Score
from common.paging import page_of
from people.models import Person
from people.permissions import signed_in

# Two of four steps: one reviewer saw what the other did not.
FAR = 2


def _mine(request: HttpRequest) -> ProgrammeQuerySet:
    return Programme.objects.for_team(signed_in(request), COORDINATOR)


@team_only(COORDINATOR)
def reviewing(request: HttpRequest, ref: str) -> HttpResponse:
    """How far reviewing is, and every application that was scored, those first about which reviewers disagree."""
    programme = get_object_or_404(_mine(request), ref=ref)
    rules, criteria = rules_of(programme), list(programme.criteria.order_by("position"))
    waiting = Application.objects.filter(programme=programme, state__in=REVIEWABLE)
    done = Q(reviews__state=Review.State.DONE)
    scored = (
        Application.objects.filter(programme=programme, reviews__state=Review.State.DONE)
        .with_reviews()
        .annotate(apart=Max("reviews__total", filter=done) - Min("reviews__total", filter=done))
        .select_related("person")
        .order_by(F("apart").desc(), "pk")
    )
    page = page_of(request, scored)
    below = set(Application.objects.filter(programme=programme).below_line().values_list("pk", flat=True))
    context = {
        "programme": programme,
        "rules": rules,
        "criteria": criteria,
        "most": most_points(len(criteria)),
        # A point for each criterion: then two people read the same words quite differently.
        "far_apart": len(criteria) or 1,
        "page": page,
        "below": below,
        "gaps": _gaps(page.object_list),
        "waiting": Review.objects.filter(application__programme=programme).to_score().count(),
        "stuck": waiting.short_of_reviewers(rules.each_side).count() if rules and rules.on else 0,
    }
    return render(request, "cohorts/recruitment/reviews/overview.html", context)


def _gaps(rows: Iterable[Application]) -> dict[int, list[tuple[str, int]]]:
    """Return by application the criteria in which two reviewers are at least two points apart, in one query."""
    points: dict[tuple[int, str], list[int]] = {}
    scores = Score.objects.filter(review__application__in=list(rows)).order_by("criterion__position")
    for application, title, given in scores.values_list("review__application", "criterion__title", "points"):
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
    programme = get_object_or_404(_mine(request), ref=ref)
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
