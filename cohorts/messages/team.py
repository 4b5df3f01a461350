"""What members of a team are told: that they are on it, and who may read what is reported in confidence."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import TeamMembership
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

INVITATION = "team-invitation"
SAFEGUARDING_CHANGED = "safeguarding-changed"


def _membership(message: Message) -> TeamMembership | None:
    named = TeamMembership.objects.select_related("programme", "person", "added_by", "ended_by")
    return named.filter(pk=message.data.get("membership")).first()


def _door() -> str:
    """Return where to sign in; that page belongs to an app above, so it is found by its name."""
    try:
        return settings.BASE_URL + reverse("access:sign_in")
    except NoReverseMatch:
        return settings.BASE_URL


def _invitation_words(message: Message) -> Mapping[str, str]:
    membership = _membership(message)
    if membership is None:
        return {"programme": "", "role": "", "email": "", "link": ""}
    return {
        "programme": membership.programme.name,
        "role": membership.get_role_display(),
        "email": membership.person.email or "",
        "link": _door(),
    }


def _invitation_is_due(message: Message, _now: datetime) -> Verdict:
    membership = _membership(message)
    if membership is None or membership.ended_on is not None:
        return not_due(say("They are not on the team any more."))
    return DUE


def _change_words(message: Message) -> Mapping[str, str]:
    membership = _membership(message)
    if membership is None:
        return {"who": "", "role": "", "programme": "", "by": ""}
    ended = membership.ended_on is not None
    by = membership.ended_by if ended else membership.added_by
    role = membership.get_role_display()
    return {
        "who": membership.person.full_name,
        "role": say("%(role)s no more") % {"role": role} if ended else role,
        "programme": membership.programme.name,
        "by": by.full_name if by else say("the administrator"),
    }


def _change_is_due(message: Message, _now: datetime) -> Verdict:
    return DUE if _membership(message) else not_due(say("There is no such membership."))


def register_all() -> None:
    """Register what is said to the team."""
    register(
        Purpose(
            slug=INVITATION,
            label=_("You are on the team"),
            because=_("When a coordinator adds somebody to the team"),
            title=_("You are on the team of {programme}"),
            body=_(
                "Hello {called},\n\n"
                "You are now on the team of {programme}. Your role: {role}.\n\n"
                "To sign in, open this page and type your email address ({email}):\n\n"
                "{link}\n\n"
                "You need no password. We send you a link that works for 10 minutes. The first time, we also ask you "
                "to set up an app on your phone. That takes about 3 minutes.\n\n"
                "Did you not expect this? Then please tell us, and do not sign in."
            ),
            placeholders={
                "programme": "Leading Together 2027",
                "role": "Facilitator",
                "email": "joan@example.org",
                "link": "https://example.org/sign-in/",
            },
            context=_invitation_words,
            still_due=_invitation_is_due,
        )
    )
    register(
        Purpose(
            slug=SAFEGUARDING_CHANGED,
            label=_("Who reads concerns has changed"),
            because=_("When somebody is made safeguarding lead or deputy, or ends as one"),
            title=_("{programme}: who reads concerns has changed"),
            body=_(
                "Hello {called},\n\n"
                "{who} is now: {role}, in {programme}. {by} changed this.\n\n"
                "The safeguarding lead and deputy read what people report in confidence. You are told because you "
                "share in looking after the programme.\n\n"
                "Is this not right? Then phone us today: {help_phone}."
            ),
            placeholders={
                "who": "Grace Mensah",
                "role": "Safeguarding lead",
                "programme": "Leading Together 2027",
                "by": "Amira Hussain",
            },
            context=_change_words,
            still_due=_change_is_due,
            urgent=True,
        )
    )
