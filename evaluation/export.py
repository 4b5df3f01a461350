"""The files of a snapshot: sent answers under codes, one row an answer, one row a person and wave, and what each means.

No name, no place, no exact date. Rows are in the order of the codes, which are random, so their order tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.csv import write_csv
from common.dates import in_london
from evaluation.models import Answer, Item, Questionnaire, Response, Scale
from evaluation.scores import HIGHEST, Score, scores_of

ABOUT = ("code", "wave", "cohort", "role", "questionnaire", "version", "easy_read", "answered", "days")
LONG = (*ABOUT, "item", "number", "missing", "free_text", "words", "may_quote")
CODEBOOK = (
    "variable",
    "file",
    "label",
    "type",
    "values",
    "missing",
    "scale",
    "reverse",
    "subscale",
    "looking_back",
    "kirkpatrick_level",
    "questionnaires",
)
MISSING = {Answer.NOT_APPLICABLE: "not applicable", Answer.PREFER_NOT_TO_SAY: "prefer not to say"}


@dataclass(frozen=True)
class Material:
    """What a snapshot is made from: sent responses with their code, and the questionnaires that they answered."""

    responses: list[tuple[str, Response]]
    items: dict[int, list[Item]]
    questionnaires: list[Questionnaire]
    free_text: bool

    @property
    def columns(self) -> list[Item]:
        """Each item once by its code, in the order of the questionnaires."""
        found: dict[str, Item] = {}
        for questionnaire in self.questionnaires:
            for item in self.items[questionnaire.pk]:
                found.setdefault(item.code, item)
        return list(found.values())

    @property
    def scores(self) -> list[Score]:
        """The scores, each over the items of whichever questionnaire asks them."""
        return scores_of(self.columns)


@dataclass(frozen=True)
class Table:
    """One CSV file before it is written."""

    header: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def bytes(self) -> bytes:
        """Return the file; without a byte order mark, which statistics programs take for a letter."""
        return write_csv(self.rows, self.header, bom=False)


def tables_of(material: Material) -> dict[str, Table]:
    """Return the tables by file name."""
    return {
        "long.csv": Table(LONG, list(_long(material))),
        "wide.csv": _wide(material),
        "codebook.csv": Table(CODEBOOK, list(_codebook(material))),
    }


def _about(code: str, response: Response) -> tuple[Any, ...]:
    invitation = response.invitation
    finished = response.finished_at or response.saved_at
    days = (in_london(finished).date() - in_london(invitation.opens_at).date()).days
    return (
        code,
        invitation.wave.slug,
        invitation.cohort.ref,
        invitation.place.role,
        response.questionnaire.slug,
        response.questionnaire.version,
        int(response.easy_read),
        response.mode,
        days,
    )


def _answers(response: Response) -> dict[int, Answer]:
    return {answer.item_id: answer for answer in response.answers.all()}


def _long(material: Material) -> Iterator[tuple[Any, ...]]:
    for code, response in material.responses:
        about, answers = _about(code, response), _answers(response)
        for item in material.items[response.questionnaire_id]:
            yield (*about, item.code, *_given(item, answers.get(item.pk), free_text=material.free_text))


def _given(item: Item, answer: Answer | None, *, free_text: bool) -> tuple[Any, ...]:
    """Return number, why it is missing, whether it is free text, the words, and whether they may be quoted."""
    if item.type == Item.Type.TEXT:
        words = answer.words if answer else ""
        if words and not free_text:
            return "", "withheld", 1, "", ""
        return "", "" if words else "skipped", 1, words, _flag(answer.may_quote if answer else None)
    number = answer.number if answer else None
    return _cell(number), MISSING.get(number, "") if number is not None else "skipped", 0, "", ""


def _flag(value: bool | None) -> int | str:  # noqa: FBT001 - a value of the data, not an option
    return "" if value is None else int(value)


def _cell(number: float | None) -> float | str:
    return "" if number is None else number


def _wide(material: Material) -> Table:
    columns = [item for item in material.columns if item.type != Item.Type.TEXT]
    codes, scores = [item.code for item in columns], material.scores
    by_pk = {item.pk: item.code for items in material.items.values() for item in items}
    rows = []
    for code, response in material.responses:
        numbers = {by_pk[pk]: answer.number for pk, answer in _answers(response).items()}
        rows.append(
            (
                *_about(code, response),
                *(_cell(numbers.get(one)) for one in codes),
                *(_rounded(score.of(numbers)) for score in scores),
            )
        )
    return Table((*ABOUT, *codes, *(score.name for score in scores)), rows)


def _rounded(score: float | None) -> float | str:
    # Four places are more than the scale knows, and the same on every machine.
    return "" if score is None else round(score, 4)


def _codebook(material: Material) -> Iterator[tuple[Any, ...]]:
    cohorts = {response.invitation.cohort.ref: response.invitation.cohort.name for _c, response in material.responses}
    waves = {response.invitation.wave.slug: response.invitation.wave.title for _c, response in material.responses}
    for name, label, values in _about_variables(cohorts, waves):
        yield (name, "long, wide", label, "category", values, *("",) * 7)
    asked_in = _asked_in(material)
    for item in material.columns:
        yield _codebook_of_item(item, ", ".join(asked_in[item.code]))
    for score in material.scores:
        label = _("Mean of %(items)s, reversed items turned round; empty below 75 %% answered") % {
            "items": ", ".join(one.code for one in score.items)
        }
        yield (score.name, "wide", label, "score", f"1 to {score.highest}", "", "", "", score.subscale, "", "", "")


def _about_variables(cohorts: Mapping[str, str], waves: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        ("code", _("A person in this programme, under a random code of this recipient alone"), ""),
        ("wave", _("When it was asked"), _pairs(waves.items())),
        ("cohort", _("The group"), _pairs(sorted(cohorts.items()))),
        ("role", _("The role of the person"), "lay, professional"),
        ("questionnaire", _("Which questionnaire was answered"), ""),
        ("version", _("Version of the questionnaire"), ""),
        ("easy_read", _("Whether the Easy Read words were shown"), "0, 1"),
        ("answered", _("How it was answered"), _pairs(Response.Mode.choices)),
        ("days", _("Days from the opening of the survey to the answer"), ""),
    ]


def _asked_in(material: Material) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for questionnaire in material.questionnaires:
        for item in material.items[questionnaire.pk]:
            found.setdefault(item.code, []).append(f"{questionnaire.slug} {questionnaire.version}")
    return found


def _codebook_of_item(item: Item, asked_in: str) -> tuple[Any, ...]:
    is_text = item.type == Item.Type.TEXT
    missing = "" if is_text else "-99 prefer not to say; empty skipped or not asked"
    if item.allows_not_applicable and not is_text:
        missing = f"-98 not applicable; {missing}"
    return (
        item.code,
        "long" if is_text else "long, wide",
        item.text,
        item.type,
        _values(item),
        missing,
        item.scale,
        int(item.reverse_scored),
        item.subscale,
        int(item.looking_back),
        item.kirkpatrick_level or "",
        asked_in,
    )


def _values(item: Item) -> str:
    if item.type == Item.Type.CHOICE:
        return _pairs((str(number), words) for number, words in item.choices)
    if item.type == Item.Type.TEXT:
        return ""
    if item.scale == Scale.FACES:
        return "1 = No; 2 = A bit; 3 = Yes"
    return f"1 = Strongly disagree; 2 = Disagree; 3 = Neither; 4 = Agree; {HIGHEST[Scale.AGREEMENT]} = Strongly agree"


def _pairs(pairs: Iterable[tuple[Any, Any]]) -> str:
    return "; ".join(f"{value} = {words}" for value, words in pairs)
