"""Which column is which: guessed from its name and its cells, and doubted where the cells do not fit."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.utils.translation import gettext as _

from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.import_columns import ALIASES, COLUMNS
from cohorts.recruitment.import_fields import FIELDS, FULL_NAME, IGNORE
from cohorts.recruitment.import_looks import Look

# The heading of the column that a file of refused rows ends with.
REASONS_TITLES = frozenset({"why it was refused"})
# “Are you a patient or a professional?”, but not “Are you a carer?” nor “Are you disabled?”
ROLE = r"^(i am|i.m|are you|you are)\b.*\b(lay|patient|public|professional|partner|clinician|staff)\b"
# How a form asks for an agreement.
AGREE = r"\b(consent|agree|permission|permit|allow|happy|may we|can we|you may|may you)"
# In order: the first that is found in a column's name decides. Form tools add columns of their own; they come first.
PATTERNS: tuple[tuple[str, ...], ...] = (
    (
        IGNORE, r"^(id|#|status|language|score)$", r"(start|end|completion) (time|date)", r"time ?stamp", r"submitted",
        r"(respondent|response|collector|submission|unique) ?(id|number|no)", r"ip address", r"user ?name",
        r"custom data", r"last modified", r"total points|quiz|utm_", r"date (started|completed)",
    ),
    # Before “experience”: an ethnic background is no experience, and reviewers read what is written there.
    ("ethnic_group", r"ethnic"),
    ("manager_email", r"(manager|\bboss).*e-?mail", r"e-?mail.*(manager|\bboss)"),
    ("manager_name", r"manager|\bboss"),
    ("partner_ref", r"partner.*(number|reference)"),
    ("partner_name", r"(applying|apply|take part).*(with|together)", r"partner.*name", r"name.*partner"),
    ("supporter", r"supporter", r"(bring|come with).*(carer|somebody|someone|assistant)", r"personal assistant"),
    ("consent_selection", rf"{AGREE}.*(select|choos|\bdraw\b|balance)", rf"(selection|draw).*{AGREE}"),
    ("consent_sharing_needs", rf"{AGREE}.*(shar|tell|pass).*(need|require|venue|facilitator)"),
    ("consent_follow_up", rf"{AGREE}.*(follow.?up|18 ?months|eighteen months)", rf"(follow.?up|18 ?months).*{AGREE}"),
    ("consent_evaluation", rf"{AGREE}.*(evaluat|survey)", rf"evaluation.*{AGREE}"),
    ("known_as", r"known as|preferred name|like to be called|call you\b|nickname"),
    ("given_name", r"(first|given|christian) ?name", r"forename", r"name: first", r"^first$"),
    ("family_name", r"(last|family|second) ?name", r"surname", r"name: last", r"^last$"),
    ("email", r"e-?mail"),
    ("mobile", r"mobile|^mob\b", r"cell ?phone", r"text (message )?number"),
    ("contact", r"(prefer|best|how).*(contact|hear from us|reach you)", r"contact preference"),
    ("safe_times", r"(safe|good|best|convenient).*(time|when)", r"when.*(call|ring|phone) you"),
    ("phone", r"phone|contact number|landline"),
    ("outward_code", r"first (half|part).*post ?code", r"outward"),
    ("postcode", r"post ?code|zip"),
    ("outreach_code", r"(leaflet|poster|flyer|outreach|campaign|qr).*\bcode\b", r"\bcode\b.*(leaflet|poster|flyer)",
     r"^(code|via)$"),
    ("address", r"address|street", r"^(town|city|county)$"),
    ("third_choice", r"(third|3rd) choice|choice 3"),
    ("second_choice", r"(second|2nd) choice|choice 2", r"other (venue|location)"),
    ("first_choice", r"(first|1st) choice|choice 1", r"cohort|venue|location|where would you",
     r"which (place|town|city|area|group)"),
    ("dates_note", r"(about|note|comment|which|problem).*\bdates?\b", r"dates? (you )?(cannot|can.t)"),
    ("all_dates", r"(attend|come to|available|make|commit).*(all|dates|workshops|sessions|days)",
     r"all (the )?(dates|workshops)"),
    ("travel_mode", r"how.*(travel|get (there|to))", r"travel (mode|by)", r"means of transport"),
    ("miles", r"how far|miles|distance"),
    ("meeting_times", r"when.*meet|meeting times|available between"),
    ("heard_from", r"hear(d)? (about|of)", r"how did you (find|hear)", r"source"),
    ("project_idea", r"idea|project"),
    ("topics", r"topic|interested in|interests?$|areas? of (care|health)"),
    ("needs_note", r"(access|support|dietary|communication|information).*(need|requirement|adjustment)",
     r"(additional|reasonable|other).*(need|requirement|adjustment)", r"anything.*(need|help)",
     r"\bneed (any|some)thing",
     r"adjustments?|dietary|allerg"),
    ("motivation", r"why|motivat", r"what (draws|attracts|interests)", r"hope to (gain|get|learn)", r"about you"),
    ("experience", r"experience|background"),
    ("job_title", r"job|position|profession\b|occupation"),
    ("employer", r"employ|organi[sz]ation|trust\b|workplace|company|place of work|(do )?you work for"),
    ("role", r"\brole\b", r"^(i am|i.m|are you|you are)( applying| coming)?( as)? ?(an?|as)?$", ROLE,
     r"lay or professional", r"describes? you", r"apply(ing)?( to take part)? as\b"),
    ("gender", r"gender|\bsex\b"),
    ("age", r"\bage\b|how old"),
    ("disability", r"disab|long.term condition|health condition"),
    ("carer", r"\bcarer\b|look after|caring"),
    (FULL_NAME, r"^(name|applicant)$", r"full name|your name|name of applicant"),
)  # fmt: skip
SURE = 0.8


def plain(name: str) -> str:
    """Return a column's name as it is compared: small letters, single spaces."""
    return " ".join(name.replace("_", " ").strip(" ?:*.…").casefold().split())


def signature(header: Sequence[str]) -> str:
    """Return what two files of one form have in common: the names of their columns, whatever was added by us."""
    names = [plain(name) for name in header if plain(name) not in REASONS_TITLES]
    return sha256("\n".join(names).encode()).hexdigest()


def guess(header: Sequence[str], looks: Sequence[Look]) -> dict[str, str]:
    """Return a field for each column, or IGNORE; a field that can come from one column alone is guessed once."""
    found: dict[str, str] = {}
    for name, look in zip(header, looks, strict=True):
        field = _by_name(name)
        if field != IGNORE and (not field or _is_wrong(field, look)):
            field = _by_look(look)
        if field == "mobile" and field in found.values():
            field = "phone"
        if not look.filled or (field in found.values() and field != IGNORE and not FIELDS[field].several):
            field = IGNORE
        found[name] = field
    return found


def _by_name(name: str) -> str:
    text = plain(name)
    if text in REASONS_TITLES:
        return IGNORE
    exact = text.replace("-", " ").replace(" ", "_")
    if exact != "name" and ALIASES.get(exact, exact) in COLUMNS:
        return ALIASES.get(exact, exact)
    return next((field for field, *patterns in PATTERNS if any(re.search(one, text) for one in patterns)), "")


def _by_look(look: Look) -> str:
    seen = (one for one in ("email", "postcode") if look.filled and look.share(one) >= SURE)
    return next(seen, IGNORE)


def _is_wrong(field: str, look: Look) -> bool:
    """Whether a column of this name cannot be the field: not one cell looks so, or a choice is written in free text."""
    one = FIELDS[field]
    if one.choices is not None and not one.many and field != "heard_from":
        return look.filled > 0 and not look.words
    return one.looks in {"email", "postcode"} and look.filled > 0 and look.share(one.looks) == 0


def misfits(mapping: Mapping[str, str], header: Sequence[str], looks: Sequence[Look]) -> dict[str, str]:
    """Return a sentence for each column whose cells do not look like the field that it is matched to."""
    found = {}
    for name, look in zip(header, looks, strict=True):
        field = FIELDS.get(mapping.get(name, IGNORE))
        if field is not None and look.filled and (sentence := _doubt(name, field.name, look)):
            found[name] = sentence
    return found


def _doubt(name: str, field: str, look: Look) -> str:
    wanted = FIELDS[field].looks
    other = max(look.looks, key=lambda one: look.looks[one], default="")
    values = {"column": name, "field": FIELDS[field].label, "all": look.filled}
    # Email addresses and postcodes are never the answer to anything else; numbers and dates may be.
    if other in {"email", "postcode"} and other != wanted and look.share(other) > 1 / 2:
        sentence = _(
            "Column “%(column)s” is matched to “%(field)s”, but %(count)s of %(all)s cells look like %(what)s."
        )
        return sentence % {**values, "count": look.looks[other], "what": _called(other)}
    if wanted and look.share(wanted) < 1 / 2:
        sentence = _(
            "Column “%(column)s” is matched to “%(field)s”, but only %(count)s of %(all)s cells look like %(what)s."
        )
        return sentence % {**values, "count": look.looks.get(wanted, 0), "what": _called(wanted)}
    return ""


def _called(look: str) -> str:
    return {
        "email": _("email addresses"),
        "postcode": _("postcodes"),
        "phone": _("telephone numbers"),
        "number": _("numbers"),
        "date": _("dates"),
    }[look]


def guess_word(field: str, word: str, known: Mapping[str, str]) -> str | None:
    """Return which choice a word of the file means, as we know it or as its letters suggest; None: nobody knows."""
    text = word.casefold().strip()
    if text in known:
        return known[text]
    if re.search(r"prefer not|rather not", text):
        return "" if field in {one.slug.replace("-", "_") for one in FOR_SELECTION} else None
    if field == "role":
        return _guess_role(text)
    if set(known.values()) == {"yes", "no"}:
        return next((ours for ours in ("yes", "no") if re.match(rf"{ours}\b", text)), None)
    if text.endswith("+"):
        # “65+” is not “65 to 74”: how it is cut differs from form to form.
        return None
    hits = {ours for theirs, ours in known.items() if len(theirs) > 2 and (theirs in text or text in theirs)}
    hits = hits or {ours for theirs, ours in known.items() if _words(text) and _words(text) <= _words(theirs)}
    return hits.pop() if len(hits) == 1 else None


def _words(text: str) -> set[str]:
    """Return the words of a text: “White British” is one of “White: English, Welsh or British”."""
    return set(re.findall(r"\w+", text.casefold()))


def _guess_role(text: str) -> str | None:
    lay = re.search(r"patient|carer|public|lay\b|service user|resident|volunteer|lived experience|member of", text)
    staff = re.search(
        r"professional|staff|clinic|doctor|nurse|gp\b|manager|nhs|employ|work(s|ing)? (in|for)|research|therapist", text
    )
    if bool(lay) == bool(staff):
        return None
    return "lay" if lay else "professional"
