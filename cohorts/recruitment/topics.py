"""The shipped lists of topics and of times to meet: slugs are stored, labels are shown."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choices = tuple[tuple[str, str | Promise], ...]

TOPICS: Choices = (
    ("access", _("Getting an appointment or a service")),
    ("discharge", _("Leaving hospital and coming home")),
    ("mental-health", _("Mental health")),
    ("long-term-conditions", _("Living with a long-term condition")),
    ("older-people", _("Care of older people and dementia")),
    ("children", _("Children and young people")),
    ("maternity", _("Pregnancy and birth")),
    ("learning-disability", _("Learning disability and autism")),
    ("carers", _("Support for carers")),
    ("end-of-life", _("Care at the end of life")),
    ("medicines", _("Medicines")),
    ("information", _("Clear information and shared decisions")),
    ("digital", _("Online services, and people who are not online")),
    ("inequalities", _("Fair care for people who are often left out")),
)
MEETING_TIMES: Choices = (
    ("weekday-morning", _("Weekday mornings")),
    ("weekday-afternoon", _("Weekday afternoons")),
    ("weekday-evening", _("Weekday evenings")),
    ("weekend-morning", _("Weekend mornings")),
    ("weekend-afternoon", _("Weekend afternoons")),
    ("online", _("By video or phone, at any of these times")),
)
HEARD_FROM: Choices = (
    ("community", _("A community group or charity")),
    ("health", _("My doctor, nurse or hospital")),
    ("work", _("At work")),
    ("friend", _("A friend or somebody in my family")),
    ("graduate", _("Somebody who took part before")),
    ("poster", _("A poster or a leaflet")),
    ("online", _("The internet or social media")),
    ("other", _("Somewhere else")),
)
TOPIC_LABELS = dict(TOPICS)
MEETING_TIME_LABELS = dict(MEETING_TIMES)
HEARD_FROM_LABELS = dict(HEARD_FROM)
