"""The life of a cohort from its applications to the follow-up, told in days from its first workshop.

What has not come yet by today is not told: so one story makes a cohort that pairs, one that has begun, and one that
is over, whichever day its first workshop is on.
"""

from leadingtogether.demo import answers, choosing, matching, meeting, working
from leadingtogether.demo.teller import Teller

# Sweeps between the events, when invitations to surveys and reminders are due.
QUIET_DAYS = (-76, -70, -60, -20, -10, -5, 2, 12, 17, 27, 41, 50, 74, 80)


def tell(teller: Teller, *, pairs: bool = True) -> None:
    """Put a whole life on the timeline; without `pairs` the chapter of the pairs is told elsewhere."""
    for chapter in (choosing, matching, meeting, working, answers):
        if pairs or chapter is not matching:
            chapter.tell(teller)
    teller.story.sweeps(*QUIET_DAYS)
