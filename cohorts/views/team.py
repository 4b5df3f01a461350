"""Who works on a programme, and the bodies behind it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.organisations import add_organisation, remove_organisation
from cohorts.actions.team import Newcomer, add_member, end_membership, invite_again
from cohorts.actions.versions import NotAllowedError
from cohorts.forms.team import AgainForm, MemberForm, OrganisationForm
from cohorts.models import Organisation, Programme, TeamMembership
from cohorts.permissions import COORDINATOR, team_only
from cohorts.querysets import TeamMembershipQuerySet
from common.back import way_back
from people.permissions import signed_in


def _programme(request: HttpRequest, ref: str) -> Programme:
    mine = Programme.objects.for_team(signed_in(request), COORDINATOR).select_related("copied_from")
    return get_object_or_404(mine, ref=ref)


def _before(programme: Programme) -> TeamMembershipQuerySet:
    """Who is on the team of the programme that this one was copied from, and not on this one in that role."""
    return TeamMembership.objects.to_invite_again(programme).with_people()


@team_only(COORDINATOR)
def team(request: HttpRequest, ref: str) -> HttpResponse:
    """The team, those who were on it, and a form to add somebody."""
    programme = _programme(request, ref)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _added(request, programme, form):
        return redirect("cohorts:team", programme.ref)
    rank = list(TeamMembership.Role.values).index
    everybody = TeamMembership.objects.filter(programme=programme).with_people().in_order()
    members = sorted(everybody, key=lambda member: rank(member.role))
    context = {
        "programme": programme,
        "form": form,
        "members": [member for member in members if member.ended_on is None],
        "former": [member for member in members if member.ended_on is not None],
        "again": _again(programme),
    }
    return render(request, "cohorts/team.html", context)


def _again(programme: Programme) -> AgainForm | None:
    """Return the form that invites people again; None where there is nobody."""
    if programme.copied_from_id is None or not _before(programme).exists():
        return None
    form = AgainForm(before=_before(programme))
    form.helper.form_action = reverse("cohorts:team_again", args=[programme.ref])
    return form


def _added(request: HttpRequest, programme: Programme, form: MemberForm) -> bool:
    given = form.cleaned_data
    who = Newcomer(email=given["email"], given_name=given["given_name"], family_name=given["family_name"])
    try:
        made = add_member(programme=programme, who=who, role=given["role"], by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        form.add_error("email", str(error))
        return False
    words = {"name": made.person, "role": made.get_role_display()}
    messages.success(request, _("%(name)s is on the team: %(role)s.") % words)
    return True


@require_POST
@team_only(COORDINATOR)
def team_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Invite people from the team of the year before."""
    programme = _programme(request, ref)
    form = AgainForm(request.POST, before=_before(programme))
    if not form.is_valid():
        messages.error(request, _("Tick the people whom you want to invite."))
        return redirect("cohorts:team", programme.ref)
    try:
        made = invite_again(
            programme=programme, memberships=form.cleaned_data["again"], by=signed_in(request), now=timezone.now()
        )
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(count)d person is invited.", "%(count)d people are invited.", len(made))
        messages.success(request, words % {"count": len(made)})
    return redirect("cohorts:team", programme.ref)


@require_POST
@team_only(COORDINATOR)
def team_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the team."""
    mine = TeamMembership.objects.for_team(signed_in(request), COORDINATOR).with_people()
    found = get_object_or_404(mine, pk=pk)
    try:
        end_membership(membership=found, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        words = {"name": found.person, "role": found.get_role_display()}
        said = _("%(name)s is off the team: %(role)s.") % words
        if found.role == TeamMembership.Role.FACILITATOR:
            said += " " + _("They no longer lead the workshops to come. A task asks you to find somebody else.")
        messages.success(request, said)
    if found.person_id == signed_in(request).pk and found.role == COORDINATOR:
        return redirect("home")
    return redirect("cohorts:team", found.programme.ref)


@team_only(COORDINATOR)
def organisations(request: HttpRequest, ref: str) -> HttpResponse:
    """The bodies behind a programme; add one."""
    programme = _programme(request, ref)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = add_organisation(
            programme=programme, name=given["name"], part=given["part"], by=signed_in(request), now=timezone.now()
        )
        messages.success(request, _("“%(name)s” is saved.") % {"name": made})
        return redirect("cohorts:organisations", programme.ref)
    context = {"programme": programme, "form": form, "bodies": programme.organisations.all()}
    return render(request, "cohorts/organisations.html", context)


@require_POST
@team_only(COORDINATOR)
def organisation_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a body away; one that somebody has taken away already is told of."""
    if not Organisation.objects.filter(pk=pk).exists():
        messages.info(request, _("It was removed already."))
        return redirect(way_back(request, reverse("cohorts:programmes")))
    mine = Programme.objects.for_team(signed_in(request), COORDINATOR)
    found = get_object_or_404(Organisation.objects.filter(programme__in=mine).select_related("programme"), pk=pk)
    remove_organisation(organisation=found, by=signed_in(request), now=timezone.now())
    messages.success(request, _("“%(name)s” is removed.") % {"name": found})
    return redirect("cohorts:organisations", found.programme.ref)
