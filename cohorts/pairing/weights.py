"""What counts how much in a fit: the parts of it, the ready sets of weights, and why their numbers are as they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The part that only ever takes away.
KNOWN = "known"
BALANCED, NEAR, INTERESTS = "balanced", "near", "interests"
COMPONENTS: dict[str, str | Promise] = {
    "topics": gettext_lazy("Topics in common"),
    "idea": gettext_lazy("Project ideas"),
    "distance": gettext_lazy("Distance between homes"),
    "venue": gettext_lazy("Distance to the venue"),
    "times": gettext_lazy("Times to meet"),
    "contact": gettext_lazy("A common way to keep in touch"),
    "wish": gettext_lazy("Asked for each other"),
    "experience": gettext_lazy("Spread of experience"),
    KNOWN: gettext_lazy("Know each other already"),
}
WHY: dict[str, str | Promise] = {
    "topics": gettext_lazy("A project needs something that both care about, so this counts most."),
    "idea": gettext_lazy("Words that both use in their project ideas. Ideas change, so this counts little."),
    "distance": gettext_lazy("They meet between workshops. It counts for the one who can travel less."),
    "venue": gettext_lazy(
        "The longer of the two journeys to the workshops. It is nearly the same whoever they work with."
    ),
    "times": gettext_lazy("Without a time that suits both they cannot meet. Two such times are better than one."),
    "contact": gettext_lazy("Email, phone, texts or letters that both use. A pair without one gets our help."),
    "wish": gettext_lazy("One asked for the other, or both did. A wish counts, and decides nothing alone."),
    "experience": gettext_lazy("Who took part before goes best with somebody new."),
    KNOWN: gettext_lazy("Taken off where two know each other already, or worked as a pair before."),
}
WEIGHTS: dict[str, int] = {
    "topics": 250,
    "idea": 50,
    "distance": 200,
    "venue": 50,
    "times": 200,
    "contact": 100,
    "wish": 100,
    "experience": 50,
    KNOWN: 100,
}
PRESETS: dict[str, dict[str, int]] = {
    BALANCED: WEIGHTS,
    NEAR: WEIGHTS | {"topics": 150, "distance": 400, "venue": 100, "times": 150, "contact": 50, "wish": 50},
    INTERESTS: WEIGHTS | {"topics": 450, "idea": 150, "distance": 100, "venue": 0, "times": 100, "contact": 50},
}
PRESET_HINTS: dict[str, str | Promise] = {
    BALANCED: gettext_lazy("Topics, distance and times count about alike. Right for most cohorts."),
    NEAR: gettext_lazy("For large areas and people who cannot travel far: how near they live counts most."),
    INTERESTS: gettext_lazy("For small areas or online work: what both want to work on counts most."),
}
MOST = 1000


def checked_weights(weights: Mapping[str, int] | None) -> dict[str, int]:
    """Return a weight for each part; those that are not named weigh nothing, none at all means the balanced set.

    Raises:
        ValueError: a weight is negative or unknown, or all that could raise a fit are zero.
    """
    if weights is None:
        return dict(WEIGHTS)
    if not set(weights) <= set(WEIGHTS) or any(weight < 0 for weight in weights.values()):
        raise ValueError(_("Weights are numbers from 0, one for each part of the fit."))
    if not any(weight for name, weight in weights.items() if name != KNOWN):
        raise ValueError(_("At least one part of the fit must weigh more than nothing."))
    return {name: weights.get(name, 0) for name in WEIGHTS}


def preset_of(weights: Mapping[str, int]) -> str:
    """Return which ready set these weights are; empty for weights of their own."""
    return next((slug for slug, ready in PRESETS.items() if ready == weights), "")


@dataclass(frozen=True)
class Part:
    """One part of a fit: its name, the most that it gives of 1,000 (or takes away), and why."""

    slug: str
    label: str
    most: int
    why: str | Promise


def parts_of(weights: Mapping[str, int] | None) -> list[Part]:
    """Return what each part of a fit gives at most under these weights; empty weights count as the balanced set."""
    used = weights or WEIGHTS
    whole = sum(weight for name, weight in used.items() if name != KNOWN) or 1
    return [Part(name, str(label), 1000 * used.get(name, 0) // whole, WHY[name]) for name, label in COMPONENTS.items()]


def said_shares(parts: Iterable[Part], shares: Mapping[str, int]) -> list[str]:
    """Return what each of these parts gave to a fit, in words: “Times to meet: 100 of 200”."""
    of, nothing = _("%(share)s of %(most)s"), _("nothing taken off")
    return [
        f"{part.label}: {shares.get(KNOWN) or nothing}"
        if part.slug == KNOWN
        else f"{part.label}: {of % {'share': shares.get(part.slug) or 0, 'most': part.most}}"
        for part in parts
    ]
