"""The button “Easy Read” at the head of every page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.back import is_ours
from people import reading
from people.acting import person_helped
from people.actions.persons import choose_reading
from people.models import Person


@login_not_required
@require_POST
def easy_read(request: HttpRequest) -> HttpResponse:
    """Choose Easy Read or ordinary text, and go back to the page; a person keeps it, letters and messages too."""
    easy = request.POST.get("easy_read") == "on"
    reading.choose(request, easy=easy)
    if isinstance(request.user, Person) and person_helped(request) is None:
        choose_reading(person=request.user, easy=easy, by=request.user, now=timezone.now())
    messages.success(request, _("You now read Easy Read.") if easy else _("You now read ordinary text."))
    back = request.POST.get("next", "")
    return redirect(back if is_ours(request, back) else "/")
