"""How a project is shown."""

from django.utils.translation import gettext as _

from projects.models import Project


def facts_of(project: Project) -> list[dict[str, str]]:
    """Return what a project says, question by question, as a summary list takes it."""
    told = [
        (_("The challenge"), project.challenge),
        (_("Who is affected"), project.who_is_affected),
        (_("The idea"), project.idea),
        (_("The aim"), project.aim),
        (_("How to tell that it works"), project.measures),
        (_("What the lay partner does"), project.lay_part),
        (_("What the professional partner does"), project.professional_part),
        (_("What came of it"), project.outcomes),
    ]
    return [{"key": key, "value": value} for key, value in told if value]
