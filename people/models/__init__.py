"""People: one row a human being, with how to reach them, what they need, who helps and what they agreed to."""

from people.models.audit import AuditEvent, AuditSeal
from people.models.deaths import Death
from people.models.needs import Need
from people.models.persons import ContactMethod, Person
from people.models.support import AgreedVia, Consent, Supporter

__all__ = ["AgreedVia", "AuditEvent", "AuditSeal", "Consent", "ContactMethod", "Death", "Need", "Person", "Supporter"]
