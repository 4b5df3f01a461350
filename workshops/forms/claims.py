"""Claims of travel and other costs."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm, MoneyField
from common.words import say_money
from workshops.actions.claims import Cost
from workshops.models import Claim, ClaimLine

Kind = ClaimLine.Kind
KINDS = (Kind.FARE, Kind.MILEAGE, Kind.PARKING, Kind.CARE, Kind.SUPPORTER, Kind.OTHER)
CLAIM, DECLINE, LATER = "claim", "decline", "later"


class ClaimForm(LTForm):
    """An amount for each kind of cost, and whether the involvement payment is wanted."""

    submit_label = gettext_lazy("Send my claim")
    mark_optional = False

    def __init__(self, *args: Any, payment: Decimal, helped: str = "", declined: bool = False, **kwargs: Any) -> None:
        """`helped` names the person whose supporter fills it in; what that person `declined` nobody else takes back."""
        super().__init__(*args, **kwargs)
        self.kept_no = bool(helped) and declined
        self.payment = Decimal(0) if self.kept_no else payment
        for kind in KINDS:
            self.fields[f"amount_{kind}"] = MoneyField(
                label=_("%(kind)s, in pounds") % {"kind": kind.label},
                required=False,
                min_value=Decimal("0.01"),
                max_value=Decimal(2000),
                max_digits=8,
                decimal_places=2,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
                error_messages={
                    "invalid": _("Enter “%(kind)s” as an amount, like 12.50.") % {"kind": kind.label},
                    "min_value": _("“%(kind)s” must be more than 0. Leave it empty if there is nothing.")
                    % {"kind": kind.label},
                },
            )
            self.fields[f"note_{kind}"] = forms.CharField(
                label=_("What it was: %(kind)s") % {"kind": str(kind.label).lower()},
                required=False,
                max_length=160,
                widget=forms.TextInput,
            )
        if self.payment:
            self.fields["payment"] = self._payment(helped)

    def _payment(self, helped: str) -> forms.ChoiceField:
        """Return the question about the payment. To do without money is the person's own choice, nobody else's."""
        words = {"amount": say_money(self.payment), "name": helped}
        label, choices, hint = (
            (
                _("Does %(name)s want the payment of %(amount)s for taking part?") % words,
                [(CLAIM, _("Yes, %(name)s wants it") % words), (LATER, _("%(name)s has not decided yet") % words)],
                _("A payment can change benefits. Only %(name)s can say no to it: on this page, or to us by phone.")
                % words,
            )
            if helped
            else (
                _("Do you want the payment of %(amount)s for taking part?") % words,
                [(CLAIM, _("Yes, pay me")), (DECLINE, _("No, I do not want it"))],
                _("A payment can change benefits. You can say no and still claim your costs."),
            )
        )
        return forms.ChoiceField(
            label=label,
            choices=choices,
            widget=forms.RadioSelect,
            help_text=hint,
            error_messages={"required": _("Choose whether you want the payment.")},
        )

    def layout(self) -> Layout:
        """Return the costs, then the payment."""
        costs = [Row(f"amount_{kind}", f"note_{kind}") for kind in KINDS]
        return Layout(Fieldset(_("What it cost you"), *costs), *(["payment"] if self.payment else []))

    @staticmethod
    def initial_of(claim: Claim | None) -> dict[str, Any]:
        """Return what the form shows for a claim that was sent and can still be changed."""
        if claim is None:
            return {}
        found: dict[str, Any] = {"payment": DECLINE if claim.payment_declined else LATER}
        for line in claim.lines.all():
            if line.kind == Kind.PAYMENT:
                found["payment"] = CLAIM
            found |= {f"amount_{line.kind}": line.amount, f"note_{line.kind}": line.note}
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a claim of nothing at all."""
        cleaned = super().clean() or {}
        if not self.errors and not self.costs() and cleaned.get("payment") in {None, LATER}:
            self.add_error(None, _("Enter at least one cost."))
        return cleaned

    @property
    def declined(self) -> bool:
        """Whether the person does without the payment: said now, or before where a supporter fills it in."""
        return self.kept_no or self.cleaned_data.get("payment") == DECLINE

    def costs(self) -> list[Cost]:
        """Return the lines of the claim, the payment among them where it is wanted."""
        typed = self.cleaned_data
        found = [
            Cost(kind.value, typed[f"amount_{kind}"], typed.get(f"note_{kind}", ""))
            for kind in KINDS
            if typed.get(f"amount_{kind}")
        ]
        if typed.get("payment") == CLAIM:
            found.append(Cost(Kind.PAYMENT.value, self.payment, ""))
        return found


class DecisionForm(LTForm):
    """Whether a claim is approved; a refusal says why."""

    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")], widget=forms.HiddenInput)
    note = forms.CharField(label=gettext_lazy("If you refuse it: why"), required=False, max_length=250)
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        """Refuse a refusal without a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("note"):
            self.add_error("note", _("Say why the claim is refused: the person reads it."))
        return cleaned
