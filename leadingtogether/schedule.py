"""The one list of sweeps: everything that the service does without being asked.

Nothing here needs a database, so that Celery can read the list before Django's apps are loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.utils.module_loading import import_string

SweepFunction = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One periodic duty: its name, how often it is due, and where its function lives.

    `waits` is where a question lives that is asked before a run: one that somebody waits for is looked for every few
    seconds, and leaves no trace where there is nothing to do.
    """

    name: str
    every: timedelta
    path: str
    waits: str = ""

    @property
    def quick(self) -> bool:
        """Whether a minute is too long for whoever waits for it."""
        return bool(self.waits)

    def is_idle(self, now: datetime) -> bool:
        """Whether there is nothing to do, so that it need not run."""
        return self.quick and not import_string(self.waits)(now)

    def function(self) -> SweepFunction:
        """Import the function only now, so that a broken or heavy app does not stop the others."""
        return cast("SweepFunction", import_string(self.path))


# In the order in which one run makes sense: what queues messages comes before what sends them.
SWEEPS: tuple[Sweep, ...] = (
    Sweep("expire-tokens", timedelta(hours=1), "access.tasks.expire_tokens"),
    Sweep("erase-imports", timedelta(hours=6), "cohorts.recruitment.tasks.erase_staged_imports"),
    Sweep("erase-draws", timedelta(hours=6), "cohorts.recruitment.tasks.erase_old_draws"),
    Sweep("run-jobs", timedelta(seconds=2), "cohorts.tasks.run_jobs", waits="cohorts.actions.jobs.anything_waits"),
    Sweep("start-cohorts", timedelta(minutes=5), "cohorts.tasks.start_cohorts"),
    Sweep("lapse-offers", timedelta(minutes=5), "cohorts.recruitment.tasks.lapse_offers"),
    Sweep("tell-partners", timedelta(minutes=5), "cohorts.recruitment.tasks.tell_partners"),
    Sweep("share-out-reviews", timedelta(minutes=5), "cohorts.recruitment.tasks.share_out_reviews"),
    Sweep("end-pairs", timedelta(minutes=5), "cohorts.pairing.tasks.end_pairs_of_leavers"),
    Sweep("ask-pairs", timedelta(minutes=5), "cohorts.pairing.tasks.ask_how_it_goes"),
    Sweep("start-projects", timedelta(minutes=5), "projects.tasks.start_missing_projects"),
    Sweep("follow-case-studies", timedelta(minutes=5), "projects.tasks.follow_case_studies"),
    Sweep("remind-of-workshops", timedelta(minutes=5), "workshops.tasks.queue_workshop_reminders"),
    Sweep("ask-facilitators", timedelta(minutes=5), "workshops.tasks.ask_facilitators"),
    Sweep("arrange-needs", timedelta(minutes=5), "workshops.tasks.keep_needs_arranged"),
    Sweep("ask-about-needs", timedelta(minutes=5), "workshops.tasks.ask_whether_needs_were_met"),
    Sweep("open-waves", timedelta(minutes=5), "evaluation.tasks.open_due_waves"),
    Sweep("check-contacts", timedelta(hours=1), "evaluation.tasks.check_contacts"),
    Sweep("chase-concerns", timedelta(minutes=30), "cohorts.tasks.chase_concerns"),
    Sweep("look-after-supporters", timedelta(minutes=1), "messaging.tasks.look_after_supporters"),
    Sweep("send-messages", timedelta(minutes=1), "messaging.tasks.send_due"),
    Sweep("returned-letters", timedelta(minutes=5), "cohorts.tasks.returned_letters"),
    Sweep("print-batches", timedelta(minutes=1), "messaging.tasks.print_batches"),
    Sweep("erase-printed", timedelta(hours=6), "messaging.tasks.erase_printed"),
    # What staff have to do comes after whatever may have done it already.
    Sweep("tasks-of-messages", timedelta(minutes=15), "cohorts.tasks.keep_tasks"),
    Sweep("tasks-of-recruitment", timedelta(minutes=15), "cohorts.recruitment.tasks.keep_tasks"),
    Sweep("tasks-of-pairs", timedelta(minutes=15), "cohorts.pairing.tasks.keep_tasks"),
    Sweep("tasks-of-workshops", timedelta(minutes=15), "workshops.tasks.keep_tasks"),
    Sweep("tasks-of-projects", timedelta(minutes=15), "projects.tasks.keep_tasks"),
    Sweep("tasks-of-surveys", timedelta(minutes=15), "evaluation.tasks.keep_tasks"),
    Sweep("seal-audit", timedelta(hours=1), "people.tasks.seal_audit"),
)
BY_NAME = {sweep.name: sweep for sweep in SWEEPS}
