"""When things are said: the rules of a programme, and what a change would do before it is made."""

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from messaging.actions.delivery import load_rows
from messaging.actions.rules import Change, RuleRefused, set_rule, what_would_change
from messaging.forms import ProgrammeForm, RuleForm
from messaging.letters import choices_of
from messaging.permissions import coordinators_only
from messaging.purposes import all_purposes
from messaging.querysets import coordinated_refs
from messaging.rules import Numbers, RuleKind, Setting, all_kinds, all_numbers, kind_of
from people.permissions import signed_in

# As many as anybody reads before pressing the button; the count tells the rest.
SHOWN = 25


@require_GET
@coordinators_only
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules of a programme."""
    programmes, _cohorts = choices_of(signed_in(request))
    form = ProgrammeForm(request.GET, programmes=programmes)
    ref, name = form.chosen()
    numbers = all_numbers()
    rows = [numbers[kind.purpose].setting(kind, ref) for kind in all_kinds()]
    return render(request, "messaging/rules.html", {"form": form, "ref": ref, "programme": name, "rows": rows})


def _kind(request: HttpRequest, ref: str, purpose: str, occurrence: str) -> RuleKind:
    if ref not in coordinated_refs(signed_in(request)):
        raise Http404
    try:
        return kind_of(purpose, occurrence)
    except LookupError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@coordinators_only
def rule(request: HttpRequest, ref: str, purpose: str, occurrence: str) -> HttpResponse:
    """Set one rule: first show which messages would change, then change them."""
    kind = _kind(request, ref, purpose, occurrence)
    setting = Numbers(purpose).setting(kind, ref)
    off = setting.number is None and (setting.own or not kind.unset)
    form = RuleForm(
        request.POST or None, kind=kind, initial={"use": "off" if off else "on", "number": setting.distance}
    )
    changes: list[Change] | None = None
    if request.method == "POST" and form.is_valid():
        act = set_rule if "apply" in request.POST else what_would_change
        try:
            changes = act(kind=kind, programme_ref=ref, number=form.chosen(), by=signed_in(request), now=timezone.now())
            if "apply" in request.POST:
                return _done(request, ref, len(changes))
        except RuleRefused as error:
            form.add_error("number", str(error))
    context = {"form": form, "kind": kind, "setting": setting, "ref": ref, "changes": changes, "shown": SHOWN}
    if changes is not None:
        context |= {"rows": _named(changes), "then": Setting(kind, form.chosen(), own=True)}
    return render(request, "messaging/rule.html", context)


def _named(changes: list[Change]) -> list[tuple[Change, str]]:
    """Return the first changes, each with what its message is about."""
    shown = changes[:SHOWN]
    load_rows(change.message for change in shown)
    abouts = {purpose.slug: purpose.about for purpose in all_purposes()}
    return [
        (change, about(change.message) if (about := abouts.get(change.message.purpose)) else "") for change in shown
    ]


def _done(request: HttpRequest, ref: str, count: int) -> HttpResponse:
    words = ngettext(
        "The rule is set. %(count)s message changed.", "The rule is set. %(count)s messages changed.", count
    )
    notices.success(request, words % {"count": count})
    return redirect(f"{reverse('messaging:rules')}?programme={ref}")
