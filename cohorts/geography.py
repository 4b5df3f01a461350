"""Where outward postcodes lie, and how far apart two points are.

The table holds the districts of Great Britain (cohorts/data/README.md says from where, and under which licence).
Northern Ireland, Jersey, Guernsey and the Isle of Man have postcodes too, and no position in the table.
"""

import csv
import re
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

Point = tuple[float, float]

DATA = Path(__file__).resolve().parent / "data" / "outward_codes.csv"
# The mean radius of the Earth in km (IUGG).
EARTH_RADIUS_KM = 6371.0088
KM_IN_A_MILE = 1.609344
# Postcode areas that exist and are not in the table: Northern Ireland, Jersey, Guernsey, Isle of Man.
AREAS_WITHOUT_DISTANCE = frozenset({"BT", "JE", "GY", "IM"})
# Letters, then a number with perhaps a letter behind: SW1A, OX4, M1.
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
POSTCODE = re.compile(rf"({OUTWARD.pattern})([0-9][A-Z]{{2}})")


@lru_cache(maxsize=1)
def _centroids() -> dict[str, Point]:
    """Read the table once, when the first distance is asked."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return {row["outward_code"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(file)}


def tidy(text: str) -> str:
    """Return what somebody typed as a postcode, in capitals and without spaces."""
    return "".join(text.split()).upper()


def split_postcode(text: str) -> tuple[str, str] | None:
    """Return ("OX4 1AA", "OX4") for a whole postcode, however it is spaced; None where it is none."""
    found = POSTCODE.fullmatch(tidy(text))
    return (f"{found[1]} {found[2]}", found[1]) if found else None


def outward_of(text: str) -> str | None:
    """Return the outward code of a postcode, or of a text that is one already; None where it is neither."""
    whole = split_postcode(text)
    if whole:
        return whole[1]
    return tidy(text) if OUTWARD.fullmatch(tidy(text)) else None


def centroid(outward: str) -> Point | None:
    """Return the latitude and longitude (WGS 84 degrees) of an outward code; None where there is no position."""
    return _centroids().get(tidy(outward))


def has_no_distance(outward: str) -> bool:
    """Whether the code lies in a part of the isles for which the table has no positions."""
    found = re.match(r"[A-Z]+", tidy(outward))
    return found is not None and found[0] in AREAS_WITHOUT_DISTANCE


def is_known(outward: str) -> bool:
    """Whether the outward code exists: it is in the table, or in an area that has no positions."""
    return centroid(outward) is not None or (bool(OUTWARD.fullmatch(tidy(outward))) and has_no_distance(outward))


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points in km, by the haversine formula.

    R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984), 159: exact for small distances, where the
    law of cosines loses its digits. Points are latitude and longitude in degrees.
    """
    (lat, lon), (other_lat, other_lon) = ((radians(value) for value in point) for point in (one, other))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def distance_from(outward: str, point: Point) -> float | None:
    """Return the km from the middle of an outward code to a point, to 100 m; None where the code has no position."""
    home = centroid(outward)
    return None if home is None else round(distance_km(home, point), 1)


def miles(kilometres: float) -> float:
    """Return kilometres as miles."""
    return kilometres / KM_IN_A_MILE


def kilometres(in_miles: float) -> float:
    """Return miles as kilometres."""
    return in_miles * KM_IN_A_MILE


def all_outward_codes() -> list[str]:
    """Return every outward code that has a position, in the order of the table."""
    return list(_centroids())
