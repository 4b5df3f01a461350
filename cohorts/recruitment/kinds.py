"""What staff have to do in recruitment, and on which page."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind

PROMISE = TaskKind("promise", _("A place was promised"), "recruitment:promise")
KINDS = (
    PROMISE,
    TaskKind("applications-unread", _("Applications not read"), "recruitment:applicants", "state=submitted"),
    TaskKind("application-to-ask", _("Application with blanks"), "recruitment:application_ask"),
    TaskKind("offer-phone", _("Offer about to end"), "recruitment:offer_answer"),
    TaskKind("application-pair", _("Partner not found"), "recruitment:application"),
    TaskKind("partner-gone", _("Partner does not come"), "recruitment:offers"),
    TaskKind("cohort-cancelled", _("Applicants of a cancelled cohort"), "cohorts:cohort"),
    TaskKind("outreach-step", _("Next step with a partner"), "recruitment:outreach_row"),
    TaskKind("outreach-short", _("People still needed"), "recruitment:outreach_plan"),
    TaskKind("review-stuck", _("No reviewer for an application"), "recruitment:reviewing"),
    TaskKind("next-reserve", _("Free place to fill"), "recruitment:fill"),
    TaskKind("release-phone", _("Employer to phone"), "recruitment:offers"),
    TaskKind("release-refused", _("Employer has said no"), "recruitment:offers"),
    TaskKind("release-late", _("Employer has not answered"), "recruitment:offers"),
)


def register_all() -> None:
    """Register the kinds."""
    for kind in KINDS:
        register_task_kind(kind)
