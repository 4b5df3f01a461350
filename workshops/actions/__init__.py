"""Everything that is written about workshops."""

from workshops.actions.agendas import apply_template, set_agenda, set_template
from workshops.actions.calendars import make_feed, renew_secret
from workshops.actions.moving import move_workshop
from workshops.actions.provisions import Booked, book_provision, finish_provision, keep_overdue_tasks, keep_provisions
from workshops.actions.registers import (
    Conflict,
    Marking,
    Saved,
    mark_held,
    open_register,
    save_register,
    send_apologies,
    take_back_apologies,
)
from workshops.actions.reminders import queue_reminders
from workshops.actions.schedule import (
    Day,
    confirm_workshop,
    edit_workshop,
    plan_workshops,
    stop_workshop,
)

__all__ = [
    "Booked",
    "Conflict",
    "Day",
    "Marking",
    "Saved",
    "apply_template",
    "book_provision",
    "confirm_workshop",
    "edit_workshop",
    "finish_provision",
    "keep_overdue_tasks",
    "keep_provisions",
    "make_feed",
    "mark_held",
    "move_workshop",
    "open_register",
    "plan_workshops",
    "queue_reminders",
    "renew_secret",
    "save_register",
    "send_apologies",
    "set_agenda",
    "set_template",
    "stop_workshop",
    "take_back_apologies",
]
