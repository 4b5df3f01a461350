"""The form of the board: for each lay partner a box to choose the professional partner, and whether the pair stays."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Place
from cohorts.pairing.board import Board, Cost, Row
from cohorts.pairing.weights import Part, parts_of, said_shares
from common.drawing import draw_options
from common.forms import LTForm

# Where nobody knows what somebody would cost, they come last.
DEAREST = Cost(pairs=1_000_000, fit=0)


@dataclass(frozen=True)
class Offer:
    """Somebody who could be the partner of one row; `first` is who is proposed."""

    place: Place
    first: bool
    barred: bool
    fit: int | None
    cost: Cost | None

    @property
    def order(self) -> tuple[bool, bool, Cost, int, int]:
        """Who is proposed first, then the others by what they cost, then who is excluded."""
        return (self.barred, not self.first, self.cost or DEAREST, -(self.fit or 0), self.place.pk)

    @property
    def label(self) -> str:
        """What the box says of them."""
        if self.barred:
            return _("%(name)s (an exclusion: cannot be chosen)") % {"name": self.place.person}
        parts = [self.place.person.full_name, self.place.person.outward_code]
        if self.fit is not None:
            parts.append(_("fit %(fit)d") % {"fit": self.fit})
        if self.cost is not None and not self.first:
            parts.append(self.cost.words)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Line:
    """One row of the board as the page shows it: who can be chosen, who is, and whether the pair stays."""

    row: Row
    offers: list[Offer]
    # The reference of who is chosen in the box.
    chosen: str
    locked: bool
    errors: list[str]
    # An exclusion was made after this partner was chosen.
    broken: bool
    # What each part gave to the fit of the two who are proposed, in words.
    shares: list[str]

    @property
    def options(self) -> SafeString:
        """The choices of the box."""
        barred = frozenset(offer.place.ref for offer in self.offers if offer.barred)
        choices = [("", _("Not chosen yet")), *((offer.place.ref, offer.label) for offer in self.offers)]
        return draw_options(choices, frozenset({self.chosen}), barred)

    @property
    def changed(self) -> bool:
        """Whether the box shows somebody else than the draft: reasons and flags would speak of the wrong person."""
        return self.chosen != (self.row.proposed.professional.ref if self.row.proposed else "")


@dataclass(frozen=True)
class Change:
    """One lay partner for whom two coordinators chose differently."""

    lay: Place
    yours: str
    saved: str


class BoardForm(LTForm):
    """All rows of a board at once, over the version that the page showed.

    A row has its fields once the form was sent: the page shows what can be chosen without them.
    """

    proposal = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        self.board = board
        self.by_ref = {place.ref: place for place in board.professionals}
        seen = board.proposal
        initial = {"proposal": seen.pk, "version": seen.version} if seen else {}
        super().__init__(*args, initial=initial, **kwargs)
        for row in board.rows if self.is_bound else ():
            self.fields[f"partner_{row.lay.ref}"] = forms.ChoiceField(
                required=False,
                choices=[(ref, ref) for ref in self.by_ref],
                error_messages={"invalid_choice": _("Somebody you chose is in another pair by now, or has left.")},
            )
            self.fields[f"lock_{row.lay.ref}"] = forms.BooleanField(required=False)

    def lines(self) -> list[Line]:
        """Return the rows for the page, with what was sent where the form was."""
        proposal = self.board.proposal
        parts = parts_of(proposal.weights if proposal else None)
        return [self._line(row, parts) for row in self.board.rows]

    def _line(self, row: Row, parts: list[Part]) -> Line:
        partner, lock, proposed = f"partner_{row.lay.ref}", f"lock_{row.lay.ref}", row.proposed
        chosen, locked = (proposed.professional.ref, proposed.locked) if proposed else ("", False)
        if self.is_bound:
            chosen, locked = str(self.data.get(partner, "")), bool(self.data.get(lock))
        return Line(
            row=row,
            offers=sorted((self._offer(row, place) for place in self.board.professionals), key=lambda one: one.order),
            chosen=chosen,
            locked=locked,
            errors=[str(error) for error in self.errors.get(partner, ())],
            broken=bool(proposed and self.board.excludes(row.lay, proposed.professional)),
            shares=said_shares(parts, proposed.shares) if proposed else [],
        )

    def _offer(self, row: Row, place: Place) -> Offer:
        return Offer(
            place=place,
            first=row.proposed is not None and row.proposed.professional_id == place.pk,
            barred=self.board.excludes(row.lay, place),
            fit=self.board.fit(row.lay, place),
            cost=self.board.cost(row.lay, place),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse somebody chosen twice and somebody excluded, at the boxes that say so."""
        cleaned = super().clean() or {}
        chosen: dict[str, list[Row]] = defaultdict(list)
        for row in self.board.rows:
            ref = cleaned.get(f"partner_{row.lay.ref}")
            if ref:
                chosen[ref].append(row)
        for ref, rows in chosen.items():
            for row in rows:
                self._refuse(row, self.by_ref[ref], [other for other in rows if other is not row])
        return cleaned

    def _refuse(self, row: Row, professional: Place, others: list[Row]) -> None:
        box, names = f"partner_{row.lay.ref}", {"lay": row.lay.person, "professional": professional.person}
        if self.board.excludes(row.lay, professional):
            self.add_error(
                box, _("An exclusion stands between %(lay)s and %(professional)s. Choose another partner.") % names
            )
        if others:
            self.add_error(
                box,
                _("You chose %(professional)s for %(lay)s and for %(other)s. Choose another partner for one of them.")
                % (names | {"other": others[0].lay.person}),
            )

    def partners(self) -> dict[int, int]:
        """Return who is chosen: lay place to professional place."""
        return {
            row.lay.pk: self.by_ref[ref].pk
            for row in self.board.rows
            if (ref := self.cleaned_data.get(f"partner_{row.lay.ref}"))
        }

    def locked(self) -> set[int]:
        """Return the lay places whose pair stays."""
        return {row.lay.pk for row in self.board.rows if self.cleaned_data.get(f"lock_{row.lay.ref}")}

    def is_over(self, board: Board) -> bool:
        """Whether the page that was sent showed the draft as it is now."""
        now = (str(board.proposal.pk), str(board.proposal.version)) if board.proposal else ("", "")
        return (self.data.get("proposal", ""), self.data.get("version", "")) == now

    def over_now(self) -> "BoardForm":
        """Return the same choices over the draft as it is now, so that they can be saved after a look."""
        data = {name: self.data[name] for name in self.data}
        if self.board.proposal:
            data["proposal"], data["version"] = str(self.board.proposal.pk), str(self.board.proposal.version)
        form = BoardForm(data, board=self.board)
        form.is_valid()
        return form

    def changes(self) -> list[Change]:
        """Return where the choices that were sent differ from what is saved."""
        found = []
        for row in self.board.rows:
            ref = self.data.get(f"partner_{row.lay.ref}", "")
            saved = row.proposed.professional if row.proposed else None
            if ref != (saved.ref if saved else ""):
                yours = self.by_ref.get(ref)
                found.append(Change(row.lay, _said(yours, ref), _said(saved, "")))
        return found


def _said(place: Place | None, ref: str) -> str:
    if place is not None:
        return str(place.person)
    return _("Somebody who is not free any more") if ref else _("Not chosen yet")
