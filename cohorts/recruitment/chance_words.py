"""What somebody's chance in a draw was, in plain words: for the person, and for whoever reads it out on the phone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.recruitment.models import Application, Draw
from common.words import say_number

CERTAIN = 0.9995


@dataclass(frozen=True)
class Chance:
    """One draw that somebody was in: what their chance was, and how it ended."""

    programme: str
    cohort: str
    drawn_at: datetime
    share: float
    seated: bool
    chosen: bool
    number: int | None
    public_ref: str

    @property
    def sentence(self) -> str:
        """The chance as a sentence."""
        if self.seated:
            return _("You had a place already, and you kept it.")
        if self.share >= CERTAIN:
            return _("You were sure to be chosen: without you the rules of this draw could not have been kept.")
        if self.share <= 0:
            return _("You had no chance under the rules of this draw. Phone us, and we explain why.")
        times = max(round(100 * self.share), 1)
        return ngettext(
            "If we had drawn 100 times, you would have been chosen about once.",
            "If we had drawn 100 times, you would have been chosen about %(times)s times.",
            times,
        ) % {"times": say_number(times)}

    @property
    def one_in(self) -> str:
        """The chance as “about 1 in 8”; empty where it is not a matter of chance."""
        if self.seated or not 0 < self.share < CERTAIN:
            return ""
        if self.share > 0.5:
            return _("about %(times)s in 10") % {"times": say_number(min(round(10 * self.share), 9))}
        return _("about 1 in %(times)s") % {"times": say_number(round(1 / self.share))}

    @property
    def end(self) -> str:
        """How it ended, as a sentence."""
        return _("You were chosen.") if self.chosen else _("You were not chosen this time.")


def chances_of(application: Application) -> list[Chance]:
    """Return the confirmed draws that an application was in, the newest first, in two queries."""
    ref = application.ref
    draws = (
        Draw.objects.confirmed()
        .filter(programme=application.programme_id, result__chances__has_key=ref)
        .without_pool()
        .select_related("programme", "ceremony")
        .defer("ceremony__pool", "ceremony__public", "ceremony__sealed", "ceremony__secret")
        .prefetch_related("cohorts")
    )
    return [_chance(draw, ref) for draw in draws]


def _chance(draw: Draw, ref: str) -> Chance:
    ceremony = getattr(draw, "ceremony", None)
    return Chance(
        programme=draw.programme.name,
        cohort=", ".join(cohort.name for cohort in draw.cohorts.all()),
        drawn_at=draw.made_at,
        share=float(draw.result["chances"][ref]),
        seated=ref in draw.result["include"],
        chosen=ref in draw.result["selected"],
        number=draw.result.get("numbers", {}).get(ref),
        public_ref=ceremony.ref if ceremony is not None and ceremony.published_at is not None else "",
    )
