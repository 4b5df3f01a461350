"""What the addresses of the permission matrix are about: one object of the running cohort for each kind."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.concerns import close_concern, report_concern
from cohorts.actions.departures import Leaving, leave_programme
from cohorts.actions.jobs import ask_for
from cohorts.actions.tasks import open_task
from cohorts.models import Concern, Exclusion, Organisation, TeamMembership
from cohorts.pairing.actions.choices import offer_choice
from cohorts.pairing.actions.proposals import propose_pairs
from cohorts.pairing.models import PairAgreement, Pulse
from cohorts.recruitment.actions.applications import keep_for_later, start_draft
from cohorts.recruitment.actions.ceremonies import agree, freeze
from cohorts.recruitment.actions.ceremonies import publish as publish_draw
from cohorts.recruitment.actions.draws import make_draw
from cohorts.recruitment.actions.handovers import hand_over
from cohorts.recruitment.actions.keying import start_keyed
from cohorts.recruitment.actions.outreach import add_to_plan
from cohorts.recruitment.actions.promises import make_promise
from cohorts.recruitment.models import Ceremony, EmployerRelease, Quota, Review
from cohorts.recruitment.release_links import hash_of, token_of
from cohorts.recruitment.views.apply_end import MONITORING
from cohorts.tasks import run_jobs
from evaluation.actions.questionnaires import ensure_default_questionnaires
from evaluation.actions.responses import begin, finish
from evaluation.actions.snapshots import make_snapshot
from evaluation.models import Invitation, Item
from messaging.actions.formats import order_format
from messaging.actions.print_batches import print_letters
from messaging.actions.print_pdfs import make_pdf_now
from messaging.models import Message
from people.actions.deaths import record_death
from people.models import Supporter
from projects.actions.case_studies import ask_everybody, write_case_study
from projects.models import Appearance, CaseStudy, Milestone, Quote
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    InvitationFactory,
    MessageFactory,
    NeedFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
    WaveFactory,
    published_study,
)
from tests.imports import staged_import
from tests.matrix_messages import MESSAGE_OBJECTS
from tests.worlds import RunningCohort
from workshops.actions import keep_provisions
from workshops.actions.leading import keep_lead_requests
from workshops.models import CalendarFeed, Claim, Debrief, DebriefSection, RegisterEntry, Workshop

Kwargs = dict[str, object]
LEAVING = Leaving(
    reason="time", words="", left_on=NOW.date(), channel="web", leaves_evaluation=True, confirmation=False
)


def _message(world: RunningCohort, state: str, **fields: object) -> Message:
    channel = {"to_print": "letter", "to_call": "phone"}.get(state, "")
    return MessageFactory.create(
        person=world.lay.person,
        programme_ref=world.programme.ref,
        purpose="workshop-reminder",
        data={"workshop": world.workshop.pk, "place": world.lay.pk},
        state=state,
        **{"channel": channel, **fields},
    )


def message(world: RunningCohort) -> Kwargs:
    return {"ref": _message(world, Message.State.QUEUED).ref}


def letter(world: RunningCohort) -> Kwargs:
    return {"ref": _message(world, Message.State.TO_PRINT).ref}


def posted_letter(world: RunningCohort) -> Kwargs:
    row = _message(world, Message.State.SENT, sent_at=NOW, channel="letter")
    return {"ref": row.ref}


def batch(world: RunningCohort) -> Kwargs:
    """Make a batch of one letter, with its PDF, by the actions themselves: the page serves what they keep."""
    Workshop.objects.filter(pk=world.workshop.pk).update(date=NOW.date() + timedelta(days=3000))
    message = _message(world, Message.State.TO_PRINT)
    found = Message.objects.filter(pk=message.pk)
    row = print_letters(messages=found, by=world.people["coordinator"], now=NOW)
    assert row is not None
    make_pdf_now(batch=row, now=NOW)
    return {"ref": row.ref}


def printed_letter(world: RunningCohort) -> Kwargs:
    return batch(world) | {"position": 1}


def letter_to_order(world: RunningCohort) -> Kwargs:
    NeedFactory.create(person=world.lay.person, slug="braille-1")
    return letter(world) | {"kind": "braille-1"}


def format_order(world: RunningCohort) -> Kwargs:
    message = Message.objects.get(ref=letter_to_order(world)["ref"])
    coordinator = world.people["coordinator"]
    return {"ref": order_format(message=message, kind="braille-1", supplier="RNIB", by=coordinator, now=NOW).ref}


def call(world: RunningCohort) -> Kwargs:
    return {"ref": _message(world, Message.State.TO_CALL).person.ref}


def exclusion(world: RunningCohort) -> Kwargs:
    first, second = sorted([world.lay.person, PersonFactory.create()], key=lambda person: person.pk)
    row = Exclusion.objects.create(
        programme=world.programme,
        first=first,
        second=second,
        reason=Exclusion.Reason.ASKED,
        declared_by=world.people["coordinator"],
        declared_at=NOW,
    )
    return {"pk": row.pk}


def concern(world: RunningCohort) -> Kwargs:
    row = report_concern(
        words="Help", how_to_reach="", submission_id=uuid4(), programme=world.programme, by=None, now=NOW
    )
    return {"ref": row.ref}


def closed_concern(world: RunningCohort) -> Kwargs:
    row = Concern.objects.get(**concern(world))
    lead = world.people["safeguarding_lead"]
    close_concern(concern=row, outcome="Talked", submission_id=uuid4(), by=lead, now=NOW)
    return {"ref": row.ref}


def supporter(world: RunningCohort) -> Kwargs:
    row = Supporter.objects.create(
        person=world.lay.person,
        supporter=PersonFactory.create(),
        kind=Supporter.Kind.CARER,
        agreed_at=NOW,
        agreed_by=world.lay.person,
    )
    return {"ref": row.supporter.ref}


def supporter_row(world: RunningCohort) -> Kwargs:
    found = Supporter.objects.get(supporter__ref=supporter(world)["ref"])
    return {"ref": found.person.ref, "pk": found.pk}


def held_workshop(world: RunningCohort) -> Kwargs:
    Workshop.objects.filter(pk=world.workshop.pk).update(
        state="held", held_at=NOW, held_by=world.people["facilitator"], date=NOW.date() - timedelta(days=1)
    )
    RegisterEntry.objects.filter(workshop=world.workshop).update(mark="present")
    return {"ref": world.workshop.ref}


def claim(world: RunningCohort) -> Kwargs:
    row = Claim.objects.create(workshop=world.workshop, place=world.lay, state=Claim.State.SENT, sent_at=NOW)
    return {"ref": row.ref}


def thing(world: RunningCohort) -> Kwargs:
    NeedFactory.create(person=world.lay.person, slug="bsl-interpreter")
    keep_provisions(workshop=world.workshop, now=NOW)
    return {"ref": world.workshop.ref, "group": "bsl-interpreter"}


def debriefed(world: RunningCohort) -> Kwargs:
    found = held_workshop(world)
    debrief = Debrief.objects.create(workshop=world.workshop, begun_at=NOW)
    DebriefSection.objects.create(
        debrief=debrief, kind="change", words="Start later", written_at=NOW, written_by=world.people["facilitator"]
    )
    return found


def lead_request(world: RunningCohort) -> Kwargs:
    keep_lead_requests(workshop=world.workshop, now=NOW)
    return {"ref": world.workshop.ref, "role": "lay"}


def answerable(world: RunningCohort) -> Kwargs:
    for place in (world.lay, world.professional):
        NeedFactory.create(person=place.person, slug="hearing-loop")
    keep_provisions(workshop=world.workshop, now=NOW)
    return held_workshop(world)


def met_keyed(world: RunningCohort) -> Kwargs:
    return answerable(world) | {"place": world.lay.ref}


def feed(world: RunningCohort) -> Kwargs:
    return {"secret": CalendarFeed.objects.create(person=world.lay.person, made_at=NOW).secret}


def milestone(world: RunningCohort) -> Kwargs:
    row = Milestone.objects.create(project=world.project, title="Ask the ward")
    return {"ref": world.project.ref, "pk": row.pk}


def asked_study(world: RunningCohort) -> Kwargs:
    by = world.people["coordinator"]
    study = write_case_study(project=world.project, title="Home by four", text="Before.", by=by, now=NOW)
    return {"ref": ask_everybody(study=study, by=by, now=NOW).ref}


def study_said(world: RunningCohort) -> Kwargs:
    return asked_study(world) | {"person": world.lay.person.ref}


def study_quote(world: RunningCohort) -> Kwargs:
    study = CaseStudy.objects.get(ref=asked_study(world)["ref"])
    quote = Quote.objects.create(case_study=study, person=world.lay.person, words="They listened.", shown_as="A carer")
    return {"ref": study.ref, "pk": quote.pk}


def study_appearance(world: RunningCohort) -> Kwargs:
    study = CaseStudy.objects.get(ref=asked_study(world)["ref"])
    return {"ref": study.ref, "pk": Appearance.objects.create(case_study=study, person=world.people["stranger"]).pk}


def pictured_study(world: RunningCohort) -> Kwargs:
    study = published_study(world.project)
    study.picture_alt = "A desk"
    study.picture.save("desk.jpg", ContentFile(b"a picture"))
    return {"ref": study.ref}


def keyed_page(world: RunningCohort) -> Kwargs:
    found = survey_page(world)
    return {"ref": Invitation.objects.get(token=found["token"]).ref, "slug": found["slug"]}


def keyed_answers(world: RunningCohort) -> Kwargs:
    found = keyed_page(world)
    row = Invitation.objects.get(ref=found["ref"])
    begin(invitation=row, mode="keyed", keyed_by=world.people["coordinator"], now=NOW)
    finish(invitation=row, now=NOW)
    return {"ref": row.ref}


def keyed_answer(world: RunningCohort) -> Kwargs:
    found = keyed_answers(world)
    row = Invitation.objects.get(ref=found["ref"])
    return found | {"item": Item.objects.filter(section__questionnaire=row.wave.questionnaire).order_by("pk")[0].pk}


def survey_page(world: RunningCohort) -> Kwargs:
    questionnaire = ensure_default_questionnaires(now=NOW)["baseline"]
    wave = WaveFactory.create(programme=world.programme, questionnaire=questionnaire)
    row = InvitationFactory.create(place=world.lay, wave=wave)
    return {"token": row.token, "slug": questionnaire.sections.order_by("position")[0].slug}


def agreed_pair(world: RunningCohort) -> Kwargs:
    PairAgreement.objects.create(pair=world.pair, words="We ring each other on Tuesdays.")
    return {"ref": world.pair.ref}


def resume(world: RunningCohort) -> Kwargs:
    CohortFactory.create(programme=world.programme, recruitment_opens=None, recruitment_closes=None)
    return {"token": keep_for_later(application=start_draft(programme=world.programme, now=NOW))}


def open_programme(world: RunningCohort) -> Kwargs:
    CohortFactory.create(programme=world.programme, recruitment_opens=None, recruitment_closes=None)
    return {"ref": world.programme.ref}


def keyed_draft(world: RunningCohort) -> Kwargs:
    """Make a draft as a coordinator begins it."""
    open_programme(world)
    row = start_keyed(
        programme=world.programme, source="paper", role="lay", language="en", by=world.people["coordinator"], now=NOW
    )
    return {"ref": row.ref}


def open_step(world: RunningCohort) -> Kwargs:
    return open_programme(world) | {"slug": "role"}


def sent_application(world: RunningCohort) -> Kwargs:
    return {"ref": world.programme.ref, "submission_id": world.application.submission_id}


def task(world: RunningCohort) -> Kwargs:
    # A title is in the language of whoever wrote it; sweeps write theirs through gettext, and so does this.
    row = open_task(key="t", kind="by-hand", title=_("Call them"), programme=world.programme, now=NOW)
    return {"pk": row.pk}


def monitoring(world: RunningCohort) -> Kwargs:
    token = signing.dumps({"p": world.programme.ref, "r": "lay", "n": "1"}, salt=MONITORING)
    return {"ref": world.programme.ref, "token": token}


def offer(world: RunningCohort) -> Kwargs:
    application = ApplicationFactory.create(
        programme=world.programme, person=world.lay.person, state="offered", to_ask=["why.motivation"]
    )
    return {"ref": OfferFactory.create(application=application, cohort=world.cohort).ref}


def quota(world: RunningCohort) -> Kwargs:
    row = Quota.objects.create(
        cohort=world.cohort,
        category="carer",
        value="yes",
        minimum=1,
        evidence="1 in 10",
        proportionality="A small share",
        approved_by=world.people["coordinator"],
        approved_on=NOW.date(),
        review_on=NOW.date() + timedelta(days=365),
    )
    return {"pk": row.pk}


def draw(world: RunningCohort) -> Kwargs:
    """Make a draw of two people by the action itself: the page reads what it keeps."""
    CohortFactory.create(programme=world.programme)
    for role in ("lay", "professional"):
        application = ApplicationFactory.create(programme=world.programme, role=role, state="eligible")
        CohortChoiceFactory.create(application=application, cohort=world.cohort)
    world.cohort.pairs_wanted, world.cohort.state = 1, "selecting"
    world.cohort.save()
    row = make_draw(
        cohort=world.cohort,
        seed="20270301",
        accept_nearest=True,
        accept_no_chance=True,
        by=world.people["coordinator"],
        now=NOW,
    )
    return {"ref": row.ref}


def ceremony(world: RunningCohort) -> Kwargs:
    """A draw on its way, computed and published by the actions themselves."""
    for role in ("lay", "professional"):
        application = ApplicationFactory.create(programme=world.programme, role=role, state="eligible")
        CohortChoiceFactory.create(application=application, cohort=world.cohort)
    world.cohort.pairs_wanted, world.cohort.state = 1, "selecting"
    world.cohort.save()
    by = world.people["coordinator"]
    row = freeze(cohort=world.cohort, way="public", everybody=False, by=by, now=NOW)
    run_jobs(NOW)
    row.refresh_from_db()
    if row.state == "choice":
        agree(ceremony=row, by=by, now=NOW)
        run_jobs(NOW)
    publish_draw(ceremony=row, by=by, now=NOW)
    return {"ref": row.ref}


def my_application(world: RunningCohort) -> Kwargs:
    """An application of the lay partner."""
    return {"ref": ApplicationFactory.create(programme=world.programme, person=world.lay.person, state="not_drawn").ref}


def handover(world: RunningCohort) -> Kwargs:
    """The sealed file handed to the evaluator."""
    row, by = Ceremony.objects.get(ref=ceremony(world)["ref"]), world.people["coordinator"]
    made = hand_over(ceremony=row, kind="team", person=world.people["evaluator"], by=by, now=timezone.now())
    return {"ref": made.handover.ref}


def handover_link(world: RunningCohort) -> Kwargs:
    """The sealed file for somebody from outside."""
    row, by = Ceremony.objects.get(ref=ceremony(world)["ref"]), world.people["coordinator"]
    return {"token": hand_over(ceremony=row, kind="link", name="Ada Lee", by=by, now=timezone.now()).token}


def _release(world: RunningCohort) -> EmployerRelease:
    row = EmployerRelease.objects.create(
        place=world.professional, manager=PersonFactory.create(), manager_name="Jo Finch", asked_at=NOW
    )
    EmployerRelease.objects.filter(pk=row.pk).update(token_hash=hash_of(token_of(row)))
    return row


def data_file(world: RunningCohort) -> Kwargs:
    evaluator = world.people["evaluator"]
    row = make_snapshot(
        programme=world.programme, made_for=evaluator, free_text=False, submission_id=uuid4(), by=evaluator, now=NOW
    )
    return {"ref": row.ref, "name": "long.csv"}


def membership(world: RunningCohort) -> Kwargs:
    return {"pk": TeamMembership.objects.get(programme=world.programme, role="facilitator").pk}


def organisation(world: RunningCohort) -> Kwargs:
    return {"pk": Organisation.objects.create(programme=world.programme, name="The Trust", part="host").pk}


def import_(world: RunningCohort) -> Kwargs:
    return {"ref": staged_import(world.programme, by=world.people["coordinator"], similar=world.lay.person).ref}


def application_alike(world: RunningCohort) -> Kwargs:
    world.application.possible_duplicate_of = PersonFactory.create()
    world.application.save()
    return {"ref": world.application.ref}


def job(world: RunningCohort) -> Kwargs:
    batch = staged_import(world.programme, by=world.people["coordinator"])
    row = ask_for(
        kind="import-check",
        key=batch.key,
        programme=world.programme,
        arguments={"batch": batch.pk, "ref": batch.ref},
        by=world.people["coordinator"],
        now=NOW,
    )
    return {"ref": row.ref}


def left_place(world: RunningCohort) -> Kwargs:
    leave_programme(place=world.lay, said=LEAVING, by=world.lay.person, now=NOW)
    return {"ref": world.lay.ref}


def death(world: RunningCohort) -> Kwargs:
    """Somebody else of the cohort has died, so that the roles of the matrix stay who they are."""
    place = PlaceFactory.create(cohort=world.cohort)
    by = world.people["coordinator"]
    return {"ref": record_death(person=place.person, died_on=None, told_by="Their daughter", by=by, now=NOW).ref}


def choice(world: RunningCohort) -> Kwargs:
    by = world.people["coordinator"]
    return {"ref": offer_choice(pair=world.pair, place=world.professional, died=False, by=by, now=NOW).ref}


def free_place(world: RunningCohort) -> Kwargs:
    place = PlaceFactory.create(cohort=world.cohort, role="lay")
    PlaceFactory.create(cohort=world.cohort, role="professional")
    propose_pairs(cohort=world.cohort, by=world.people["coordinator"], now=NOW)
    return {"ref": world.cohort.ref, "place": place.ref}


def pulse(world: RunningCohort) -> Kwargs:
    return {"ref": Pulse.objects.create(pair=world.pair, place=world.lay, week=2, asked_at=NOW).ref}


def promise(world: RunningCohort) -> Kwargs:
    return {"ref": make_promise(place=world.lay, by=world.people["coordinator"], now=NOW).ref}


def code(world: RunningCohort) -> Kwargs:
    values = {"name": f"Carers {uuid4()}"}
    by = world.people["coordinator"]
    return {"ref": add_to_plan(cohort=world.cohort, partner=None, values=values, by=by, now=NOW).ref}


def review(world: RunningCohort) -> Kwargs:
    application = ApplicationFactory.create(programme=world.programme)
    row = Review.objects.create(application=application, reviewer=world.people["reviewer"], role="lay", assigned_at=NOW)
    return {"ref": row.ref}


def leaflet(world: RunningCohort) -> Kwargs:
    return code(world) | {"kind": "poster"}


def open_code(world: RunningCohort) -> Kwargs:
    return {"code": code(world)["ref"]}


OBJECTS: dict[str, Callable[[RunningCohort], Kwargs]] = {
    **MESSAGE_OBJECTS,
    "agreed_pair": agreed_pair,
    "answerable": answerable,
    "application_alike": application_alike,
    "application": lambda world: {"ref": world.application.ref},
    "batch": batch,
    "call": call,
    "choice": choice,
    "claim": claim,
    "closed_concern": closed_concern,
    "code": code,
    "cohort": lambda world: {"ref": world.cohort.ref},
    "cohort_application": lambda world: {"ref": world.cohort.ref, "application": world.application.ref},
    "concern": concern,
    "data_file": data_file,
    "debriefed": debriefed,
    "death": death,
    "asked_study": asked_study,
    "case_study": lambda world: {"ref": published_study(world.project).ref},
    "ceremony": ceremony,
    "draw": draw,
    "handover": handover,
    "my_application": my_application,
    "handover_link": handover_link,
    "exclusion": exclusion,
    "feed": feed,
    "free_place": free_place,
    "format_order": format_order,
    "held_workshop": held_workshop,
    "import": import_,
    "import_row": lambda world: import_(world) | {"number": 3},
    "job": job,
    "invitation": lambda world: {"token": survey_page(world)["token"]},
    "keyed_answer": keyed_answer,
    "keyed_answers": keyed_answers,
    "keyed_chapter": lambda world: keyed_draft(world) | {"chapter": "you"},
    "keyed_draft": keyed_draft,
    "keyed_page": keyed_page,
    "keyed_survey": lambda world: {"ref": keyed_page(world)["ref"]},
    "leaflet": leaflet,
    "lead_request": lead_request,
    "lay_person": lambda world: {"ref": world.lay.person.ref},
    "left_place": left_place,
    "letter": letter,
    "letter_to_order": letter_to_order,
    "membership": membership,
    "message": message,
    "met_keyed": met_keyed,
    "milestone": milestone,
    "monitoring": monitoring,
    "offer": offer,
    "open_code": open_code,
    "open_programme": open_programme,
    "open_step": open_step,
    "organisation": organisation,
    "person": lambda world: {"ref": world.lay.person.ref},
    "person_part": lambda world: {"ref": world.lay.person.ref, "page": "contact"},
    "pair": lambda world: {"ref": world.pair.ref},
    "place": lambda world: {"ref": world.lay.ref},
    "claim_key": lambda world: {"ref": world.workshop.ref, "place": world.lay.ref},
    "programme": lambda world: {"ref": world.programme.ref},
    "posted_letter": posted_letter,
    "pictured_study": pictured_study,
    "printed_letter": printed_letter,
    "project": lambda world: {"ref": world.project.ref},
    "promise": promise,
    "pulse": pulse,
    "quota": quota,
    "release_link": lambda world: {"token": token_of(_release(world))},
    "release_row": lambda world: {"pk": _release(world).pk},
    "resume": resume,
    "review": review,
    "sent_application": sent_application,
    "sign_in_link": lambda _world: {"link": "no-such-link"},
    "study_appearance": study_appearance,
    "study_quote": study_quote,
    "study_said": study_said,
    "supporter": supporter,
    "supporter_row": supporter_row,
    "supporter_person": lambda world: {"ref": world.lay.person.ref},
    "survey_page": survey_page,
    "task": task,
    "template": lambda world: {"ref": world.programme.ref, "number": 1},
    "thing": thing,
    "venue": lambda world: {"ref": world.cohort.venue.ref},
    "workshop": lambda world: {"ref": world.workshop.ref},
}
