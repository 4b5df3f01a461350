"""How well two people fit as a pair: a whole number from 0 to 1,000, with its shares and its reasons in words.

Rules that hold whatever the weights are: an answer that is missing counts as neutral, so that nobody loses by saying
little; needs are not read at all, so they cannot lower a fit; travel counts for the worse-off of the two. The distance
to the venue is left out, because it is the same for a person whoever their partner is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.geography import centroid, distance_km
from cohorts.recruitment.topics import MEETING_TIME_LABELS, TOPIC_LABELS
from common.words import say_miles

NEUTRAL = 0.5
# What somebody is ready to travel who did not say: about 25 miles.
USUAL_LIMIT_KM = 40
ONLINE = "online"
COMPONENTS: dict[str, str | Promise] = {
    "topics": gettext_lazy("Topics in common"),
    "idea": gettext_lazy("Project ideas"),
    "distance": gettext_lazy("Distance between homes"),
    "times": gettext_lazy("Times to meet"),
    "contact": gettext_lazy("A common way to keep in touch"),
    "wish": gettext_lazy("Asked for each other"),
}
WEIGHTS: dict[str, int] = {"topics": 300, "idea": 50, "distance": 250, "times": 200, "contact": 100, "wish": 100}
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


@dataclass(frozen=True)
class Fit:
    """The fit of one pair: `total` is the sum of `shares`, one a component; `reasons` are plain sentences."""

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
    weights: Mapping[str, int] | None = None,
) -> Fit:
    """Return the fit of two people; `wishes` are (who asks, for whom) by person.

    Raises:
        ValueError: a weight is negative or unknown, or all are zero.
    """
    weights = checked_weights(weights)
    scores = {
        "topics": _topics(lay, professional),
        "idea": _idea(lay, professional),
        "distance": _distance(lay, professional),
        "times": _times(lay, professional),
        "contact": _contact(lay, professional),
        "wish": _wish(lay, professional, wishes),
    }
    whole = sum(weights.values())
    # Rounded down, so that the shares can never add up to more than 1,000; the trifle undoes binary fractions.
    shares = {name: int(1000 * weights[name] * score.value / whole + 1e-9) for name, score in scores.items()}
    said = [scores[name].reason for name in ("wish", "topics", "idea", "distance", "times", "contact")]
    return Fit(sum(shares.values()), shares, tuple(reason for reason in said if reason))


def checked_weights(weights: Mapping[str, int] | None) -> dict[str, int]:
    """Return a weight for each component; those that are not named weigh nothing, none at all means the defaults."""
    if weights is None:
        return dict(WEIGHTS)
    if not set(weights) <= set(WEIGHTS) or any(weight < 0 for weight in weights.values()):
        raise ValueError(_("Weights are numbers from 0, one for each part of the fit."))
    if not any(weights.values()):
        raise ValueError(_("At least one part of the fit must weigh more than nothing."))
    return {name: weights.get(name, 0) for name in WEIGHTS}


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
    limit = min(lay.travel_limit_km or USUAL_LIMIT_KM, professional.travel_limit_km or USUAL_LIMIT_KM)
    value = max(0.0, 1 - km / (2 * limit))
    if lay.outward_code == professional.outward_code:
        return Score(1, _("Both live in the same area."))
    said = _("%(miles)s apart.") % {"miles": say_miles(km).capitalize()}
    if value < NEUTRAL and ONLINE in lay.times & professional.times:
        return Score(NEUTRAL, said + " " + _("Both can meet by video or phone."))
    return Score(value, said)


def _times(lay: Profile, professional: Profile) -> Score:
    if not lay.times or not professional.times:
        return Score(NEUTRAL)
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
