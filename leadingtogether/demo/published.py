"""What became public of the projects, the showcase at the end, and the file that the evaluator received."""

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from cohorts.actions.organisations import add_organisation
from cohorts.models import Organisation, Programme
from evaluation.actions.snapshots import make_snapshot
from leadingtogether.demo.teller import Teller
from people.models import Consent, Person
from projects.actions.agreements import answer
from projects.actions.case_studies import add_quote, ask_everybody, publish, write_case_study
from projects.models import CaseStudy, Project, ShowcaseEntry

# Days after workshop 1: graduates show their projects, and two are written up, to which both people of each agree. In
# Reading there is a third, about which the lay partner is still asked.
SHOWN, WRITTEN, ANSWERED, PUBLISHED = 100, 120, 124, 125
CASE_STUDIES = 2
STILL_ASKED = "Reading"
QUOTES = (
    "I was asked what I would change, and then we changed it together.",
    "I had worked there for ten years and had never stood on that side of the desk.",
    "They listened to me, and on Monday the letter was different.",
    "I ask patients first now, not last.",
)


def name_bodies(programme: Programme, *, by: Person, now: datetime) -> None:
    """Say who controls the data of a programme and who delivers it, as the set-up list asks."""
    part = Organisation.Part
    for name, body in (("Oxford Academic Health Science Network", part.CONTROLLER), ("Healthwatch", part.DELIVERY)):
        add_organisation(programme=programme, name=name, part=body, by=by, now=now)


def tell(teller: Teller) -> None:
    """Put the showcase and the case studies of a cohort on the timeline."""
    teller.story.on(SHOWN, lambda now: _show(teller, now), hour=18)
    teller.story.on(WRITTEN, lambda now: _write_up(teller, now), hour=11)
    teller.story.on(ANSWERED, lambda now: _answer(teller, now), hour=18)
    teller.story.on(PUBLISHED, lambda now: _publish(teller, now))


def freeze(programme: Programme, *, for_: Person, by: Person, now: datetime) -> None:
    """Make the file that the evaluator received."""
    make_snapshot(
        programme=programme,
        made_for=for_,
        free_text=False,
        submission_id=uuid5(NAMESPACE_OID, f"demo snapshot {programme.ref}"),
        by=by,
        now=now,
    )


def _finished(teller: Teller) -> list[Project]:
    """Return the projects that came to something, of pairs in which nobody has died."""
    done = Project.objects.filter(cohort=teller.cohort, status__in=[Project.Status.ADOPTED, Project.Status.SPREAD])
    found = done.exclude(contributors__place__person__deceased_on__isnull=False)
    return list(found.select_related("pair__lay__person", "pair__professional__person").order_by("pk").distinct())


def _show(teller: Teller, now: datetime) -> None:
    for project in _finished(teller):
        ShowcaseEntry.objects.create(project=project, held_on=now.date(), summary=project.outcomes or project.aim)


def _write_up(teller: Teller, now: datetime) -> None:
    by, count = teller.coordinator, CASE_STUDIES + (teller.cohort.name == STILL_ASKED)
    for number, project in enumerate(_finished(teller)[:count]):
        text = "\n\n".join(filter(None, (project.challenge, project.idea, project.aim, project.outcomes)))
        study = write_case_study(project=project, title=project.title, text=text, by=by, now=now)
        for side, place in enumerate(project.pair.places):
            add_quote(
                study=study,
                person=place.person,
                words=QUOTES[(2 * number + side) % len(QUOTES)],
                shown_as=f"{place.person.called}, {place.get_role_display().lower()}",
                by=by,
                now=now,
            )
        ask_everybody(study=study, by=by, now=now)


def _answer(teller: Teller, now: datetime) -> None:
    for number, study in enumerate(_asked(teller)):
        lay, professional = study.project.pair.places
        for place in (lay, professional) if number < CASE_STUDIES else (professional,):
            own = place.person.email is not None
            answer(
                study=study,
                text_version=study.text_version,
                person=place.person,
                agrees=True,
                words="",
                by=place.person if own else teller.coordinator,
                via=Consent.Channel.WEB if own else Consent.Channel.PHONE,
                now=now,
            )


def _publish(teller: Teller, now: datetime) -> None:
    for study in _asked(teller)[:CASE_STUDIES]:
        publish(study=study, by=teller.coordinator, now=now)


def _asked(teller: Teller) -> list[CaseStudy]:
    found = CaseStudy.objects.filter(project__cohort=teller.cohort, state=CaseStudy.State.ASKING)
    people = ("project__pair__lay__person", "project__pair__professional__person")
    return list(found.select_related(*people).order_by("pk"))
