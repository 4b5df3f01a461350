"""What is typed to sign in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import LTForm


class SignInForm(LTForm):
    """An email address."""

    submit_label = _("Send me an email")
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("We send you a link and a code. You do not need a password."),
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)


class CodeForm(LTForm):
    """The code of the email."""

    submit_label = _("Sign in")
    code = forms.CharField(
        label=_("Code from the email"),
        max_length=20,
        help_text=_("6 letters and numbers, like CDF 479."),
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type the code that is in the email.")},
    )

    def refuse(self) -> None:
        """Say that the code did not sign anybody in: the same words whatever the reason."""
        self.add_error(
            "code",
            _("This code does not work. Check it against the email, or ask for a new one. It works for 10 minutes."),
        )


class LetterCodeForm(LTForm):
    """The code of a letter."""

    code = forms.CharField(
        label=_("Code from your letter"),
        max_length=30,
        help_text=_("10 letters and numbers, like CDF GHJ KMNP. Capitals and spaces do not matter."),
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type the code that is in your letter.")},
    )

    def refuse(self) -> None:
        """Say that the code opens nothing: the same words whatever the reason."""
        self.add_error(
            "code",
            _(
                "This code does not work. Check it against your letter. A code ends after 21 days, when you have "
                "answered, and when we send a new letter. You can phone us instead."
            ),
        )


class SecondFactorForm(LTForm):
    """Six digits from an app, or a recovery code."""

    submit_label = _("Continue")
    code = forms.CharField(
        label=_("Code from your app"),
        max_length=20,
        help_text=_("6 numbers. Without your phone, type one of your recovery codes instead."),
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        error_messages={"required": _("Type the 6 numbers that your app shows.")},
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def refuse(self) -> None:
        """Say that the code is wrong."""
        self.add_error("code", _("This code is not right. Wait until the app shows a new one, then type that."))


class SetUpForm(SecondFactorForm):
    """The first six digits of a new app."""

    submit_label = _("Finish")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("6 numbers. The app shows them when you have scanned the picture.")
