"""Setting up a programme: everything that is needed before people can apply."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts.permissions import COORDINATOR, team_only
from leadingtogether.set_up import cohort_lines, programme_to_set_up, public_link, steps_of
from people.permissions import signed_in


@team_only(COORDINATOR)
def set_up(request: HttpRequest, ref: str) -> HttpResponse:
    """What is done and what is left, with one next step."""
    programme = get_object_or_404(programme_to_set_up(signed_in(request), ref))
    steps, lines = steps_of(programme), cohort_lines(programme, on=timezone.localdate())
    context = {
        "programme": programme,
        "steps": steps,
        "lines": lines,
        "left": sum(not step.done for step in steps) + sum(line.next is not None for line in lines) + (not lines),
        "link": public_link(programme),
        "open": any(line.cohort.takes_applications(on=timezone.localdate()) for line in lines),
    }
    return render(request, "leadingtogether/set_up.html", context)
