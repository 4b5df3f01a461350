"""A published draw: 1,000 tickets, what the dice give, and that a changed byte is found, with no database."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cohorts.recruitment.lottery import Group, Lottery, Rule, leximin
from cohorts.recruitment.lottery_publication import (
    Publication,
    PublicationError,
    check_public,
    check_sealed,
    digest_of,
    draw_ticket,
    publish,
    ticket_of,
)
from cohorts.recruitment.lottery_published import check_promise, reserve_order, with_own_digest
from cohorts.recruitment.lottery_tickets import tickets_of
from cohorts.recruitment.lottery_types import ALL

SALT = "a salt of thirty-two letters or more"


def lottery() -> Lottery:
    """Two venues, quotas, a household and a pair who applied together."""
    chance = random.Random(4)
    pool: dict[str, dict[str, str | None]] = {
        f"p{number:02d}": {
            "role": "lay" if number % 2 else "professional",
            "age": chance.choice(["young", "old", None]),
        }
        for number in range(48)
    }
    rules = [
        Rule(f"lay in {venue}", {person: 1 for person, has in pool.items() if has["role"] == "lay"}, 3, 3, venue)
        for venue in ("Crawley", "Oxford")
    ]
    return leximin(
        pool,
        {"age": {"young": (4, 6)}},
        {"Crawley": 6, "Oxford": 6},
        rules=rules,
        groups=[Group(("p00", "p02")), Group(("p01", "p04"), ALL)],
        venues={"p10": ["Oxford"]},
    )


@pytest.fixture(scope="module")
def published() -> Publication:
    """The two files of one lottery."""
    return publish(lottery(), title="Leading Together 2027", salt=SALT)


def test_tickets_change_nobodys_chance_by_more_than_a_ticket_and_a_half() -> None:
    drawn_from = lottery()

    tickets = tickets_of(drawn_from.panels, drawn_from.problem.people)

    times = Counter(person for ticket in tickets for person in drawn_from.panels[ticket].members)
    assert len(tickets) == 1000
    for person, chance in drawn_from.chances.items():
        assert abs(times[person] / 1000 - chance) <= 0.0015 + 1e-9


def test_tickets_drawn_many_times_fit_the_chances() -> None:
    drawn_from = lottery()
    tickets = tickets_of(drawn_from.panels, drawn_from.problem.people)
    digest = "0" * 64

    times: Counter[str] = Counter()
    for draw in range(20_000):
        times.update(drawn_from.panels[tickets[ticket_of(digest, f"draw {draw}")]].members)

    for person, chance in drawn_from.chances.items():
        # Five standard errors, and what rounding to tickets may cost.
        assert abs(times[person] / 20_000 - chance) <= 5 * (chance * (1 - chance) / 20_000) ** 0.5 + 0.0015


def test_publish_tells_no_name_and_no_characteristic(published: Publication) -> None:
    words = published.public.decode()

    assert not any(person in words for person in published.numbers)
    assert set(json.loads(words)) == {
        "format", "title", "places", "quotas", "people", "panels", "tickets", "sealed_sha256",
        "content_sha256",
    }  # fmt: skip
    assert set(json.loads(words)["people"][0]) == {"number", "chance"}


def test_publish_twice_gives_the_same_bytes(published: Publication) -> None:
    again = publish(lottery(), title="Leading Together 2027", salt=SALT)

    assert (again.public, again.sealed) == (published.public, published.sealed)


def test_check_finds_both_files_in_order(published: Publication) -> None:
    check_public(published.public)
    check_sealed(published.public, published.sealed)


def test_draw_ticket_takes_three_digits_as_the_ticket(published: Publication) -> None:
    words = json.loads(published.public)

    drawn = draw_ticket(published.public, " 407 ")

    assert drawn.ticket == 407
    assert [list(seat) for seat in drawn.seats] == words["panels"][words["tickets"][407]]


def test_draw_ticket_takes_any_other_words_with_the_digest(published: Publication) -> None:
    assert ticket_of("a" * 64, "Lotto 3 14  25") == ticket_of("a" * 64, "Lotto 3 14 25")
    assert ticket_of("a" * 64, "Lotto") != ticket_of("b" * 64, "Lotto")
    with pytest.raises(PublicationError, match="Enter the public randomness"):
        draw_ticket(published.public, "  ")


@pytest.mark.parametrize(
    ("part", "change", "sentence"),
    [
        ("tickets", lambda words: words["tickets"].pop(), "There are 999 tickets"),
        ("people", lambda words: words["people"][0].update(chance=0.9), "but their chance is told as 0.9"),
        ("panels", lambda words: words["panels"][0].pop(), "people at "),
        ("format", lambda words: words.update(format="other"), "not in the format"),
        ("places", lambda words: words.pop("places"), "lacks a part"),
    ],
)
def test_check_public_finds_what_was_changed(published: Publication, part: str, change, sentence: str) -> None:
    words = json.loads(published.public)
    change(words)

    with pytest.raises(PublicationError, match=sentence):
        check_public(json.dumps(words).encode())


def test_check_public_finds_any_changed_byte(published: Publication) -> None:
    """With nothing but the file itself: its last words are the digest of all the others."""
    unseen = []
    for at in range(0, len(published.public), 211):
        changed = bytearray(published.public)
        changed[at] ^= 1
        try:
            check_public(bytes(changed))
        except PublicationError:
            continue
        unseen.append(at)

    assert unseen == []
    with pytest.raises(PublicationError):
        check_public(published.public + b"\n")


def test_publish_binds_itself_to_a_number_that_is_known_already() -> None:
    known = {person: {"name": f"Name of {person}"} for person in lottery().problem.people}

    bound = publish(lottery(), title="T", salt=SALT, known=known, promise=digest_of(b"a number"))

    assert check_promise(bound.public, " a  number") is True
    with pytest.raises(PublicationError, match="bound itself to another number"):
        check_promise(bound.public, "another number")
    assert b"Name of p00" in bound.sealed
    assert b"Name of" not in bound.public


def test_reserve_order_follows_from_the_file_and_the_chance_alone() -> None:
    order = reserve_order("a" * 64, "417", range(1, 30))

    assert sorted(order) == list(range(1, 30))
    assert order == reserve_order("a" * 64, " 417 ", reversed(range(1, 30)))
    assert order != reserve_order("a" * 64, "418", range(1, 30))


def test_check_sealed_finds_another_file(published: Publication) -> None:
    with pytest.raises(PublicationError, match="not the sealed file of this draw"):
        check_sealed(published.public, published.sealed.replace(b"p01", b"p99"))


def test_check_sealed_finds_a_lottery_that_is_not_the_fairest(published: Publication) -> None:
    """One panel for all tickets, honestly told, and sealed as if it were the lottery."""
    words, sealed = json.loads(published.public), json.loads(published.sealed)
    seats = words["panels"][0]
    sealed["panels"] = [{"probability": 1.0, "seats": seats}]
    words |= {"panels": [seats], "tickets": [0] * 1000, "sealed_sha256": digest_of(json.dumps(sealed).encode())}
    drawn = {number for number, _venue in seats}
    for row in words["people"]:
        row["chance"] = float(row["number"] in drawn)

    words.pop("content_sha256")
    check_public(with_own_digest(words))
    with pytest.raises(PublicationError, match="below the bound"):
        check_sealed(with_own_digest(words), json.dumps(sealed).encode())


def test_verify_draw_checks_both_files_and_the_ticket(
    published: Publication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public, sealed = tmp_path / "draw.json", tmp_path / "sealed.json"
    public.write_bytes(published.public)
    sealed.write_bytes(published.sealed)

    call_command(
        "verify_draw", str(public), "--sealed", str(sealed), "--sha256", published.digest, "--randomness", "407"
    )

    printed = capsys.readouterr().out
    assert "every panel keeps the quotas" in printed
    assert "Ticket    407: " in printed


def test_verify_draw_finds_a_changed_byte(published: Publication, tmp_path: Path) -> None:
    public = tmp_path / "draw.json"
    public.write_bytes(published.public.replace(b"2027", b"2028"))

    with pytest.raises(CommandError, match="The file was changed"):
        call_command("verify_draw", str(public), "--sha256", published.digest)


def test_verify_draw_says_which_file_is_not_there(published: Publication, tmp_path: Path) -> None:
    public = tmp_path / "draw.json"
    public.write_bytes(published.public)

    for missing, options in (("no.json", []), ("draw.json", ["--sealed", str(tmp_path / "sealed.json")])):
        name = "sealed.json" if options else missing
        with pytest.raises(CommandError, match=f"^{name} cannot be opened: No such file or directory. Check the name"):
            call_command("verify_draw", str(tmp_path / missing), *options)
