"""What is said, in which words: the purposes, their words by channel, language and format, and every version."""

from dataclasses import dataclass

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from messaging.actions.sending import send_now
from messaging.actions.words import SavedMeanwhile, Variant, save_words, use_usual_words
from messaging.forms import ProgrammeForm, WordsForm
from messaging.letters import choices_of
from messaging.messages import without_personal_links
from messaging.models import Channel, Template
from messaging.permissions import coordinators_only
from messaging.previews import NobodyFound, trial
from messaging.purposes import Purpose, all_purposes, purpose_of
from messaging.querysets import coordinated_refs
from messaging.rendering import LANGUAGES, Words, usual_words
from messaging.rules import all_numbers, because_of
from messaging.wording import WordsRefused, check_words, names_for
from people.models import Person
from people.permissions import signed_in

STYLES = {"plain": False, "easy": True}


@dataclass(frozen=True)
class Cell:
    """One place for words on the page of a purpose."""

    label: str
    style: str
    url: str
    version: Template | None


def _programme(request: HttpRequest, ref: str) -> str:
    if ref not in coordinated_refs(signed_in(request)):
        raise Http404
    return ref


def _purpose(slug: str) -> Purpose:
    try:
        purpose = purpose_of(slug)
    except LookupError as error:
        raise Http404 from error
    if purpose.confidential:
        raise Http404
    return purpose


def _variant(request: HttpRequest, ref: str, purpose: str, place: str) -> Variant:
    """Return the variant that an address names; `place` is like “email-en-plain”."""
    channel, language, style = place.split("-") if place.count("-") == 2 else ("", "", "")
    if channel not in Channel.values or language not in Person.Language.values or style not in STYLES:
        raise Http404
    return Variant(_purpose(purpose).slug, channel, language, STYLES[style], _programme(request, ref))


@require_GET
@coordinators_only
def words(request: HttpRequest) -> HttpResponse:
    """List everything that can be said, and where a programme has words of its own."""
    programmes, _cohorts = choices_of(signed_in(request))
    form = ProgrammeForm(request.GET, programmes=programmes)
    ref, name = form.chosen()
    own, numbers = Template.objects.own_words_of(ref), all_numbers()
    rows = [
        (one, because_of(one, ref, numbers), own.get(one.slug, 0)) for one in all_purposes() if not one.confidential
    ]
    rows.sort(key=lambda row: str(row[0].label))
    return render(request, "messaging/words.html", {"form": form, "ref": ref, "programme": name, "rows": rows})


@require_GET
@coordinators_only
def words_of(request: HttpRequest, ref: str, purpose: str) -> HttpResponse:
    """Show by which channel, in which language and format one thing is said, and whose words are in use."""
    kind, programme = _purpose(purpose), _programme(request, ref)
    newest = Template.objects.newest_of(programme, kind.slug)
    groups = []
    for channel, channel_label in Channel.choices:
        cells = []
        for language, language_label in Person.Language.choices:
            for style, easy in STYLES.items():
                url = reverse("messaging:words_edit", args=[programme, kind.slug, f"{channel}-{language}-{style}"])
                version = newest.get((channel, language, easy))
                cells.append(Cell(str(language_label), style, url, version))
        groups.append((channel_label, cells))
    context = {
        "purpose": kind,
        "because": because_of(kind, programme, all_numbers()),
        "groups": groups,
        "ref": programme,
        "names": names_for(kind).items(),
    }
    return render(request, "messaging/words_of.html", context)


def _in_use(variant: Variant, newest: Template | None) -> tuple[str, str]:
    """Return the words in use for a variant before they are filled."""
    purpose = purpose_of(variant.purpose)
    with translation.override(LANGUAGES[Person.Language(variant.language)]):
        title, body = usual_words(purpose, variant.channel, easy_read=variant.easy_read)
    return (newest.title or title, newest.body) if newest and newest.body else (title, body)


@require_http_methods(["GET", "POST"])
@coordinators_only
def words_edit(request: HttpRequest, ref: str, purpose: str, place: str) -> HttpResponse:
    """Edit words: see how they read to somebody, send them to oneself, save them as the next version."""
    variant = _variant(request, ref, purpose, place)
    versions = list(Template.objects.filter(**variant.columns()).newest_first().select_related("saved_by"))
    newest = versions[0] if versions else None
    title, body = _in_use(variant, newest)
    after = newest.version if newest else 0
    form = WordsForm(request.POST or None, initial={"title": title, "body": body, "after": after})
    tried = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST or "test" in request.POST:
            tried = _try(request, form, variant)
        elif _save(request, form, variant):
            return redirect("messaging:words_of", ref, purpose)
    context = {
        "form": form,
        "tried": tried,
        "versions": versions,
        "variant": variant,
        "place": place,
        "purpose": purpose_of(purpose),
        "channel": Channel(variant.channel).label,
        "language": Person.Language(variant.language).label,
        "names": names_for(purpose_of(purpose)).items(),
        "usual": newest is None or not newest.body,
    }
    return render(request, "messaging/words_edit.html", context)


def _save(request: HttpRequest, form: WordsForm, variant: Variant) -> bool:
    said = form.cleaned_data
    try:
        save_words(
            variant=variant,
            title=said["title"],
            body=said["body"],
            after=said["after"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except WordsRefused as error:
        form.add_error(error.field, str(error))
        return False
    except SavedMeanwhile:
        newest = Template.objects.filter(**variant.columns()).newest_first().first()
        form.compare(newest.version if newest else 0)
        return False
    notices.success(request, _("The words are saved. Every message that has not left yet uses them."))
    return True


def _try(request: HttpRequest, form: WordsForm, variant: Variant) -> tuple[Person, Words] | None:
    """Return on whom the words were tried and how they read; with the button “test” they are emailed as well."""
    said, by = form.cleaned_data, signed_in(request)
    try:
        check_words(purpose_of(variant.purpose), title=said["title"], body=said["body"])
        person, read = trial(variant, title=said["title"], body=said["body"], who=said["who"], by=by)
    except WordsRefused as error:
        form.add_error(error.field, str(error))
        return None
    except NobodyFound as error:
        form.add_error("who", str(error))
        return None
    if "test" in request.POST:
        title = _("Test: %(title)s") % {"title": read.title}
        if send_now(person=by, title=title, body=without_personal_links(read.body), now=timezone.now()):
            notices.success(request, _("The test is sent to %(address)s.") % {"address": by.email})
        else:
            notices.warning(request, _("The test was not sent. Try again in a few minutes."))
    return person, read


@require_POST
@coordinators_only
def words_restore(request: HttpRequest, ref: str, purpose: str, place: str, version: int) -> HttpResponse:
    """Use an earlier version again as the newest, or with version 0 the usual words."""
    variant = _variant(request, ref, purpose, place)
    versions = Template.objects.filter(**variant.columns()).newest_first()
    newest = versions.first()
    old = versions.filter(version=version).first()
    if newest is None or (version and old is None):
        raise Http404
    by, now, after = signed_in(request), timezone.now(), newest.version
    try:
        if old is None or not old.body:
            use_usual_words(variant=variant, after=after, by=by, now=now)
        else:
            save_words(variant=variant, title=old.title, body=old.body, after=after, by=by, now=now)
    except (WordsRefused, SavedMeanwhile) as error:
        notices.warning(request, str(error))
    else:
        notices.success(request, _("These words are in use again."))
    return redirect("messaging:words_edit", ref, purpose, place)
