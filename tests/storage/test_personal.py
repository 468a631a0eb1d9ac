"""No table and no column is forgotten: what is stored of people is declared, shown and erased."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import literal, select

import handlers
from bot.domain import absence, announcement
from bot.domain.audit import Action
from bot.domain.check_in import How
from bot.domain.meeting import How as Matched
from bot.domain.people import Member
from bot.domain.personal import Others, is_of, placeholder, unnamed
from handlers.my_data.words import CODES, COLUMNS, SECTIONS
from storage.nudges import Ended
from storage.personal import policies
from storage.personal.erase import may_name
from storage.personal.policies import POLICIES, Attendance, Keep
from storage.personal.whole import LEFT_OUT
from storage.tables import metadata
from tests.storage.conftest import World

PEOPLE = {"member", "account"}

PROCESSES = {"leased_by"}
"""Not people, though they are called so."""


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_each_column_is_declared_once(name: str) -> None:
    assert name in POLICIES, (
        f"storage/personal/policies.py says nothing of the table {name}: what of it is people's own?"
    )
    policy = POLICIES[name]
    columns = set(metadata.tables[name].c.keys())
    about = {concern.column for concern in policy.concerns}
    shown = {column for concern in policy.concerns for column in concern.shown}
    declared = about | shown | set(policy.texts) | set(policy.plain)
    assert declared - columns == set(), f"{name} has no such columns"
    assert columns - declared == set(), f"not declared in storage/personal/policies.py: these columns of {name}"
    assert (about | shown | set(policy.texts)) & set(policy.plain) == set(), f"{name}: plain, and yet personal"


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_each_column_that_leads_to_a_person_is_about_them(name: str) -> None:
    table, about = metadata.tables[name], {concern.column for concern in POLICIES[name].concerns}
    leading = {key.parent.name for key in table.foreign_keys if key.column.table.name in PEOPLE}
    called_so = {column for column in set(table.c.keys()) if column.endswith(("_by", "member_id", "account_id"))}
    if name == "account":
        called_so.discard("account_id")  # it is who it is about
    assert (leading | called_so) - about - PROCESSES == set()


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_what_is_declared_is_consistent(name: str) -> None:
    columns = metadata.tables[name].c
    for concern in POLICIES[name].concerns:
        assert bool(concern.section) == bool(concern.shown), (name, concern.column)
        assert set(concern.foreign) <= set(concern.shown), (name, concern.column)
        if isinstance(concern.erased, Attendance):
            assert concern.who == "member"
            assert set(concern.erased.values) <= set(columns.keys())
        if isinstance(concern.erased, Keep):
            assert concern.who == "member", f"{name}.{concern.column}: an account that is gone cannot be kept"


def test_everything_that_is_shown_has_words() -> None:
    assert set(SECTIONS) == set(policies.SECTIONS)
    shown = {column for policy in POLICIES.values() for concern in policy.concerns for column in concern.shown}
    assert set(COLUMNS) == shown | {"cohort"}
    assert set(CODES) <= shown
    assert set(CODES["action"]) == set(get_args(Action))
    assert set(CODES["how"]) == set(get_args(How))
    assert set(CODES["kind"]) >= {"", *handlers.discover().nudge_kinds}
    assert set(CODES["matched"]) == set(get_args(Matched))
    assert set(CODES["state"]) >= {*get_args(absence.State), *get_args(announcement.State), *get_args(Ended)}


def test_what_is_not_exported_is_said() -> None:
    assert set(LEFT_OUT) <= set(metadata.tables)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The train of Boris was late", "The train of […] was late"),
        ("Boris Ünal and Ana came together", "[…] and […] came together"),
        ("Ask boris or zoe@x.example, b.unal@x.example", "Ask boris or zoe@x.example, […]"),
        ("Zoe was ill", "Zoe was ill"),
        ("Silva, Ana", "[…], […]"),
        ("გიორგი knows", "[…] knows"),
    ],
)
def test_other_peoples_names_are_hidden(text: str, seen: str) -> None:
    others = [
        Member(number, 1, name, "", "", "", "", "UTC", "en", frozenset())
        for number, name in enumerate(("Boris Ünal", "Ana da Silva", "გიორგი ბერიძე"))
    ]
    assert Others.of(others, ["Zoe Kaur", "zoe@x.example"]).hide(text) == seen


def test_a_placeholder_tells_of_whom_only_who_knows_the_address() -> None:
    made = placeholder("Zoe@x.example", 4711, "5a17")
    assert is_of("zoe@X.example ", made)
    assert not is_of("zoé@x.example", made)
    assert not is_of("zoe@x.example", "zoe@x.example")
    assert "zoe" not in made
    assert made != placeholder("zoe@x.example", 4711, "5a18")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ana Li, ANA LI and (ana li).", "X, X and (X)."),
        ("Juliana Lima", "Juliana Lima"),
        ("write to ana.li@x.example!", "write to X!"),
    ],
)
def test_a_name_is_taken_out_of_texts(text: str, left: str) -> None:
    assert unnamed(text, ["Ana Li", "ana.li@x.example", ""], "X") == left


def test_the_keys_of_the_json_are_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(\w+)` \| .*? \| (.*) \|$", text, re.MULTILINE))
    shown: dict[str, set[str]] = {}
    for policy in POLICIES.values():
        for concern in policy.concerns:
            shown.setdefault(concern.section, set()).update(concern.shown)
    shown.pop("")
    assert {key: set(re.findall(r"`(\w+)`", columns)) for key, columns in documented.items()} == shown


NAMES = ["Zoe Kaur", "Yildiz", "Łucja Nowak", "გიორგი", "Øst", "Hans Kiss", "o’Brien", "Al Xi"]


async def test_where_a_name_stands_the_database_finds_it(world: World) -> None:
    """In capitals, with the dotless i, the long s and the Kelvin sign, that count as plain letters."""
    said = [f"ask {form} now" for name in NAMES for form in (name, name.upper(), name.lower(), name.swapcase())]
    said += ["ask Yıldız now", "ask YILDİZ now", "Hanſ Kiſs", "Hans \N{KELVIN SIGN}iss", "nobody"]
    async with world.database.write() as uow:
        for name in NAMES:
            found = await uow.connection.execute(select(*(may_name(literal(one), [name]) for one in said)))
            missed = [
                one
                for one, seen in zip(said, found.one(), strict=True)
                if unnamed(one, [name], "…") != one and not seen
            ]
            assert missed == [], name
        assert not (await uow.connection.execute(select(may_name(literal("nobody"), ["Zoe Kaur"])))).scalar()
