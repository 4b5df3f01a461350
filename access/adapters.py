"""How allauth's second factor speaks about this project."""

from allauth.mfa.adapter import DefaultMFAAdapter

from common import fields


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps secrets as the house keeps them: sealed with FIELD_KEYS."""

    def encrypt(self, text: str) -> str:
        """Seal a secret on its way to the database."""
        return fields.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return str(fields.decrypt(encrypted_text))
