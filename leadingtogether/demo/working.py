"""The pairs' projects: what they want to change, their steps, their news, and what came of it."""

from datetime import datetime
from functools import partial

from leadingtogether.demo import data
from leadingtogether.demo.teller import Teller
from people.models import Person
from projects.actions.projects import add_milestone, change_project, mark_milestone, move_project, post_update
from projects.models import Project

STATUS = Project.Status
# How far each project gets, by turns, and on which day after workshop 1 it gets there.
WAYS: tuple[tuple[tuple[int, str], ...], ...] = (
    ((20, STATUS.PLANNING), (40, STATUS.TESTING), (78, STATUS.ADOPTED)),
    ((10, STATUS.PLANNING), (44, STATUS.TESTING)),
    ((8, STATUS.PLANNING), (30, STATUS.TESTING), (62, STATUS.ADOPTED), (80, STATUS.SPREAD)),
    ((12, STATUS.PLANNING), (55, STATUS.STOPPED)),
    ((9, STATUS.PLANNING), (50, STATUS.TESTING)),
)
WRITTEN, STEPS, OUTCOMES = 3, 6, 82
NEWS = (4, 10, 24, 41, 60, 76)


def tell(teller: Teller) -> None:
    """Put the life of the cohort's projects on the timeline."""
    story = teller.story
    story.on(WRITTEN, lambda now: _write(teller, now), hour=20)
    story.on(STEPS, lambda now: _plan_steps(teller, now), hour=20)
    for number, day in enumerate(NEWS):
        story.on(day, partial(_say_news, teller, number), hour=21)
    for day in sorted({day for way in WAYS for day, _status in way}):
        story.on(day, partial(_move_on, teller, day), hour=21, minute=30)
    for day in (14, 38, 72):
        story.on(day, lambda now: _reach_a_step(teller, now), hour=19)
    story.on(OUTCOMES, lambda now: _say_outcomes(teller, now), hour=18)


def _projects(teller: Teller) -> list[Project]:
    """Return the projects in their order; the last pair has not begun to write, and the pages say so."""
    rows = Project.objects.filter(cohort=teller.cohort).with_everything_named()
    return list(rows.order_by("pk"))[:-1]


def _writer(project: Project, number: int) -> Person:
    return project.pair.places[number % 2].person


def _words(teller: Teller, index: int) -> data.ProjectWords:
    """Return the words of one project; each cohort begins elsewhere in the list."""
    return data.PROJECTS[(index + len(teller.cohort.name)) % len(data.PROJECTS)]


def _write(teller: Teller, now: datetime) -> None:
    for index, project in enumerate(_projects(teller)):
        words = _words(teller, index)
        values = {
            "title": words.title,
            "challenge": words.challenge,
            "who_is_affected": words.who,
            "idea": words.idea,
            "aim": words.aim,
            "measures": words.measures,
            "lay_part": "I talk with the people whom it is about, and I write down what they say.",
            "professional_part": "I find out who has to agree, and I ask them.",
        }
        change_project(project=project, version=project.version, values=values, by=_writer(project, index), now=now)


def _plan_steps(teller: Teller, now: datetime) -> None:
    for project in _projects(teller):
        for title, days in data.STEPS:
            add_milestone(
                project=project,
                title=title,
                due_on=teller.story.day(days),
                by=_writer(project, 0),
                now=now,
            )


def _say_news(teller: Teller, number: int, now: datetime) -> None:
    """Let three pairs of four say something; one has been quiet since the second time."""
    for index, project in enumerate(_projects(teller)):
        if (index + number) % 4 == 3 or (index == 4 and number > 1):
            continue
        words = data.UPDATES[(index * 2 + number) % len(data.UPDATES)]
        once = teller.once("update", project.ref, number)
        post_update(project=project, words=words, submission_id=once, by=_writer(project, number), now=now)


def _move_on(teller: Teller, day: int, now: datetime) -> None:
    for index, project in enumerate(_projects(teller)):
        for when, status in WAYS[index % len(WAYS)]:
            if when == day:
                move_project(project=project, to=status, by=_writer(project, index), now=now)


def _reach_a_step(teller: Teller, now: datetime) -> None:
    for index, project in enumerate(_projects(teller)):
        step = project.milestones.filter(reached_on=None).order_by("due_on", "pk").first()
        if step is not None and index % 3:
            mark_milestone(milestone=step, reached_on=now.date(), by=_writer(project, index), now=now)


def _say_outcomes(teller: Teller, now: datetime) -> None:
    for index, project in enumerate(_projects(teller)):
        outcomes = _words(teller, index).outcomes
        change_project(
            project=project,
            version=project.version,
            values={"outcomes": outcomes},
            by=_writer(project, index),
            now=now,
        )
