"""What a participant needs to know first: the next step in one sentence, and where everything stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Place
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.pairing.pulse_messages import OPEN_FOR
from common.dates import in_london, say_date, say_datetime
from evaluation.models import Invitation
from leadingtogether import participant_reads as reads
from people.models import Need, Person
from projects.models import Project
from workshops.actions.claims import may_claim
from workshops.actions.met import LASTS
from workshops.models import Arrangement, Workshop

AFTER_A_DRAW = {"drawn", "reserve", "not_drawn", "declined", "lapsed"}


@dataclass(frozen=True)
class Step:
    """The next thing to do, in one sentence."""

    sentence: str
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class Overview:
    """Where one participant stands; an empty list or None is shown as "nothing yet"."""

    place: Place | None
    workshops: list[Workshop]
    partners: list[Person]
    project: Project | None
    surveys: list[Invitation]
    needs: list[Need] = field(default_factory=list)
    choice: PartnerChoice | None = None
    claims: list[Workshop] = field(default_factory=list)


def next_step(
    person: Person,
    *,
    now: datetime,
    helped: bool = False,
    surveys: Sequence[Invitation] | None = None,
    has_partner: bool = False,
) -> Step:
    """Return the one thing that a participant does next: offer, survey, needs, workshop, project, or nothing.

    `helped`: a supporter reads it, so no personal link is in it. `surveys` are their open surveys, where they are
    known already; whoever `has_partner` has no choice to make about going on without one.
    """

    def choice(person: Person, now: datetime) -> Step | None:
        return None if has_partner else _step_choice(person, now)

    def survey(person: Person, now: datetime) -> Step | None:
        found = reads.open_surveys(person, now)[:1] if surveys is None else surveys
        return _step_survey(found[0]) if found else None

    def names(person: Person, _now: datetime) -> Step | None:
        return None if has_partner else _step_names(person)

    # How it goes in a pair, whom they know too well and what they agree to is asked of the person alone.
    alone = {_step_pulse, names, _step_case_study, _step_contact}
    steps = (
        _step_offer,
        choice,
        _step_pulse,
        survey,
        _step_case_study,
        _step_met,
        names,
        _step_workshop,
        _step_project,
        _step_application,
        _step_contact,
    )
    for ask in steps:
        if helped and ask in alone:
            continue
        step = ask(person, now)
        if step is not None:
            return replace(step, url=reverse("evaluation:mine")) if helped and ask is survey else step
    return Step(_("There is nothing that you need to do now."))


def _step_contact(person: Person, now: datetime) -> Step | None:
    check = reads.contact_checks_of(person, now).first()
    if check is None:
        return None
    return Step(
        _("Please tell us whether we still reach you in the same way."),
        reverse("evaluation:contact_check", args=[check.token]),
        _("Tell us"),
    )


def _step_offer(person: Person, now: datetime) -> Step | None:
    offers = reads.open_offers(person, now.date())
    offer = next((one for one in offers if not one.cohort.has_begun(now=now)), None)
    if offer is None:
        return None
    sentence = _("We have a place for you. Please tell us by %(day)s whether you take it.")
    return Step(
        sentence % {"day": say_date(offer.reply_by)}, reverse("recruitment:offer", args=[offer.ref]), _("Answer")
    )


def _step_choice(person: Person, _now: datetime) -> Step | None:
    choice = reads.choices_to_make(person).first()
    if choice is None:
        return None
    sentence = _("You have no partner now. Please choose how you go on. There is no hurry.")
    return Step(sentence, reverse("pairing:choice", args=[choice.ref]), _("Choose"))


def _step_pulse(person: Person, now: datetime) -> Step | None:
    pulse = reads.open_pulses(person, now - OPEN_FOR).first()
    if pulse is None:
        return None
    sentence = _("How is it going with your partner? Please answer two short questions.")
    return Step(sentence, reverse("pairing:pulse", args=[pulse.ref]), _("Answer"))


def _step_names(person: Person) -> Step | None:
    if not reads.silent_places(person).exists():
        return None
    return Step(
        _("Please look at the names of the people in the other role, and tell us if you know somebody too well."),
        reverse("pairing:in_confidence"),
        _("See the names"),
    )


def _step_survey(invitation: Invitation) -> Step:
    return Step(
        _("Please answer a few questions: %(survey)s.") % {"survey": _(invitation.wave.title)},
        reverse("evaluation:answer", args=[invitation.token]),
        _("Start"),
    )


def _step_case_study(person: Person, _now: datetime) -> Step | None:
    asked = reads.case_studies_asked(person).first()
    if asked is None:
        return None
    sentence = _("We have written about “%(title)s”. Please read it, and say whether you agree.")
    study = asked.case_study
    return Step(sentence % {"title": study.title}, reverse("projects:my_study", args=[study.ref]), _("Read it"))


def _step_met(person: Person, now: datetime) -> Step | None:
    here = in_london(now)
    ended = Workshop.objects.ended(since=here.date() - LASTS, before=here)
    asked = Arrangement.objects.unanswered().of_those_who_came().of(person).filter(workshop__in=ended)
    row = asked.select_related("workshop").order_by("-workshop__date").first()
    if row is None:
        return None
    sentence = _("Please tell us whether what you need was there on %(day)s.")
    url = reverse("workshops:my_met", args=[row.workshop.ref])
    return Step(sentence % {"day": say_date(row.workshop.date)}, url, _("Answer"))


def _step_workshop(person: Person, now: datetime) -> Step | None:
    workshop = reads.workshops_ahead(person, now.date()).first()
    if workshop is None:
        return None
    sentence = _("Your next workshop is on %(day)s at %(venue)s.")
    return Step(
        sentence % {"day": say_datetime(workshop.starts_at), "venue": workshop.venue.name},
        reverse("workshops:my_dates"),
        _("See my dates"),
    )


def _step_project(person: Person, _now: datetime) -> Step | None:
    project = reads.projects_of(person, untitled=True).first()
    if project is None:
        return None
    return Step(_("Write down your project idea with your partner."), reverse("projects:mine"), _("Open my project"))


def _step_application(person: Person, _now: datetime) -> Step | None:
    application = reads.applications_of(person).first()
    if application is None or application.state in {"accepted", "withdrawn"}:
        return None
    sentences = {
        "submitted": _("We have your application. We will write to you when we have read it."),
        "eligible": _("We have read your application. You are in the draw. We will tell you when it is made."),
        "drawn": _("You were drawn. We will send you an offer soon."),
        "reserve": _("You are on the reserve list. We will tell you if a place becomes free."),
        "not_drawn": _("There were more people than places, and you were not drawn this time."),
        "not_eligible": _("We could not take your application further. We have written to you about why."),
        "declined": _("You said no to the place. Thank you for telling us."),
        "lapsed": _("The time to answer our offer has passed. Phone us if you still want a place."),
        "offered": _("The time to answer our offer has passed. Phone us if you still want a place."),
    }
    if application.state in AFTER_A_DRAW:
        page = reverse("recruitment:my_chance", args=[application.ref])
        return Step(sentences[application.state], page, _("See what your chance was"))
    return Step(sentences[application.state])


def overview(person: Person, *, now: datetime, surveys: list[Invitation]) -> Overview:
    """Return where one participant with these open surveys stands, in at most seven queries."""
    place = reads.places_of(person).first()
    if place is None:
        claims = _still_claimable(person, now)
        return Overview(place=None, workshops=[], partners=[], project=None, surveys=[], claims=claims)
    pair = reads.pairs_of(person, place.cohort_id).first()
    choice = None if pair is not None else reads.choices_of(place).first()
    return Overview(
        place=place,
        workshops=list(reads.workshops_of(place.cohort_id)),
        partners=_partners(_quiet_pair(choice) or pair, person),
        choice=None if choice is None or choice.waits_for_a_call else choice,
        project=reads.projects_of(person).first(),
        surveys=surveys,
        needs=list(reads.needs_of(person)),
    )


def _still_claimable(person: Person, now: datetime) -> list[Workshop]:
    """Return the workshops for which a lay partner who has left can still claim costs."""
    if not reads.left_as_lay_partner(person).exists():
        return []
    before = Workshop.objects.claimable_by(person).filter(cohort__places_taken__person=person).distinct()
    return [one for one in before.order_by("date") if may_claim(one, now=now)]


def _quiet_pair(choice: PartnerChoice | None) -> Pair | None:
    """After a death nothing new is shown to the partner until somebody has spoken with them."""
    return choice.pair if choice is not None and choice.waits_for_a_call else None


def _partners(pair: Pair | None, person: Person) -> list[Person]:
    if pair is None:
        return []
    return [place.person for place in pair.everybody if place.person_id != person.pk]
