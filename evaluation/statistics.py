"""Scores and statistics of the questionnaires: answers in, dataclasses out. No Django.

Answers are whole numbers on a scale from 1 to 5 by default; −98 (not applicable), −99 (prefer not to say) and None
(skipped) are missing. Shares run from 0 to 1. Statistics that are not defined are None, never 0 and never an error.
Only `paired_change` loads scipy, and only when it is called: this module is for workers and commands.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NOT_APPLICABLE = -98
PREFER_NOT_TO_SAY = -99
MISSING = frozenset({None, NOT_APPLICABLE, PREFER_NOT_TO_SAY})

Z_95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution
ROUNDED_TO = 5

FEW_ITEMS = "few_items"
FEW_PEOPLE = "few_people"
NO_VARIATION = "no_variation"


@dataclass(frozen=True)
class Item:
    """One statement of a subscale: its code, and whether agreeing with it means less of what is measured."""

    code: str
    reverse: bool = False


@dataclass(frozen=True)
class Summary:
    """Of `n` scores, in points of the scale: mean (None at n = 0) and sample standard deviation (None below n = 2)."""

    n: int
    mean: float | None
    standard_deviation: float | None


@dataclass(frozen=True)
class Change:
    """Later minus earlier, over the `n` people who have both scores, in points of the scale.

    `low` and `high` bound the confidence interval of the mean change; None below n = 2.
    """

    n: int
    before: float | None
    after: float | None
    mean: float | None
    standard_deviation: float | None
    low: float | None
    high: float | None
    level: float = 0.95


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha over `n` people who answered all `items` (a count); if `value` is None, `undefined` says why.

    `undefined` is "few_items" (below 2), "few_people" (below 2) or "no_variation" (all have the same total).
    """

    value: float | None
    n: int
    items: int
    undefined: str | None = None


@dataclass(frozen=True)
class Share:
    """`count` of `of` people, as a share from 0 to 1 with its 95 % Wilson interval; None where `of` is 0."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def answered(answer: int | None, *, lowest: int = 1, highest: int = 5) -> int | None:
    """The answer, or None where it is missing; ValueError for a number that is neither on the scale nor a code."""
    if answer is None or answer in MISSING:
        return None
    if not lowest <= answer <= highest:
        raise ValueError(f"The answer {answer} is not on the scale from {lowest} to {highest}, nor a code of a gap.")
    return answer


def reverse_scored(answer: int | None, *, lowest: int = 1, highest: int = 5) -> int | None:
    """The answer turned round, 6 − x on a scale from 1 to 5; a missing answer stays missing."""
    given = answered(answer, lowest=lowest, highest=highest)
    return None if given is None else lowest + highest - given


def item_scores(
    answers: Mapping[str, int | None], items: Sequence[Item], *, lowest: int = 1, highest: int = 5
) -> list[int | None]:
    """One person's scores in the order of the items, reversed where they are to be; an absent code is missing."""
    return [
        (reverse_scored if item.reverse else answered)(answers.get(item.code), lowest=lowest, highest=highest)
        for item in items
    ]


def subscale_score(
    answers: Mapping[str, int | None], items: Sequence[Item], *, lowest: int = 1, highest: int = 5
) -> float | None:
    """The mean of one person's items, in points of the scale, where at least 75 % of them are answered; else None.

    "Not applicable" counts as not answered.
    """
    given = [score for score in item_scores(answers, items, lowest=lowest, highest=highest) if score is not None]
    if not given or 4 * len(given) < 3 * len(items):
        return None
    return math.fsum(given) / len(given)


def summary(scores: Iterable[float | None]) -> Summary:
    """Mean and sample standard deviation (n − 1) of the scores that are there: one wave of one subscale."""
    there = [score for score in scores if score is not None]
    mean = math.fsum(there) / len(there) if there else None
    return Summary(len(there), mean, _deviation(there))


def wave_summaries(waves: Mapping[str, Iterable[float | None]]) -> dict[str, Summary]:
    """A summary of each wave, in the order given; each over whoever has a score in that wave, so n differs."""
    return {wave: summary(scores) for wave, scores in waves.items()}


def paired_change(
    before: Mapping[str, float | None], after: Mapping[str, float | None], *, level: float = 0.95
) -> Change:
    """The mean change of the people (by code) with a score in both waves, with its interval by Student's t.

    Interval: mean ± t(n − 1) · s / √n, s the sample standard deviation of the changes (Student, "The probable error
    of a mean", Biometrika 1908). Who answered once only is left out: compare n with the waves' own.
    """
    if not 0 < level < 1:
        raise ValueError(f"The level {level} must lie between 0 and 1, for example 0.95.")
    both = [
        (first, second)
        for code in sorted(before.keys() & after.keys())
        if (first := before[code]) is not None and (second := after[code]) is not None
    ]
    earlier, later = summary(first for first, _ in both), summary(second for _, second in both)
    change = summary(second - first for first, second in both)
    low = high = None
    if change.mean is not None and change.standard_deviation is not None:
        half = _t_quantile(0.5 + level / 2, change.n - 1) * change.standard_deviation / math.sqrt(change.n)
        low, high = change.mean - half, change.mean + half
    return Change(
        n=change.n,
        before=earlier.mean,
        after=later.mean,
        mean=change.mean,
        standard_deviation=change.standard_deviation,
        low=low,
        high=high,
        level=level,
    )


def cronbach_alpha(rows: Sequence[Sequence[float | None]]) -> Alpha:
    """How well items hang together: k / (k − 1) · (1 − sum of item variances / variance of totals).

    `rows` are people by items, reversed items already turned round; people with a gap are left out (L. J. Cronbach,
    "Coefficient alpha and the internal structure of tests", Psychometrika 1951). At most 1; below 0 is possible and
    means that items contradict each other. ValueError where the rows have different lengths.
    """
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(f"People have different numbers of items: {sorted(lengths)}. Give each the same items.")
    items = lengths.pop() if lengths else 0
    complete = [[score for score in row if score is not None] for row in rows]
    complete = [row for row in complete if len(row) == items]
    if items < 2:
        return Alpha(None, len(complete), items, FEW_ITEMS)
    if len(complete) < 2:
        return Alpha(None, len(complete), items, FEW_PEOPLE)
    of_totals = _variance([math.fsum(row) for row in complete])
    if math.isclose(of_totals, 0, abs_tol=1e-12):
        return Alpha(None, len(complete), items, NO_VARIATION)
    of_items = math.fsum(_variance(column) for column in zip(*complete, strict=True))
    return Alpha(items / (items - 1) * (1 - of_items / of_totals), len(complete), items)


def share_of(count: int, of: int) -> Share:
    """A share with its 95 % interval by Wilson's score, which stays within 0 and 1 and holds in small groups.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927. ValueError where
    the count is negative or above the whole.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share: the count must lie between 0 and {of}.")
    if of == 0:
        return Share(0, 0, None, None, None)
    share = count / of
    middle = share + Z_95**2 / (2 * of)
    half = Z_95 * math.sqrt(share * (1 - share) / of + Z_95**2 / (4 * of**2))
    whole = 1 + Z_95**2 / of
    low = 0.0 if count == 0 else (middle - half) / whole
    high = 1.0 if count == of else (middle + half) / whole
    return Share(count, of, share, low, high)


def response_rate(*, responded: int, invited: int) -> Share:
    """How many of those invited answered, with the Wilson interval."""
    return share_of(responded, invited)


def percentage_agreeing(
    answers: Iterable[int | None], *, reverse: bool = False, lowest: int = 1, highest: int = 5
) -> Share:
    """The share (0 to 1; the template shows per cent) of those who answered that chose one of the two highest points.

    With `reverse` the two lowest, so that for a reverse-scored statement too the share is of those who are well placed.
    """
    score = reverse_scored if reverse else answered
    scores = [score(answer, lowest=lowest, highest=highest) for answer in answers]
    given = [one for one in scores if one is not None]
    return share_of(sum(one >= highest - 1 for one in given), len(given))


def rounded_total(n: int) -> int | None:
    """A head count as it may be published: to the nearest 5; None (suppressed) below 5, and for 0 as well."""
    if n < 0:
        raise ValueError(f"{n} is no head count: it cannot be below 0.")
    return None if n < ROUNDED_TO else (n + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def _variance(values: Sequence[float]) -> float:
    """The sample variance (n − 1) of two values or more."""
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _deviation(values: Sequence[float]) -> float | None:
    return math.sqrt(_variance(values)) if len(values) > 1 else None


def _t_quantile(probability: float, degrees: int) -> float:
    # Imported here, since web pages may read response rates without scipy's half second; special, not stats: lighter.
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(degrees, probability))
