"""What projects do without being asked."""

from datetime import datetime

from django.db.models import Q

from cohorts.pairing.models import Pair
from projects.actions.case_studies import ask_who_is_missing, take_down
from projects.actions.starting import follow_pair, start_project
from projects.actions.task_reasons import keep_case_study_tasks
from projects.models import CaseStudy, Project


def start_missing_projects(now: datetime) -> int:
    """Give every introduced pair its project, and close the rows of who does not work on one any more; count both."""
    handled = 0
    for pair in Pair.objects.introduced().filter(projects=None).select_related("cohort", "introduced_by"):
        if pair.introduced_by is not None:
            start_project(pair=pair, by=pair.introduced_by, now=now)
            handled += 1
    left = Q(contributors__place__state="withdrawn") | Q(pair__state=Pair.State.ENDED)
    left_over = Project.objects.filter(left, contributors__until__isnull=True).distinct()
    for project in (*left_over, *Project.objects.with_a_three().distinct()):
        handled += bool(follow_pair(project=project, now=now))
    return handled


def follow_case_studies(now: datetime) -> int:
    """Ask who came to be in a case study since, and take down what somebody in it no longer agrees to; count both."""
    handled = sum(ask_who_is_missing(study=study, now=now) for study in CaseStudy.objects.filter(state="asking"))
    for study in CaseStudy.objects.filter(state="published").disputed():
        take_down(study=study, by=None, now=now)
        handled += 1
    return handled


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about case studies; count those that were opened or dropped."""
    return keep_case_study_tasks(now=now)
