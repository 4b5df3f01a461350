"""How allauth's second factor speaks about this project."""

from allauth.mfa.adapter import DefaultMFAAdapter


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factor of staff."""
