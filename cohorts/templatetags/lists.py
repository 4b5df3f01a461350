"""Lists of staff pages whose rows are drawn in Python: the same few rows stand on the pages that are opened most."""

from collections.abc import Callable, Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.views.cohort_table import CohortRow
from cohorts.views.task_rows import TaskRow
from common.dates import say_short_date
from common.markup import filled, filled_each
from common.templatetags.lt import lt_label, lt_tag

register = template.Library()

TASK = (
    '<li><a class="govuk-link" href="{}">{}</a><br><span class="lt-meta">{}{}</span>'
    '<br><span class="lt-meta">{}</span> {}</li>\n'
)
BUTTON = (
    '<form class="lt-inline-form" method="post" action="{}">{}<button class="lt-link-button" type="submit">{}'
    '<span class="govuk-visually-hidden">: {}</span></button></form>\n'
)
NOWRAP = '<span class="lt-nowrap">{}</span>'
HIDDEN = '<input type="hidden" name="{}" value="{}">'


@register.simple_tag
def task_items(rows: Iterable[TaskRow], here: str, csrf_token: object) -> SafeString:
    """Return the items of a list of open tasks, with buttons to take and to finish them that lead back to `here`."""
    buttons = _buttons(here, csrf_token)
    items = [(row.url, row.task.title, _whose(row), _about(row), _when(row), buttons(row)) for row in rows]
    return filled_each(TASK, items)


def _buttons(here: str, csrf_token: object) -> Callable[[TaskRow], SafeString]:
    """Return what draws the buttons of an open task."""
    hidden = filled_each(HIDDEN, (("csrfmiddlewaretoken", str(csrf_token)), ("next", here)))
    take, done = _("Take"), _("Done")

    def drawn(row: TaskRow) -> SafeString:
        title = row.task.title
        buttons = [(row.done, hidden, done, title)]
        if row.task.assigned_to_id is None:
            buttons.insert(0, (row.take, hidden, take, title))
        return filled_each(BUTTON, buttons)

    return drawn


def _whose(row: TaskRow) -> str:
    return _("Mine") if row.mine else str(row.task.assigned_to or _("Nobody’s"))


def _about(row: TaskRow) -> SafeString:
    """Return the person and the cohort of a task as links, after what says whose it is."""
    person, cohort = (row.person, str(row.task.person)), (row.cohort, row.task.cohort and row.task.cohort.name)
    return filled_each(', <a class="govuk-link" href="{}">{}</a>', (link for link in (person, cohort) if link[0]))


def _when(row: TaskRow) -> SafeString:
    due, until = row.task.due_on, row.task.snoozed_until
    day = filled(NOWRAP, say_short_date(due)) if due else _("No day")
    said = filled("{} {}", lt_tag(_("Overdue"), "red"), day) if row.overdue else filled("{}", day)
    if row.snoozed and until:
        words = _("Put off until %(day)s") % {"day": say_short_date(until)}
        said = filled('{}<br><span class="lt-meta">{}</span>', said, words)
    return said


TASK_ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a>'
    '<br><span class="lt-meta">{}</span></th>\n{}</tr>\n'
)
TASK_CELL = '<td class="govuk-table__cell" data-label="{}"><span>{}</span></td>\n'


@register.simple_tag
def task_rows(rows: Iterable[TaskRow], here: str, csrf_token: object, *labels: str) -> SafeString:
    """Return the rows of the table of tasks, as `task_items`; `labels` are the heads of its columns after the first."""
    buttons = _buttons(here, csrf_token)
    drawn = []
    for row in rows:
        closed = row.task.closed_at is not None
        said = (
            _about_in_lines(row),
            _closed(row) if closed else _when(row),
            filled("<strong>{}</strong>", _("Mine")) if row.mine else filled(NOWRAP, _whose(row)),
            "–" if closed else buttons(row),
        )
        drawn.append((row.url, row.task.title, row.kind, filled_each(TASK_CELL, zip(labels, said, strict=True))))
    return filled_each(TASK_ROW, drawn)


def _about_in_lines(row: TaskRow) -> SafeString | str:
    """Return the person and the cohort of a task as links, else its programme."""
    task, links = row.task, []
    if task.person:
        links.append(filled('<a class="govuk-link" href="{}">{}</a>', row.person, str(task.person)))
    if task.cohort:
        links.append(filled('<a class="govuk-link lt-meta" href="{}">{}</a>', row.cohort, task.cohort.name))
    return SafeString("<br>".join(links)) if links else str(task.programme)


def _closed(row: TaskRow) -> SafeString:
    """Return when a task was closed, how, by whom and why."""
    task = row.task
    day = filled(NOWRAP, say_short_date(task.closed_at)) if task.closed_at else ""
    under = [str(words) for words in (task.closed_by, task.why) if words]
    lines = filled_each('<br><span class="lt-meta">{}</span>', ((words,) for words in under))
    return filled("{}, {}{}", day, lt_label(task, "state"), lines)


HEAD = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a>'
    '<br><span class="lt-meta govuk-!-font-weight-regular">{}</span></th>'
)
CELL = '<td class="govuk-table__cell" data-label="{}">{}</td>'
NUMBER = '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>'


@register.simple_tag
def cohort_rows(rows: Iterable[CohortRow], *labels: str) -> SafeString:
    """Return the rows of the table of cohorts; `labels` are the heads of its columns after the first."""
    stage, recruitment, lay, professionals, offers, places, step = labels
    drawn = []
    for row in rows:
        numbers = ((lay, row.lay), (professionals, row.professionals), (offers, row.offers), (places, row.places))
        cells = filled_each(CELL, ((stage, row.stage), (recruitment, _recruitment(row))))
        drawn += [
            filled(HEAD, row.url, row.name, row.venue),
            cells,
            filled_each(NUMBER, numbers),
            filled(CELL, step, _step(row)),
            "</tr>\n",
        ]
    return SafeString("".join(drawn))


def _recruitment(row: CohortRow) -> SafeString | str:
    if not row.opens:
        return _("not set")
    day = '<span class="lt-nowrap">{}</span>'
    return filled(f"<span>{day} {{}} {day}</span>", row.opens, _("to"), row.closes or "…")


def _step(row: CohortRow) -> SafeString | str:
    if not row.step.url:
        return row.step.words
    link = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}</span></a>'
    return filled(link, row.step.url, row.step.words, row.name)
