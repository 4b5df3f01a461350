"""What became public of the projects, the showcase at the end, and the file that the evaluator received."""

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from cohorts.actions.organisations import add_organisation
from cohorts.models import Organisation, Programme
from evaluation.actions.snapshots import make_snapshot
from leadingtogether.demo.teller import Teller
from people.actions.consents import give
from people.consent_texts import CURRENT
from people.models import Consent, Person
from projects.models import Agreement, CaseStudy, Project, Quote, ShowcaseEntry

# Days after workshop 1: graduates show their projects, two are written up, and both people of each have agreed.
SHOWN, WRITTEN = 100, 120
CASE_STUDIES = 2
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
    teller.story.on(WRITTEN, lambda now: _publish(teller, now), hour=11)


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


def _publish(teller: Teller, now: datetime) -> None:
    for number, project in enumerate(_finished(teller)[:CASE_STUDIES]):
        text = "\n\n".join(filter(None, (project.challenge, project.idea, project.aim, project.outcomes)))
        study = CaseStudy.objects.create(
            project=project, title=project.title, text=text, state=CaseStudy.State.PUBLISHED, published_at=now
        )
        for side, place in enumerate(project.pair.places):
            person = place.person
            text_of = CURRENT[Consent.Purpose.PUBLICITY]
            give(person=person, text=text_of, by=person, now=now, channel=Consent.Channel.WEB)
            Agreement.objects.create(case_study=study, person=person, text_version=1, agreed_at=now)
            Quote.objects.create(
                case_study=study,
                person=person,
                words=QUOTES[(2 * number + side) % len(QUOTES)],
                shown_as=f"{person.called}, {place.get_role_display().lower()}",
            )
