"""Was what people need there? Answered by themselves, or written down by staff; read by coordinators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from cohorts.permissions import COORDINATOR, team_only
from people.acting import helper_may
from people.models import Person
from people.permissions import signed_in
from workshops import reads
from workshops.actions.met import answer_met
from workshops.forms.met import MetForm
from workshops.models import Arrangement, Workshop
from workshops.querysets import ArrangementQuerySet
from workshops.views.portal import my_place
from workshops.views.posted import posted


def _rows(workshop: Workshop, person: Person) -> ArrangementQuerySet:
    return Arrangement.objects.of(person).wanted().filter(workshop=workshop).select_related("need")


@helper_may
def mine(request: HttpRequest, ref: str) -> HttpResponse:
    """Say whether what I need was there."""
    workshop, place = my_place(request, ref)
    form = MetForm(posted(request), rows=list(_rows(workshop, place.person)))
    form.cancel_url = back = reverse("workshops:my_workshop", args=[ref])
    if request.method == "POST" and form.is_valid():
        person, now = signed_in(request), timezone.now()
        try:
            answer_met(workshop=workshop, person=place.person, replies=form.replies(), by=person, now=now)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. We use it to get it right next time."))
            return redirect(back)
    context = {"form": form, "workshop": workshop, "begun": workshop.starts_at <= timezone.now()}
    return render(request, "workshops/my_met.html", context)


@team_only(COORDINATOR)
def answers(request: HttpRequest, ref: str) -> HttpResponse:
    """What everybody with needs said after one workshop, the unmet first."""
    mine = Workshop.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    workshop = get_object_or_404(mine, ref=ref)
    rows = list(Arrangement.objects.wanted().filter(workshop=workshop).with_everything_named())
    places = dict(Place.objects.in_use().filter(cohort=workshop.cohort_id).values_list("person_id", "ref"))
    first = {"no": 0, "partly": 1, "": 2, "yes": 3}
    rows.sort(key=lambda row: (first[row.met], row.need.person.family_name, row.pk))
    context = {
        "workshop": workshop,
        "rows": [(row, places.get(row.need.person_id)) for row in rows],
        "asked": workshop.starts_at <= timezone.now(),
    }
    return render(request, "workshops/met.html", context)


@team_only(COORDINATOR)
def keyed(request: HttpRequest, ref: str, place: str) -> HttpResponse:
    """Write down what somebody said by phone or on paper; who wrote it down is kept."""
    by = signed_in(request)
    theirs = Place.objects.for_team(by, COORDINATOR).with_everything_named()
    found = get_object_or_404(theirs, ref=place, cohort__workshops__ref=ref)
    workshop = get_object_or_404(Workshop.objects.with_everything_named(), ref=ref)
    form = MetForm(posted(request), rows=list(_rows(workshop, found.person)))
    form.cancel_url = back = reverse("workshops:met", args=[ref])
    if request.method == "POST" and form.is_valid():
        try:
            answer_met(workshop=workshop, person=found.person, replies=form.replies(), by=by, now=timezone.now())
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down for %(name)s.") % {"name": found.person})
            return redirect(back)
    return render(request, "workshops/met_keyed.html", {"form": form, "workshop": workshop, "place": found})


@team_only(COORDINATOR)
def over_time(request: HttpRequest, ref: str) -> HttpResponse:
    """What one person needs, and for each need whether it was met, workshop after workshop."""
    by = signed_in(request)
    person = get_object_or_404(reads.person_coordinated(by, ref))
    rows = list(reads.arranged_for(by, person))
    # After what is arranged for them, so that none of those is missing.
    needs = {need.pk: need for need in reads.needs_ever_of(person)}
    found: dict[int, list[Arrangement]] = {key: [] for key in needs}
    for row in rows:
        row.need = needs[row.need_id]
        found[row.need_id].append(row)
    context = {"person": person, "needs": [(need, found[key]) for key, need in needs.items()]}
    return render(request, "workshops/needs_over_time.html", context)
