"""What the pages of staff show of the words of messages."""

from django import template

from messaging.messages import without_personal_links

register = template.Library()


@register.filter
def for_staff(words: str) -> str:
    """Return words without the links that open something to whoever holds them, such as the answers to a survey."""
    return without_personal_links(words)
