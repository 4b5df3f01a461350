"""Who may sign in, and who needs a second factor."""

from people.models import Person


def may_sign_in(person: Person) -> bool:
    """Whether a person may be signed in: not after a death, not a duplicate, not when staff have closed the way in."""
    return person.is_active and person.deceased_on is None and person.merged_into_id is None
