"""What becomes of each row of an import file. Nothing here writes: the command and a page both ask first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cohorts import geography
from cohorts.models import Cohort
from cohorts.recruitment import import_columns as columns
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.characteristics import FOR_SELECTION
from cohorts.recruitment.import_file import Row, Table
from cohorts.recruitment.lookalikes import Key, Lookalikes, keys_of, why_alike
from cohorts.recruitment.models import ImportRow
from common.csv import FORMULA
from common.refs import LENGTH, clean_ref
from common.words import say_ref
from people.consent_texts import CURRENT
from people.models import Consent, ContactMethod, Person

Verdict = ImportRow.Verdict
# What a command says; a page has a verdict of its own for somebody who may be known already.
SAID = (Verdict.NEW, Verdict.DUPLICATE, Verdict.REFUSED)
# A minus begins many a list that people write by hand; common.csv defuses it when it goes out again.
SUSPECT = tuple(sign for sign in FORMULA if sign not in {"-", "－"})
NUMBERS = frozenset({"mobile", "phone"})
CONSENTS = {
    "consent_selection": Consent.Purpose.SELECTION,
    "consent_evaluation": Consent.Purpose.EVALUATION,
    "consent_follow_up": Consent.Purpose.FOLLOW_UP,
    "consent_sharing_needs": Consent.Purpose.SHARING_NEEDS,
}


@dataclass(frozen=True)
class Setting:
    """What rows are judged against: the cohorts that can be chosen, and who is known."""

    cohorts: Sequence[Cohort]
    people: Lookalikes
    # Who applied to the programme already: key of the person → reference of the application.
    applied: Mapping[int, str]
    emails_in_use: frozenset[str]
    # The codes of the programme's outreach plans: code → key of the row in the plan.
    codes: Mapping[str, int] = field(default_factory=dict)

    def cohort(self, text: str) -> Cohort:
        """Return the cohort of a name, a town or a reference.

        Raises:
            ValueError: none or several are called so.
        """
        word = text.casefold()
        found = [
            cohort
            for cohort in self.cohorts
            if word in {cohort.name.casefold(), cohort.venue.town.casefold(), cohort.ref.casefold()}
        ]
        if len(found) != 1:
            sentence = _("“%(text)s” is not the name of one cohort. Write one of: %(names)s.")
            names = ", ".join(cohort.name for cohort in self.cohorts)
            raise ValueError(sentence % {"text": text, "names": names})
        return found[0]


@dataclass
class Judged:
    """One row with its verdict, the reasons for it, and what is worth knowing besides."""

    row: Row
    verdict: str = Verdict.NEW
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    answers: Answers | None = None
    similar: Person | None = None
    # What the two have in common.
    similar_because: str = ""
    sign_in_email: str | None = None

    def refuse(self, reason: str) -> None:
        """Add a reason for which the row cannot be read."""
        self.verdict = Verdict.REFUSED
        self.reasons.append(reason)

    def refuse_cell(self, name: str, mistake: object) -> None:
        """Add a reason that lies in one cell."""
        self.refuse(f"{self.row.title(name)}: {mistake}")


@dataclass(frozen=True)
class Seen:
    """What is remembered of a row, so that the same person in a later one is found."""

    number: int
    name_key: tuple[str, str]


def judge(table: Table, setting: Setting) -> list[Judged]:
    """Return every row with its verdict, in order."""
    return list(judge_each(table.rows, setting))


def judge_each(rows: Iterable[Row], setting: Setting) -> Iterator[Judged]:
    """Yield row after row with its verdict; of earlier rows only what makes them comparable stays in memory."""
    seen: dict[Key, Seen] = {}
    emails: set[str] = set()
    for row in rows:
        one = judge_row(row, setting)
        if one.answers is not None:
            _compare_within(one, one.answers, seen)
            _compare_with_known(one, one.answers, setting)
            _give_sign_in(one, one.answers, setting, emails)
            _warn_of_no_way(one, one.answers)
        yield one


def judge_row(row: Row, setting: Setting) -> Judged:
    """Read one row by itself; every mistake in it is said, not only the first."""
    one = Judged(row)
    if row.surplus:
        one.refuse(_("The row has more cells than the header: a comma too many, or quotation marks missing."))
    for name, text in row.cells.items():
        if len(text) > columns.COLUMNS[name].longest:
            longest = columns.COLUMNS[name].longest
            one.refuse(_("%(name)s is longer than %(most)s characters.") % {"name": row.title(name), "most": longest})
        if _is_suspect(name, text):
            one.notes.append(_("%(name)s begins like a formula. It is kept as text.") % {"name": row.title(name)})
        if "\0" in text:
            one.refuse(_("%(name)s holds a character that cannot be stored.") % {"name": row.title(name)})
    for problem in row.problems:
        one.refuse(problem)
    values = _values(one, setting)
    if one.verdict != Verdict.REFUSED:
        one.answers = Answers(**values)
    return one


def _is_suspect(name: str, text: str) -> bool:
    inner = text.lstrip("\"' \t")
    if not inner.startswith(SUSPECT):
        return False
    # +44 begins many a telephone number.
    return not (name in NUMBERS and inner.startswith("+") and inner[1:].replace(" ", "").isdigit())


def _values(one: Judged, setting: Setting) -> dict[str, Any]:
    cells = one.row.cells
    values: dict[str, Any] = {
        name: cells.get(name, "")
        for name in (
            "given_name", "family_name", "known_as", "address", "safe_times", "motivation", "experience",
            "project_idea", "job_title", "employer", "manager_name", "partner_name", "heard_from",
        )
    }  # fmt: skip

    def read(name: str, reader: Callable[[str], Any], empty: Any = "") -> Any:
        text = cells.get(name, "")
        try:
            return reader(text) if text else empty
        except ValueError as mistake:
            one.refuse_cell(name, mistake)
            return empty

    for group in columns.REQUIRED:
        if not any(cells.get(name) for name in group):
            names = _(" or ").join(one.row.title(name) for name in group)
            one.refuse(_("%(name)s is empty.") % {"name": names})
    for name, reader in (("email", columns.read_email), ("manager_email", columns.read_email)):
        values[name] = read(name, reader)
    for name in NUMBERS:
        values[name] = read(name, columns.read_phone)
    values["role"] = read("role", columns.read_role)
    values["postcode"], values["outward_code"] = _home(one)
    values["choices"] = _choices(one, values["outward_code"], setting)
    values["outreach_link"] = _link(one, setting)
    values["available_all_dates"] = read("all_dates", columns.read_yes, None)
    values["availability_note"] = cells.get("dates_note", "")
    values["travel_mode"] = read("travel_mode", columns.read_travel_mode)
    values["travel_limit_km"] = read("miles", columns.read_miles, None)
    values["meeting_times"] = read("meeting_times", columns.read_meeting_times, ())
    values["topics"] = read("topics", columns.read_topics, ())
    values["partner_ref"] = clean_ref(cells.get("partner_ref", ""))[:LENGTH]
    values["with_partner"] = bool(values["partner_name"] or values["partner_ref"])
    values["methods"] = read("contact", columns.read_methods, ()) or _likely_methods(values)
    named, values["needs_note"] = columns.needs_in(cells.get("needs_note", ""))
    chosen = (*read("needs", columns.read_needs, ()), *named, *(("other",) if values["needs_note"] else ()))
    values["needs"] = tuple(dict.fromkeys(chosen))
    values["supporter_comes"] = bool(read("supporter", columns.read_yes, None))
    agreed = [purpose for name, purpose in CONSENTS.items() if read(name, columns.read_yes, None)]
    values["consents"] = tuple(CURRENT[purpose] for purpose in agreed)
    values["selection"] = _selection(read) if Consent.Purpose.SELECTION in agreed else {}
    return values


def _home(one: Judged) -> tuple[str, str]:
    postcode, outward = one.row.cells.get("postcode", ""), one.row.cells.get("outward_code", "")
    if not postcode and not outward:
        return "", ""
    try:
        home = columns.read_home(postcode, outward)
    except ValueError as mistake:
        name = "postcode" if postcode else "outward_code"
        if one.row.columns:
            one.refuse_cell(name, mistake)
        else:
            one.refuse(str(mistake))
        return "", ""
    if geography.has_no_distance(home[1]):
        one.notes.append(_("For %(code)s no distance is known. The row is taken without it.") % {"code": home[1]})
    return home


def _choices(one: Judged, outward: str, setting: Setting) -> tuple[tuple[int, float | None], ...]:
    chosen: dict[int, float | None] = {}
    for name in ("first_choice", "second_choice", "third_choice"):
        text = one.row.cells.get(name, "")
        if not text:
            continue
        try:
            cohort = setting.cohort(text)
        except ValueError as mistake:
            one.refuse_cell(name, mistake)
            continue
        venue = (cohort.venue.latitude, cohort.venue.longitude)
        chosen.setdefault(cohort.pk, geography.distance_from(outward, venue) if outward else None)
    return tuple(chosen.items())


def _link(one: Judged, setting: Setting) -> int | None:
    """A code that nobody knows costs nobody their application: the row is taken, and counted as without a code."""
    text = one.row.cells.get("outreach_code", "")
    found = setting.codes.get(columns.read_code(text)) if text else None
    if text and found is None:
        words = _("%(name)s: “%(text)s” is not a code of this programme. The row is taken without it.")
        one.notes.append(words % {"name": one.row.title("outreach_code"), "text": text})
    return found


def _warn_of_no_way(one: Judged, answers: Answers) -> None:
    """Nobody is refused for what a form did not ask, but whoever checks the rows is told in time."""
    ways = (answers.email, answers.mobile, answers.phone, answers.address)
    if one.verdict == Verdict.NEW and one.similar is None and not any(ways):
        one.notes.append(_("There is no email, telephone number or address, so nobody can reach them."))


def _likely_methods(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Where no order is given: email, then text message, then telephone, then letter, of what there is."""
    method = ContactMethod.Method
    having = (
        (method.EMAIL, values["email"]),
        (method.SMS, values["mobile"]),
        (method.PHONE, values["phone"] or values["mobile"]),
        (method.LETTER, values["address"]),
    )
    return tuple(str(way) for way, given in having if given)


def _selection(read: Callable[[str, Callable[[str], Any]], Any]) -> dict[str, str]:
    return {one.slug: read(one.slug.replace("-", "_"), columns.read_selection[one.slug]) for one in FOR_SELECTION}


def _compare_within(one: Judged, answers: Answers, seen: dict[Key, Seen]) -> None:
    """Somebody of the same name with the same email, mobile or postcode is there twice; a household shares an email."""
    mine = Seen(one.row.number, answers.name_key)
    for key in keys_of(answers):
        earlier = seen.setdefault(key, mine)
        if earlier is mine:
            continue
        where = {"row": earlier.number}
        if earlier.name_key == answers.name_key:
            one.verdict = Verdict.DUPLICATE
            one.reasons.append(_("The same person as in row %(row)s.") % where)
            return
        one.notes.append(_("Shares an email or a number with row %(row)s, under another name.") % where)


def _compare_with_known(one: Judged, answers: Answers, setting: Setting) -> None:
    if one.verdict != Verdict.NEW:
        return
    person = setting.people.of(answers)
    if person is None:
        return
    same_name = (person.given_name.casefold(), person.family_name.casefold()) == answers.name_key
    ref = setting.applied.get(person.pk)
    if same_name and ref is not None:
        one.verdict = Verdict.DUPLICATE
        one.reasons.append(_("Has applied already: number %(ref)s.") % {"ref": say_ref(ref)})
        return
    one.similar, one.similar_because = person, why_alike(answers, person)
    sentence = _("May be somebody who is known already. %(why)s Staff decide on the applicants’ page.")
    one.notes.append(sentence % {"why": one.similar_because})


def _give_sign_in(one: Judged, answers: Answers, setting: Setting, emails: set[str]) -> None:
    """An address that nobody uses lets its owner sign in later: signing in needs the mailbox itself."""
    free = answers.email and answers.email not in setting.emails_in_use and answers.email not in emails
    if one.verdict == Verdict.NEW and free:
        one.sign_in_email = answers.email
        emails.add(answers.email)


def count(judged: Iterable[Judged]) -> dict[str, int]:
    """Return how many rows have each verdict, all that a command says named."""
    counts = dict.fromkeys(map(str, SAID), 0)
    for one in judged:
        counts[one.verdict] += 1
    return counts
