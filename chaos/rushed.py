"""The service as Celery runs it, in a hurry: waits are a sixtieth, so that an hour's trouble fits into a minute.

The code is the service's own; only how long it waits is changed. The workers start with `celery -A chaos.rushed`.
"""

import os
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadingtogether.settings")

import django

django.setup()

from leadingtogether import schedule
from leadingtogether.celery import app
from messaging.actions import claiming, delivery, outcomes
from messaging.purposes import DUE, Purpose, register

HURRY = 60
PURPOSE = "chaos"
LEASE = claiming.LEASE / HURRY
# What sends, what looks after it, and what tells staff. The other sweeps have nothing to do here.
KEPT = ("look-after-supporters", "send-messages", "print-batches", "tasks-of-messages")

register(
    Purpose(
        slug=PURPOSE,
        label="Chaos",
        title="News for {called}",
        body="Hello {called},\n\nthis is number {number}.",
        placeholders={"number": "1"},
        context=lambda message: {"number": str(message.data["number"])},
        still_due=lambda _message, _now: DUE,
        # Neither quiet hours nor other messages of the day hold it up.
        urgent=True,
    )
)
claiming.LEASE = LEASE
delivery.WHILE_DOWN = outcomes.WHILE_DOWN = outcomes.WHILE_DOWN / HURRY
outcomes.BACKOFF = tuple(wait / HURRY for wait in outcomes.BACKOFF)
for name in KEPT:
    schedule.BY_NAME[name] = replace(schedule.BY_NAME[name], every=schedule.BY_NAME[name].every / HURRY)
app.conf.beat_schedule = {name: app.conf.beat_schedule[name] for name in KEPT}
