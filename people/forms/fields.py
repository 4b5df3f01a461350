"""Form fields for telephone numbers and postcodes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.words import say_phone
from people.phones import normalise_phone
from people.postcodes import normalise_postcode


class PhoneField(forms.CharField):
    """A telephone number, typed as people write it, kept in international form."""

    widget = forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"})

    def clean(self, value: Any) -> str:
        """Return the number in international form, or nothing for nothing."""
        text = super().clean(value)
        try:
            return normalise_phone(text) if text else ""
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Show a kept number as people write it, and what was typed as it was typed."""
        return say_phone(value) if isinstance(value, str) and value.startswith("+44") else value


class PostcodeField(forms.CharField):
    """A full postcode of the United Kingdom."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-10"})

    def clean(self, value: Any) -> str:
        """Return the postcode as “OX1 1AA”, or nothing for nothing."""
        text = super().clean(value)
        try:
            return normalise_postcode(text) if text else ""
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None
