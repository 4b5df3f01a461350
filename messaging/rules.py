"""When things are said, relative to a date: each app registers what coordinators may set, with the usual numbers.

How an app does it, in `AppConfig.ready()`:

    register(RuleKind(
        purpose=REMINDER, occurrence="14d", label=_("First reminder of a workshop"), usual=-14,
        anchor=_("before each workshop"), renew=renew_reminders,
    ))

`renew(programme_ref=…, now=…, by=…)` brings what is queued of a programme in step with its rules: it moves, adds and
cancels messages that have not left. It is called in the transaction that changes the rule, so that a page can show what
would change and take it back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from messaging.models import Rule
    from messaging.purposes import Purpose
    from people.models import Person


class Renew(Protocol):
    """Brings what is queued of a programme in step with its rules."""

    def __call__(self, *, programme_ref: str, now: datetime, by: "Person | None") -> object: ...


@dataclass(frozen=True)
class RuleKind:
    """One rule: the occurrence of a purpose whose distance from a date coordinators may set.

    `usual` is its number, negative before the date and positive after it; None where it is usually off. `unit` is what
    is counted: days, or calendar months.
    """

    purpose: str
    occurrence: str
    label: str | Promise
    anchor: str | Promise
    usual: int | None
    renew: Renew
    before: bool = False
    unit: Literal["days", "months"] = "days"
    least: int = 1
    most: int = 60
    # What holds where nobody has set it and `usual` is None; empty: it is off.
    unset: str | Promise = ""


@dataclass(frozen=True)
class Setting:
    """What holds for one rule in one programme; `own` tells whether its coordinators have set it."""

    kind: RuleKind
    number: int | None
    own: bool

    @property
    def distance(self) -> int | None:
        """The number without its sign, as people say it."""
        return None if self.number is None else abs(self.number)


_REGISTER: dict[tuple[str, str], RuleKind] = {}


def register(kind: RuleKind) -> None:
    """Add a rule. Registering it again replaces it, so that tests may load an app twice."""
    _REGISTER[kind.purpose, kind.occurrence] = kind


def all_kinds() -> tuple[RuleKind, ...]:
    """Return every rule, those of one purpose together, in the order in which they were registered."""
    return tuple(_REGISTER.values())


def kind_of(purpose: str, occurrence: str) -> RuleKind:
    """Return one rule.

    Raises:
        LookupError: there is none of this name.
    """
    return _REGISTER[purpose, occurrence]


class Numbers:
    """The numbers of one purpose in every programme, read in one query; or given, where others were read with them."""

    def __init__(self, purpose: str, rows: "Iterable[Rule] | None" = None) -> None:
        # Models are loaded by now; the register above is filled before they are.
        from messaging.models import Rule  # noqa: PLC0415

        self.usual = {kind.occurrence: kind.usual for kind in all_kinds() if kind.purpose == purpose}
        self.set: dict[str, dict[str, int | None]] = {}
        for rule in Rule.objects.filter(purpose=purpose).order_by("pk") if rows is None else rows:
            self.set.setdefault(rule.programme_ref, {})[rule.occurrence] = rule.days if rule.active else None

    def of(self, programme_ref: str) -> Mapping[str, int]:
        """Return the number of each occurrence that is in use in a programme."""
        found = {**self.usual, **self.set.get("", {}), **self.set.get(programme_ref, {})}
        return {occurrence: number for occurrence, number in found.items() if number is not None}

    def setting(self, kind: RuleKind, programme_ref: str) -> Setting:
        """Return what holds for one rule in a programme."""
        own = kind.occurrence in self.set.get(programme_ref, {})
        return Setting(kind, self.of(programme_ref).get(kind.occurrence), own)

    def is_off(self, occurrence: str, programme_ref: str) -> bool:
        """Whether coordinators have switched an occurrence off, as against never having said anything."""
        for ref in (programme_ref, ""):
            if occurrence in self.set.get(ref, {}):
                return self.set[ref][occurrence] is None
        return False


def all_numbers() -> dict[str, Numbers]:
    """Return the numbers of every purpose that has rules, by its slug, read in one query."""
    from messaging.reads import all_rules  # noqa: PLC0415 - as above

    rows: dict[str, list[Rule]] = {kind.purpose: [] for kind in all_kinds()}
    for rule in all_rules():
        rows.setdefault(rule.purpose, []).append(rule)
    return {purpose: Numbers(purpose, found) for purpose, found in rows.items()}


def say_when(settings: Sequence[Setting]) -> str:
    """Return in words when something is said by the rules of a programme, such as “14 and 2 days before each workshop”;
    an empty text where a rule leaves it to each thing itself.
    """
    if any(one.kind.unset and not one.own for one in settings):
        return ""
    used = [one for one in settings if one.distance is not None]
    if not used:
        return _("Switched off by the rules")
    last = used[-1]
    numbers = {"numbers": get_text_list([str(one.distance) for one in used], _("and")), "anchor": last.kind.anchor}
    if last.kind.unit == "months":
        return ngettext("%(numbers)s month %(anchor)s", "%(numbers)s months %(anchor)s", last.distance or 0) % numbers
    return ngettext("%(numbers)s day %(anchor)s", "%(numbers)s days %(anchor)s", last.distance or 0) % numbers


def because_of(purpose: "Purpose", programme_ref: str, numbers: Mapping[str, Numbers]) -> str:
    """Return why and when something is said in a programme: by its rules where it has some, else in its own words."""
    own = numbers.get(purpose.slug)
    settings = [own.setting(kind, programme_ref) for kind in all_kinds() if kind.purpose == purpose.slug] if own else []
    return (say_when(settings) if settings else "") or str(purpose.because)
