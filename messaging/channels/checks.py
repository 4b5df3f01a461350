"""What is looked at before a text message leaves."""

from django.utils.translation import gettext as _

from people.phones import is_mobile


def why_not_text(number: str) -> str:
    """Return why no text message can go to a number; an empty text where it can."""
    return "" if is_mobile(number) else _("This number is no mobile. Correct it in the person's details.")
