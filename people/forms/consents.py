"""The buttons of "What I agreed to"."""

from django import forms

from people.consent_texts import CURRENT


class ConsentForm(forms.Form):
    """One press: which purpose, and whether it is given or taken back; the hash is of the words that were shown."""

    purpose = forms.ChoiceField(choices=[(purpose, purpose) for purpose in CURRENT])
    deed = forms.ChoiceField(choices=[("give", "give"), ("withdraw", "withdraw")])
    shown = forms.CharField(required=False, max_length=64)
