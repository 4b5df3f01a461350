"""Why a place would go to this reserve, in sentences; and what is missing where nobody fits."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Place
from cohorts.recruitment.successors import Successor
from cohorts.recruitment.views.draw_page import shortfall_lines
from common.dates import say_date


def reasons_for(successor: Successor, place: Place) -> list[str]:
    """Return why this reserve. A quota that they restore is not named: it would say what they are."""
    reserve = successor.reserve
    if reserve is None:
        return []
    found = [
        _("Number %(position)d on the reserve list (%(role)s). The same role keeps both sides equal.")
        % {"position": reserve.position, "role": place.get_role_display().lower()}
    ]
    if not successor.after:
        found.append(
            _("With them every quota is met again.") if successor.before else _("With them every quota stays met.")
        )
    if passed := len(successor.passed_over):
        found.append(
            ngettext(
                "%(count)d person before them would break a quota, or comes only with a partner.",
                "%(count)d people before them would break a quota, or come only with a partner.",
                passed,
            )
            % {"count": passed}
        )
    return found


def missing_for(successor: Successor, place: Place) -> list[str]:
    """Return what stays missing: with the nearest reserve, or because nobody fits."""
    if successor.reserve is not None:
        return shortfall_lines(successor.after)
    nobody = _("Nobody is left on the reserve list (%(role)s), so one place stays empty.")
    return [nobody % {"role": place.get_role_display().lower()}, *shortfall_lines(successor.before)]


def why_not(successor: Successor) -> str:
    """Return why no place is offered now; an empty text where one can be."""
    if successor.begun:
        return _("The first workshop has begun, so nobody new joins. The partner chooses how to go on.")
    if successor.reply_by is None:
        return _("The first workshop is on %(day)s. That is too soon for somebody new to be asked and to answer.") % {
            "day": say_date(successor.last_day) if successor.last_day else ""
        }
    if successor.drawn_first:
        return _("People who were drawn still wait for their offer. They come first.")
    return "" if successor.reserve is not None else _("Nobody fits.")
