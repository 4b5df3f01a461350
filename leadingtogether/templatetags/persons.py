"""Rows of the pages about a person, drawn in Python: of somebody who has been with us for long there are many."""

from collections.abc import Iterable, Iterator
from typing import Final

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Place
from cohorts.pairing.models import Pair
from cohorts.templatetags.staff import place_state
from common.addresses import address_of
from common.dates import say_datetime, say_short_date
from common.markup import filled, filled_each
from common.templatetags.lt import lt_label, lt_tag
from leadingtogether.timeline import Happening

register = template.Library()


@register.simple_tag
def happenings(rows: Iterable[Happening]) -> SafeString:
    """Return the items of a timeline."""
    drawn = []
    for row in rows:
        what = '<a class="govuk-link" href="{url}">{what}</a>' if row.url else "<strong>{what}</strong>"
        state = filled(" {}", lt_tag(row.state, row.colour)) if row.state else ""
        words = filled("<br>{}", linebreaksbr(row.words)) if row.words else ""
        by = filled(", {}", row.by) if row.by else ""
        drawn.append(
            filled(
                f'<li>{what}{{state}}{{words}}<br><span class="lt-meta">{{at}}{{by}}</span></li>\n',
                url=row.url,
                what=row.what,
                state=state,
                words=words,
                at=say_datetime(row.at),
                by=by,
            )
        )
    return SafeString("".join(drawn))


PLACE: Final = (
    '<p class="govuk-body govuk-!-margin-bottom-1">{role}, <a class="govuk-link" href="{cohort_url}">{cohort}</a>,'
    ' {programme} {state} <a class="govuk-link" href="{url}">{open}'
    '<span class="govuk-visually-hidden"> {named}</span></a></p>\n'
)
PAIR: Final = (
    '<p class="govuk-body"><a class="govuk-link" href="{url}">{both}</a> {state} {others}'
    '<br><span class="lt-meta">{facts}</span></p>\n'
)


@register.simple_tag
def place_lines(places: Iterable[Place]) -> SafeString:
    """Return a line for each place of somebody; who they are is read."""
    url, cohort = address_of("cohorts:place"), address_of("cohorts:cohort")
    words, named = _("Open the place"), _("in %(cohort)s")
    return SafeString(
        "".join(
            filled(
                PLACE,
                role=lt_label(place, "role"),
                cohort_url=cohort(place.cohort.ref),
                cohort=place.cohort.name,
                programme=place.programme.name,
                state=place_state(place),
                url=url(place.ref),
                open=words,
                named=named % {"cohort": place.cohort.name},
            )
            for place in places
        )
    )


@register.simple_tag
def pair_lines(pairs: Iterable[Pair], me: int) -> SafeString:
    """Return a line for each pair of the person with the key `me`, so that the others are named."""
    url, person = address_of("pairing:pair"), address_of("person")
    both, see = _("%(lay)s and %(professional)s"), _("See %(name)s")
    drawn = []
    for pair in pairs:
        lay, professional = pair.lay.person, pair.professional.person
        links = ((person(one.ref), see % {"name": one}) for one in (lay, professional) if one.pk != me)
        drawn.append(
            filled(
                PAIR,
                url=url(pair.ref),
                both=both % {"lay": lay, "professional": professional},
                state=_pair_state(pair),
                others=filled_each('<a class="govuk-link" href="{}">{}</a> ', links),
                facts=", ".join(_facts_of(pair)),
            )
        )
    return SafeString("".join(drawn))


def _pair_state(pair: Pair) -> SafeString:
    if pair.state == Pair.State.PROPOSED:
        return lt_tag(_("To introduce"), "yellow")
    if pair.state == Pair.State.ENDED:
        return lt_tag(lt_label(pair, "state"), "grey")
    if pair.lay.left or pair.professional.left:
        return lt_tag(_("Lost a partner"), "red")
    return lt_tag(lt_label(pair, "state"), "green")


def _facts_of(pair: Pair) -> Iterator[str]:
    """Return where a pair works, with whom besides, and how it went on."""
    yield pair.cohort.name
    if pair.third:
        yield _("with %(name)s") % {"name": pair.third.person}
    yield _("made %(day)s") % {"day": say_short_date(pair.made_at)}
    if pair.introduced_at:
        yield _("introduced %(day)s") % {"day": say_short_date(pair.introduced_at)}
    if pair.ended_at:
        ended = {"day": say_short_date(pair.ended_at), "why": lt_label(pair, "end_reason")}
        yield _("ended %(day)s: %(why)s") % ended
