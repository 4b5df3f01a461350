"""Reads of case studies, of who is in them, and of what these people say."""

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cohorts.models import Cohort
from common.querysets import HouseQuerySet
from people.models import Consent, Death, Person

if TYPE_CHECKING:
    from projects.models import Agreement, CaseStudy, Project  # noqa: F401


class CaseStudyQuerySet(HouseQuerySet["CaseStudy"]):
    """Case studies."""

    def public(self) -> "CaseStudyQuerySet":
        """Published, agreed to by everybody in them, and not held back after a death of somebody who is in them."""
        return self.filter(state="published").agreed_by_all().shown()

    def agreed_by_all(self) -> "CaseStudyQuerySet":
        """Those in which everybody agrees to this version, and to publicity."""
        return self.filter(~Exists(_disagreeing()))

    def disputed(self) -> "CaseStudyQuerySet":
        """Those in which somebody does not agree to this version, or not to publicity."""
        return self.filter(Exists(_disagreeing()))

    def shown(self) -> "CaseStudyQuerySet":
        """Those that are not held back after a death."""
        return self.exclude(pk__in=self.model.objects.held_back().values("pk"))

    def newest_first(self) -> "CaseStudyQuerySet":
        """What was published last comes first."""
        return self.order_by("-published_at", "pk")

    def held_back(self) -> "CaseStudyQuerySet":
        """Those in which is somebody who has died, as long as the family has not said that they may be shown."""
        died = Death.objects.holding_back().values("person")
        return self.filter(
            Q(project__contributors__place__person__in=died)
            | Q(agreements__person__in=died)
            | Q(quotes__person__in=died)
            | Q(appearances__person__in=died)
        )

    def for_team(self, person: "Person", *roles: str) -> "CaseStudyQuerySet":
        """Those of cohorts in whose programme this person has one of the team roles."""
        return self.filter(project__cohort__in=Cohort.objects.for_team(person, *roles))

    def of(self, person: "Person") -> "CaseStudyQuerySet":
        """Those that this person is in and has been asked about, now or before."""
        mine = Q(project__contributors__place__person=person) | Q(quotes__person=person) | Q(appearances__person=person)
        theirs = self.model.objects.filter(mine).exclude(state="draft").order_by().values("pk")
        return self.filter(pk__in=theirs)

    def with_is_public(self) -> "CaseStudyQuerySet":
        """With `is_public`: whether everybody can read it at this moment."""
        return self.annotate(is_public=Exists(self.model.objects.public().filter(pk=OuterRef("pk"))))

    def with_answer_of(self, person: "Person") -> "CaseStudyQuerySet":
        """With `is_asked`: whether this person is asked about this version and has not answered."""
        # Agreements are written of in a module that stands on this one: they are reached through the person.
        open_now = person.case_study_agreements.model.objects.waiting().filter(person=person)
        return self.annotate(is_asked=Exists(open_now.filter(case_study=OuterRef("pk"))))


class AgreementQuerySet(HouseQuerySet["Agreement"]):
    """What people say to case studies."""

    def current(self) -> "AgreementQuerySet":
        """Those to the version that there is now."""
        return self.filter(text_version=F("case_study__text_version"))

    def waiting(self) -> "AgreementQuerySet":
        """Those that are asked for now and have no answer."""
        return self.current().filter(case_study__state="asking", recorded_by__isnull=True)

    def refusing(self) -> "AgreementQuerySet":
        """Those who were asked and said no, or yes and then no more, to what is not public now."""
        no = Q(refused_at__isnull=False) | Q(withdrawn_at__isnull=False)
        return self.current().filter(no, case_study__state__in=["asking", "withdrawn"])


def people_in(study: "CaseStudy") -> "QuerySet[Person]":
    """Return who is in a case study: all who worked on the project, past and present, are quoted or otherwise in it."""
    in_it = _in_it(project=study.project_id, study=study.pk)
    return Person.objects.filter(pk__in=Person.objects.filter(in_it).order_by().values("pk"))


def people_to_name(project: "Project") -> "QuerySet[Person]":
    """Return whom a case study can quote or show: who has, or had, a place in the cohort, and the team."""
    there = Q(places__cohort=project.cohort_id) | Q(memberships__programme=project.programme_id)
    known = Person.objects.filter(there).order_by().values("pk")
    return Person.objects.filter(pk__in=known, merged_into__isnull=True).order_by("family_name", "given_name", "pk")


def _in_it(*, project: object, study: object) -> Q:
    return Q(places__contributions__project=project) | Q(quotes__case_study=study) | Q(appearances__case_study=study)


def _disagreeing() -> "QuerySet[Person]":
    """Return who is in a case study, the row outside, and does not agree to this version of it or to publicity.

    Whoever takes back that we tell others about them takes it down with that.
    """
    study = OuterRef("pk")
    agreeing = Person.objects.filter(
        case_study_agreements__case_study=OuterRef(study),
        case_study_agreements__text_version=OuterRef(OuterRef("text_version")),
        case_study_agreements__agreed_at__isnull=False,
        case_study_agreements__withdrawn_at__isnull=True,
        consents__purpose=Consent.Purpose.PUBLICITY,
        consents__withdrawn_at__isnull=True,
    )
    in_it = _in_it(project=OuterRef("project"), study=study)
    return Person.objects.filter(in_it).exclude(pk__in=agreeing.values("pk"))
