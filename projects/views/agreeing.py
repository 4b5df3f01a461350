"""Whether somebody agrees to a case study that they are in; asked of themselves alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.actions.versions import NotAllowedError
from common.easy import ease
from people.acting import helper_may_read, person_of
from people.consent_texts import CURRENT
from people.models import Consent
from people.permissions import signed_in
from people.reading import reads_easy, render_easy
from projects.actions.agreements import answer
from projects.forms.case_studies import EASY_ANSWER, AnswerForm
from projects.models import Agreement, CaseStudy


@helper_may_read(gettext_lazy("Only %(name)s can say whether they agree."))
def mine(request: HttpRequest, ref: str) -> HttpResponse:
    """Read a case study as it would be published, and say yes, no, or no more."""
    person = person_of(request)
    study = get_object_or_404(CaseStudy.objects.of(person).with_is_public().select_related("project"), ref=ref)
    form = AnswerForm(request.POST or None, initial={"text_version": study.text_version})
    if reads_easy(request):
        ease(form, EASY_ANSWER)
    if form.is_valid():
        typed = form.cleaned_data
        values = {"text_version": typed["text_version"], "words": typed["words"] if not form.agrees else ""}
        try:
            answer(study=study, person=person, agrees=form.agrees, **values, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            thanks = _("Thank you. You agree.") if form.agrees else _("Thank you for telling us. We do not show it.")
            messages.success(request, thanks)
        return redirect("projects:my_study", ref)
    context = {
        "study": study,
        "quotes": study.quotes.order_by("pk"),
        "form": form,
        "words": EASY_ANSWER,
        "row": Agreement.objects.current().filter(case_study=study, person=person).first(),
        "publicity": CURRENT[Consent.Purpose.PUBLICITY].text,
    }
    return render_easy(request, "projects/my_study.html", context, status=422 if form.is_bound else 200)
