"""How often something may be tried. Addresses are counted as hashes, so that the counts name nobody."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limit:
    """At most `tries` in each window."""

    name: str
    tries: int
    window: timedelta


QUARTER = timedelta(minutes=15)
EMAILS_TO_AN_ADDRESS = Limit("email-to", 5, QUARTER)
# A day centre or a hospital shares one network address, so that this one is generous.
EMAILS_FROM_A_NETWORK = Limit("email-from", 40, QUARTER)
CODES_FROM_A_NETWORK = Limit("code-from", 60, QUARTER)
# A code in a letter is long, so this is against guessing and not against mistyping; a library shares one address too.
LETTER_CODES_FROM_A_NETWORK = Limit("letter-code-from", 30, QUARTER)
# Of "Something is wrong": enough for a whole ward, too few for a machine.
REPORTS_FROM_A_NETWORK = Limit("report-from", 12, QUARTER)
SECOND_FACTORS_OF_A_PERSON = Limit("second-factor", 5, QUARTER)
