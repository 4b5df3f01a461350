"""The rows of a table of things to arrange, drawn in Python: each says much, and links and asks much."""

from collections.abc import Callable, Iterable
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.addresses import address
from common.dates import say_date, say_short_date
from common.markup import filled
from common.templatetags.lt import lt_tag
from common.words import say_money
from workshops.arranging import Thing

register = template.Library()

HEAD: Final = (
    '<th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a><br>'
    '<span class="lt-meta">{}{}</span></th>\n'
)
WORKSHOP: Final = (
    '<td class="govuk-table__cell" data-label="{}"><div><a class="govuk-link" href="{}">{}, {}</a><br>'
    '<span class="lt-meta">{}</span></div></td>\n'
)
ROW: Final = (
    '<tr class="govuk-table__row">{}{}'
    '<td class="govuk-table__cell" data-label="{}"><div><span class="lt-nowrap">{}</span>{}</div></td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}</td>\n'
    '<td class="govuk-table__cell" data-label="{}"><div>{}</div></td>\n'
    '<td class="govuk-table__cell" data-label="{}"><div>{}</div></td></tr>\n'
)
SMALL: Final = '<span class="lt-meta">{}</span>'
LATE: Final = '<br><strong class="wr-late">{}</strong>'
FORM: Final = (
    '{}<form class="lt-inline-form" method="post" action="{}">{}<button class="govuk-button govuk-button--secondary"'
    ' type="submit" data-module="govuk-button" data-prevent-double-click="true">{}'
    '<span class="govuk-visually-hidden"> {}</span></button></form>'
)
HIDDEN: Final = (
    '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="next" value="{}">'
)


@register.simple_tag
def thing_rows(things: Iterable[Thing], back: str, csrf_token: object, *labels: str) -> SafeString:
    """Return the rows; `labels` are the heads of the columns after the first, that of the workshop first or empty."""
    workshop, when, who, booked, state = labels
    form, late = _form(back, csrf_token), filled(LATE, _("Overdue"))
    drawn = []
    for thing in things:
        row = thing.provision
        drawn.append(
            filled(
                ROW,
                _head(thing),
                _workshop(thing, workshop) if workshop else "",
                when,
                say_short_date(row.due_on),
                late if thing.overdue else "",
                who,
                row.responsible.full_name if row.responsible else "–",
                booked,
                _booked(thing),
                state,
                _done(thing) if row.is_done else form(thing),
            )
        )
    return SafeString("".join(drawn))


def _head(thing: Thing) -> SafeString:
    row, words, unshared = thing.provision, thing.own_words, thing.unshared
    said = ngettext("%(people)s does not share it", "%(people)s do not share it", unshared) % {"people": unshared}
    return filled(
        HEAD,
        address("workshops:thing", row.workshop.ref, row.group),
        f"{thing.label}: {words}" if words else thing.label,
        thing.how_many,
        f" · {said}" if unshared else "",
    )


def _workshop(thing: Thing, label: str) -> SafeString:
    workshop = thing.provision.workshop
    url, day = address("workshops:needs", workshop.ref), say_short_date(workshop.date)
    return filled(WORKSHOP, label, url, workshop.cohort.name, workshop.name, day)


def _booked(thing: Thing) -> SafeString | str:
    row = thing.provision
    said = [filled("{}", row.booked)] if row.booked else []
    said += [filled(SMALL, row.supplier)] if row.supplier else []
    said = said or [SafeString("–")]
    said += [filled(SMALL, say_money(row.cost))] if row.cost is not None else []
    return SafeString("<br>".join(said))


def _done(thing: Thing) -> SafeString:
    row = thing.provision
    name, day = row.done_by.full_name if row.done_by else "", say_short_date(row.done_at) if row.done_at else ""
    said = _("%(name)s, %(day)s") % {"name": name, "day": day}
    return filled(f"{{}}<br>{SMALL}", lt_tag(_("Arranged"), "green"), said)


def _form(back: str, csrf_token: object) -> Callable[[Thing], SafeString]:
    """Return what draws the button that says that a thing is arranged, under what is to be known before."""
    hidden = filled(HIDDEN, str(csrf_token), back)
    checked, arranged = _("It is checked"), _("It is arranged")

    def drawn(thing: Thing) -> SafeString:
        row = thing.provision
        url = address("workshops:thing_done", row.workshop.ref, row.group)
        return filled(FORM, _caution(thing), url, hidden, checked if row.at_venue else arranged, thing.label)

    return drawn


def _caution(thing: Thing) -> SafeString | str:
    row = thing.provision
    if thing.moved and row.booked_for:
        said = _("It was arranged for %(day)s. Tell the supplier the new day.") % {"day": say_date(row.booked_for)}
        return filled('<p class="wr-late">{}</p>', said)
    if not row.at_venue:
        return ""
    breaks = row.group == "rest-breaks"
    said = _("The agenda has breaks. Check it.") if breaks else _("The venue has it. Check it.")
    return filled('<p class="lt-meta wr-venue">{}</p>', said)
