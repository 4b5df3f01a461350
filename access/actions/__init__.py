"""Everything that is written when somebody signs in."""

from access.actions.limits import count_try, forget_tries
from access.actions.second_factor import (
    accept_code,
    has_second_factor,
    new_recovery_codes,
    recovery_codes,
    remove_second_factor,
    set_up_totp,
)
from access.actions.tokens import (
    ask_to_sign_in,
    delete_expired,
    demo_allowed,
    make_demo_link,
    make_link,
    use_code,
    use_link,
)

__all__ = [
    "accept_code",
    "ask_to_sign_in",
    "count_try",
    "delete_expired",
    "demo_allowed",
    "forget_tries",
    "has_second_factor",
    "make_demo_link",
    "make_link",
    "new_recovery_codes",
    "recovery_codes",
    "remove_second_factor",
    "set_up_totp",
    "use_code",
    "use_link",
]
