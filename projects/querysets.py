"""Reads of projects and case studies."""

from typing import TYPE_CHECKING

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from people.models import Person
    from projects.models import CaseStudy, Project  # noqa: F401


class ProjectQuerySet(HouseQuerySet["Project"]):
    """Projects."""

    def editable_by(self, person: "Person") -> "ProjectQuerySet":
        """Projects that this person works on now."""
        return self.filter(
            contributors__place__person=person, contributors__until__isnull=True, contributors__place__state="active"
        ).distinct()


class CaseStudyQuerySet(HouseQuerySet["CaseStudy"]):
    """Case studies."""

    def public(self) -> "CaseStudyQuerySet":
        """Published and not taken down."""
        return self.filter(state="published")
