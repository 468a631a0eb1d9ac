"""`groupmate invite`: the first organiser has nobody in the chat to ask for a code."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.config import load_config
from bot.domain.people import Profile
from tests.begun import with_tables
from tests.house import ACADEMY, House, Person

LINE = re.compile(r"(.+) \((\S+@\S+)\): ([A-Z2-9]{5}-[A-Z2-9]{5})")
ADVICE = "Each sends their code to the bot, in private. A code works once."


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f"""
[storage]
url = "sqlite:///{tmp_path}/groupmate.db"
[[cohorts]]
key = "aca"
programme = "{ACADEMY}"
[[cohorts]]
key = "bee"
programme = "{ACADEMY}"
""",
        encoding="utf-8",
    )
    return path


async def on_roster(config: Path, cohort: str, *people: tuple[str, str]) -> None:
    database = with_tables(load_config(config).storage.url)
    async with database.write() as uow:
        made = await uow.cohorts.ensure(cohort, "academy", cohort.upper())
        organiser = frozenset({"organiser"})
        await uow.members.save(made.id, [Profile(name, email, roles=organiser) for name, email in people])  # type: ignore[arg-type]
    await database.close()


def invite(config: Path, words: str, cohort: str = "aca") -> Result:
    return CliRunner().invoke(main, ["invite", words, "--cohort", cohort, "--config", str(config)])


def codes(result: Result) -> list[tuple[str, str, str]]:
    assert result.exit_code == 0, result.output
    *lines, advice = result.output.splitlines()
    assert advice == ADVICE
    return [(found[1], found[2], found[3]) for line in lines if (found := LINE.fullmatch(line))]


@pytest.mark.parametrize("words", ["olga", "OLGA N", "nowak@people", "Olga Nowak"])
async def test_the_code_makes_the_first_organiser(config: Path, tmp_path: Path, words: str) -> None:
    people = [("Olga Nowak", "olga.nowak@people.example"), ("Tomás Silva", "tomas@people.example")]
    await on_roster(config, "aca", *people)
    ((name, email, code),) = codes(await asyncio.to_thread(invite, config, words))
    assert (name, email) == people[0]
    house = await House(f"sqlite:///{tmp_path}/groupmate.db", tmp_path).open()
    olga = Person(house, "olgas-account", "Olga")
    await olga.sends(f"/join {code}")
    assert olga.told[-1].startswith("Welcome, Olga Nowak!")
    await olga.sends("/questions")
    assert olga.told[-1] == "No question is waiting. Well done!"
    again = Person(house, "mallory", "Mallory")
    await again.sends(f"/join {code}")
    assert again.told[-1].startswith("This code was used already")
    await house.close()


async def test_everybody_who_is_meant_gets_their_own(config: Path) -> None:
    await on_roster(config, "aca", ("Ana", "ana@x.example"), ("Anaïs", "anais@x.example"), ("Ben", "ben@y.example"))
    found = codes(await asyncio.to_thread(invite, config, "@x.example"))
    assert [(name, email) for name, email, _code in found] == [("Ana", "ana@x.example"), ("Anaïs", "anais@x.example")]
    assert len({code for _name, _email, code in found}) == 2


async def test_another_cohorts_people_are_not_found(config: Path) -> None:
    await on_roster(config, "bee", ("Geheim", "geheim@x.example"))
    await on_roster(config, "aca", ("Offen", "offen@x.example"))
    result = await asyncio.to_thread(invite, config, "geheim")
    assert (result.exit_code, result.output.strip()) == (
        1,
        "Nobody on the roster has 'geheim' in their name or e-mail. Check the spelling, or import the roster first.",
    )
    assert [name for name, _email, _code in codes(await asyncio.to_thread(invite, config, "geheim", "bee"))] == [
        "Geheim"
    ]


async def test_too_many_are_not_all_meant(config: Path) -> None:
    await on_roster(config, "aca", *((f"Person {n}", f"p{n}@x.example") for n in range(21)))
    result = await asyncio.to_thread(invite, config, "person")
    assert (result.exit_code, result.output.strip()) == (
        1,
        "21 people have 'person' in their name or e-mail. Say more of it.",
    )
    assert len(codes(await asyncio.to_thread(invite, config, "person 1"))) == 11


def test_before_anything_was_imported(config: Path) -> None:
    result = invite(config, "olga")
    assert (result.exit_code, result.output.strip()) == (
        1,
        "Nobody on the roster has 'olga' in their name or e-mail. Check the spelling, or import the roster first.",
    )
    result = invite(config, "olga", "spring")
    assert (result.exit_code, result.output.strip()) == (
        1,
        "There is no cohort 'spring' in the config. It has: aca, bee.",
    )
