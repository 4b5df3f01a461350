"""Asking what a paper form left blank: the applicant's own questions, those alone that are still open."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort
from cohorts.recruitment.forms.apply import FORMS
from cohorts.recruitment.forms.apply_base import SoFar
from cohorts.recruitment.forms.apply_care import YES
from cohorts.recruitment.forms.keying import make_dense
from cohorts.recruitment.models import Application
from common.forms import LTForm
from people.models import Person

TOGETHER, PARTNER = "partner.together", "partner.partner_name"
METHOD = "methods.first"
# Pages whose title says more than the label of the one question that is needed.
BY_TITLE = frozenset({"methods", "cohorts", "dates", "travel"})


def so_far_of(application: Application, cohorts: Sequence[Cohort]) -> SoFar:
    """Return what is known of an applicant, as far as the questions depend on it."""
    person = application.person or Person()
    known = {
        "contact": {"email": person.reachable_email, "mobile": person.mobile or "", "phone": person.phone or ""},
        "address": {"address": person.address, "postcode": person.postcode or person.outward_code},
    }
    pages = {page: {"typed": {name: [text] for name, text in said.items()}} for page, said in known.items()}
    return SoFar(application.programme, cohorts, pages, keyed=True, may_be_blank=True)


def questions_named(so_far: SoFar, to_ask: Iterable[str]) -> list[str]:
    """Return the questions in words, in order."""
    found = []
    for key in to_ask:
        page, name = key.split(".")
        form = FORMS[page](so_far=so_far)
        found.append(str(form.title if page in BY_TITLE else form.fields[name].label))
    return found


class ToAskForm(LTForm):
    """The open questions of one application; each may stay open, or all of them be let go."""

    submit_label = gettext_lazy("Save the answers")
    mark_optional = False

    def __init__(self, *args: Any, so_far: SoFar, to_ask: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = {key: FORMS[key.split(".")[0]](so_far=so_far) for key in to_ask}
        for key, form in self.pages.items():
            self._take(key, form)
        if TOGETHER in self.pages:
            self._take(PARTNER, self.pages[TOGETHER])
            self.reveals = {PARTNER.replace(".", "-"): (TOGETHER.replace(".", "-"), YES)}  # type: ignore[misc]
        self.fields["let_go"] = forms.BooleanField(
            label=_("Leave the rest unanswered, and ask no more"),
            help_text=_("For example because they would rather not say."),
            required=False,
        )

    def _take(self, key: str, form: Any) -> None:
        field = form.fields[key.split(".")[1]]
        make_dense(field, columns=True)
        self.fields[key.replace(".", "-")] = field

    def clean(self) -> dict[str, Any]:
        """A pair needs a name, and a way of contact what it needs."""
        cleaned = super().clean() or {}
        way = cleaned.get(METHOD.replace(".", "-"))
        if way and not self.pages[METHOD].can_use(way):  # type: ignore[attr-defined]
            sentence = _("This way needs a number or an address. Write it on the person’s page, or choose another.")
            self.add_error(METHOD.replace(".", "-"), sentence)
        if cleaned.get(TOGETHER.replace(".", "-")) == YES and not cleaned.get(PARTNER.replace(".", "-")):
            self.add_error(PARTNER.replace(".", "-"), _("Write their partner’s name, or choose No."))
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """What was answered now, by “page.question”; the partner's name beside that there is one."""
        keys = [*self.pages, *([PARTNER] if TOGETHER in self.pages else [])]
        answers = {key: self.cleaned_data.get(key.replace(".", "-")) for key in keys}
        return {key: answer for key, answer in answers.items() if answer}
