"""How well two people fit as a pair: a whole number from 0 to 1,000, with its shares and its reasons in words.

Rules that hold whatever the weights are: an answer that is missing counts as neutral, so that nobody loses by saying
little; needs are not read at all, so they cannot lower a fit; travel, between homes and to the venue, counts for the
worse-off of the two; two who know each other already lose something, because the course is there to meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.geography import centroid, distance_km
from cohorts.pairing.weights import KNOWN, checked_weights
from cohorts.recruitment.topics import MEETING_TIME_LABELS, TOPIC_LABELS
from common.words import say_miles

NEUTRAL = 0.5
# In which order the reasons are said, and how many: the shares tell the rest.
SAID = ("wish", "topics", "idea", "distance", "venue", "times", "contact", "experience", KNOWN)
MOST_REASONS = 2
# Where these are at nothing the two cannot easily work together.
HINDRANCES = {"distance", "times", "contact"}
# What somebody is ready to travel who did not say: about 25 miles.
USUAL_LIMIT_KM = 40
ONLINE = "online"
WAYS: dict[str, str | Promise] = {
    "email": gettext_lazy("Both can keep in touch by email."),
    "phone": gettext_lazy("Both can keep in touch by phone."),
    "sms": gettext_lazy("Both can keep in touch by text message."),
    "letter": gettext_lazy("Both can keep in touch by letter."),
}


@dataclass(frozen=True)
class Profile:
    """What pairing knows of one person. Empty means: did not say."""

    person_id: int
    called: str
    topics: frozenset[str] = frozenset()
    # The telling words of the project idea.
    idea: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    # Ways to keep in touch, keys of WAYS.
    ways: frozenset[str] = frozenset()
    outward_code: str = ""
    travel_limit_km: int | None = None
    venue_km: float | None = None
    # Whether they took part in an earlier programme to its end; None where nobody knows.
    took_part: bool | None = None


@dataclass(frozen=True)
class Fit:
    """The fit of one pair: `total` is the sum of `shares`, one a component; `reasons` at most two plain sentences."""

    total: int
    shares: dict[str, int]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """One component: from 0 to 1, and the sentence that says so (none where there is nothing to say)."""

    value: float
    reason: str = ""


def fit_of(
    lay: Profile,
    professional: Profile,
    *,
    wishes: frozenset[tuple[int, int]] = frozenset(),
    known: frozenset[tuple[int, int]] = frozenset(),
    weights: Mapping[str, int] | None = None,
) -> Fit:
    """Return the fit of two people; `wishes` are (who asks, for whom) and `known` (who knows, whom), by person.

    Raises:
        ValueError: a weight is negative or unknown, or all are zero.
    """
    weights = checked_weights(weights)
    scores = {
        "topics": _topics(lay, professional),
        "idea": _idea(lay, professional),
        "distance": _distance(lay, professional),
        "venue": _venue(lay, professional),
        "times": _times(lay, professional),
        "contact": _contact(lay, professional),
        "wish": _wish(lay, professional, wishes),
        "experience": _experience(lay, professional),
    }
    whole = sum(weights[name] for name in scores)
    # Rounded down, so that the shares can never add up to more than 1,000; the trifle undoes binary fractions.
    shares = {name: int(1000 * weights[name] * score.value / whole + 1e-9) for name, score in scores.items()}
    if {(lay.person_id, professional.person_id), (professional.person_id, lay.person_id)} & known:
        # Never more than there is: a fit is not below 0.
        shares[KNOWN] = -min(sum(shares.values()), int(1000 * weights[KNOWN] / whole))
        scores[KNOWN] = Score(0, _("They know each other already."))
    else:
        shares[KNOWN] = 0
    return Fit(sum(shares.values()), shares, _reasons(scores, weights))


def _reasons(scores: Mapping[str, Score], weights: Mapping[str, int]) -> tuple[str, ...]:
    """Return what matters most: what people said of each other, what stands in the way, what moved the fit most."""

    def matters(name: str) -> tuple[bool, bool, float]:
        value = scores[name].value
        return name in {"wish", KNOWN}, name in HINDRANCES and value == 0, abs(value - NEUTRAL) * weights[name]

    said = [name for name in SAID if name in scores and scores[name].reason]
    # Sorting keeps the order of equals, so the same two people always get the same sentences.
    chosen = sorted(said, key=matters, reverse=True)[:MOST_REASONS]
    return tuple(scores[name].reason for name in said if name in chosen)


def say_all(parts: list[str]) -> str:
    """Return “a, b and c”."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _named(slugs: frozenset[str], labels: Mapping[str, str | Promise], most: int) -> str:
    """Return up to `most` labels in the order of the shipped list, as part of a sentence."""
    names = [str(label) for slug, label in labels.items() if slug in slugs][:most]
    return say_all([name[:1].lower() + name[1:] for name in names])


def _topics(lay: Profile, professional: Profile) -> Score:
    if not lay.topics or not professional.topics:
        return Score(NEUTRAL)
    both = lay.topics & professional.topics
    if not both:
        return Score(0)
    # Measured on the shorter list: who ticks one topic and gets it has all that they asked for.
    value = len(both) / min(len(lay.topics), len(professional.topics))
    return Score(value, _("Both want to work on %(topics)s.") % {"topics": _named(both, TOPIC_LABELS, 2)})


def _idea(lay: Profile, professional: Profile) -> Score:
    """Words in common raise the fit and their absence does not lower it: a short answer must not cost anything."""
    both = sorted(lay.idea & professional.idea)
    if not both:
        return Score(NEUTRAL)
    value = NEUTRAL + min(len(both), 3) * (1 - NEUTRAL) / 3
    return Score(value, _("Both write about %(words)s.") % {"words": say_all([f"“{word}”" for word in both[:2]])})


def _distance(lay: Profile, professional: Profile) -> Score:
    homes = centroid(lay.outward_code), centroid(professional.outward_code)
    if homes[0] is None or homes[1] is None:
        return Score(NEUTRAL)
    km = distance_km(homes[0], homes[1])
    # The worse-off of the two counts: the one who can travel less.
    value = min(_ease(km, lay.travel_limit_km), _ease(km, professional.travel_limit_km))
    if lay.outward_code == professional.outward_code:
        return Score(1, _("Both live in the same area."))
    said = _("%(miles)s apart.") % {"miles": say_miles(km).capitalize()}
    if value < NEUTRAL and ONLINE in lay.times & professional.times:
        near = _("%(miles)s apart, but both can meet by video or phone.")
        return Score(NEUTRAL, near % {"miles": say_miles(km).capitalize()})
    return Score(value, said)


def _venue(lay: Profile, professional: Profile) -> Score:
    if lay.venue_km is None or professional.venue_km is None:
        return Score(NEUTRAL)
    value = min(_ease(lay.venue_km, lay.travel_limit_km), _ease(professional.venue_km, professional.travel_limit_km))
    if value >= NEUTRAL:
        return Score(value)
    furthest = max(lay.venue_km, professional.venue_km)
    return Score(value, _("It is %(miles)s to the venue for one of them.") % {"miles": say_miles(furthest)})


def _ease(km: float, limit: int | None) -> float:
    """Return how easy a journey is, from 1 at no distance over one half at somebody's limit to 0 at twice the limit."""
    return max(0.0, 1 - km / (2 * (limit or USUAL_LIMIT_KM)))


def _experience(lay: Profile, professional: Profile) -> Score:
    """Who has taken part before goes best with somebody new, so that experience spreads over the pairs.

    What people wrote of their experience is not read: it is free text, often about health, and would favour long words.
    """
    if lay.took_part is None or professional.took_part is None or not (lay.took_part or professional.took_part):
        return Score(NEUTRAL)
    if lay.took_part and professional.took_part:
        return Score(0, _("Both have taken part in a programme before."))
    name = lay.called if lay.took_part else professional.called
    return Score(1, _("%(name)s has taken part in a programme before.") % {"name": name})


def _times(lay: Profile, professional: Profile) -> Score:
    if not lay.times or not professional.times:
        silent = [one.called for one in (lay, professional) if not one.times]
        return Score(NEUTRAL, _("We do not know when %(names)s can meet.") % {"names": say_all(silent)})
    both = (lay.times & professional.times) - {ONLINE}
    if not both:
        return Score(0, _("They have no time to meet in common yet."))
    said = _("Both free on %(times)s.") % {"times": _named(both, MEETING_TIME_LABELS, 2)}
    return Score(min(1.0, 0.4 + 0.3 * len(both)), said)


def _contact(lay: Profile, professional: Profile) -> Score:
    if not lay.ways or not professional.ways:
        return Score(NEUTRAL)
    common = next((way for way in WAYS if way in lay.ways & professional.ways), None)
    if common is None:
        return Score(0, _("They need help to find a way to keep in touch."))
    return Score(1, str(WAYS[common]))


def lacks_common_way(lay: Profile, professional: Profile) -> bool:
    """Whether both said how to keep in touch, and there is no way in common: the pair gets help to find one."""
    return bool(lay.ways and professional.ways) and not lay.ways & professional.ways


def _wish(lay: Profile, professional: Profile, wishes: frozenset[tuple[int, int]]) -> Score:
    lay_asked = (lay.person_id, professional.person_id) in wishes
    professional_asked = (professional.person_id, lay.person_id) in wishes
    if lay_asked and professional_asked:
        return Score(1, _("They asked for each other."))
    if lay_asked or professional_asked:
        one, other = (lay, professional) if lay_asked else (professional, lay)
        return Score(0.75, _("%(one)s asked for %(other)s.") % {"one": one.called, "other": other.called})
    return Score(NEUTRAL)
