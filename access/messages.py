"""What is said by email to somebody who wants to sign in. It goes out at once and is stored nowhere."""

from django.conf import settings
from django.utils.translation import gettext as _

from messaging.rendering import concern_address
from people.models import Person


def sign_in_mail(*, person: Person, link: str, code: str, minutes: int) -> tuple[str, str]:
    """Return title and words of the email with a link and a code, in the language that is active."""
    words = {"called": person.called, "link": link, "code": f"{code[:3]} {code[3:]}", "minutes": minutes}
    title = _("Sign in to Leading Together")
    body = _(
        "Hello %(called)s,\n\n"
        "Open this link, then press the button “Sign in”:\n\n"
        "%(link)s\n\n"
        "Or type this code on the page where you asked for it: %(code)s\n\n"
        "The link and the code work once, for %(minutes)d minutes.\n\n"
        "Did you not ask for this? Then you need do nothing. Nobody can sign in without this email."
    )
    return title, body % words + "\n\n" + _contact()


def unknown_mail() -> tuple[str, str]:
    """Return title and words of the email to an address with which nobody signs in.

    Whoever holds the address learns that; whoever only typed it sees the same page as always.
    """
    title = _("You asked to sign in to Leading Together")
    body = _(
        "Hello,\n\n"
        "Somebody typed this address to sign in to Leading Together. Nobody signs in with this address.\n\n"
        "Was it you? Perhaps you gave us another address. Try that one, or ask us.\n\n"
        "Was it not you? Then you need do nothing."
    )
    return title, body + "\n\n" + _contact()


def _contact() -> str:
    help_lines = _(
        "Phone us on %(phone)s or email %(email)s if you need help.\nSomething is wrong? Tell us in private: %(where)s"
    )
    return help_lines % {"phone": settings.HELP_PHONE, "email": settings.HELP_EMAIL, "where": concern_address()}
