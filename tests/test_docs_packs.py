"""The page about packs, compared with what packs are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.domain.people import ROLES
from bot.programme import PackError, load_programme
from bot.programme.load import TABLES
from bot.programme.placeholders import KIND_PARTS, MODULE_PARTS, names
from bot.programme.roster import COLUMNS, read_roster
from bot.programme.timeline import warnings
from tests.test_docs import fences, read, rows

PACKS = read("docs/packs.md")


def write_pack(folder: Path, *changes: tuple[str, str]) -> Path:
    """The example pack of the page, changed."""
    folder.mkdir()
    for name, text in zip(("programme.toml", "faq.toml"), fences(PACKS, "toml"), strict=True):
        for old, new in changes:
            text = text.replace(old, new, 1)  # noqa: PLW2901
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("heading", "loc"),
    [
        ("### At the top", ()),
        ("### `[[venues]]`", ("venues",)),
        ("### `[check_in]`", ("check_in",)),
        ("### `[rules]`", ("rules",)),
        ("### `[[assignments]]`", ("assignments",)),
        ("### `[coaching]`", ("coaching",)),
        ("### `[peers]`", ("peers",)),
        ("### `[peers.weights]`", ("peers", "weights")),
        ("### `[[peers.rounds]]`", ("peers", "rounds")),
        ("### `[peers.mentors]`", ("peers", "mentors")),
        ("### `[[peers.prompts]]`", ("peers", "prompts")),
        ("### `[[sessions]]`", ("sessions",)),
        ("### `check_in = { … }` of a session", ("sessions", "check_in")),
        ("### `[[modules]]`", ("modules",)),
        ("### `[[faq]]`", ("faq",)),
    ],
)
def test_each_key_of_a_pack_is_documented(heading: str, loc: tuple[str, ...]) -> None:
    known = {str(f.validation_alias or name) for name, f in TABLES[loc].model_fields.items()}
    documented = [key for row in rows(PACKS, heading) for key in re.findall(r"`(\w+)`", row[0])]
    assert sorted(documented) == sorted(known - ({"path", "faq"} if loc == () else set()))
    needed = {name for name, field in TABLES[loc].model_fields.items() if field.is_required()}
    said = {key for row in rows(PACKS, heading) if row[2] == "needed" for key in re.findall(r"`(\w+)`", row[0])}
    assert said == needed


def test_the_example_pack_is_right_and_uses_every_key(tmp_path: Path) -> None:
    pack = load_programme(write_pack(tmp_path / "harbour"))
    assert warnings(pack) == []
    known = names(
        sessions=[session.key for session in pack.sessions],
        modules=[module.number for module in pack.modules],
        venues=[venue.key for venue in pack.venues],
        contacts=pack.contacts,
        costs=pack.costs,
        facts=pack.facts,
        cancel_before=True,
    )
    documented = " ".join(row[0] for row in rows(PACKS, "### Placeholders"))
    assert set(re.findall(r"`\{([^}]+)\}`", documented)) <= known
    parts = {*KIND_PARTS, *MODULE_PARTS, "name", "city", "country"}
    assert {part for part in parts if f"`.{part}`" not in documented and f".{part}}}`" not in documented} == set()
    top = {name for name in known if "." not in name}
    assert {name for name in top if f"`{{{name}}}`" not in documented} == set()


def test_the_mistakes_shown_are_what_the_check_says(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path / "my-programme",
        ('ends = "20:00"', 'ends = "17:00"'),
        ("\ncompulsory", "\ncompulsry"),
        ("{contact.email}", "{contact.emial}"),
    )
    with pytest.raises(PackError) as found:
        load_programme(folder)
    (shown,) = (block for block in fences(PACKS, "") if "sessions[0]" in block)
    assert str(found.value).replace(f"{tmp_path}/", "") == shown.strip()


def test_the_roster_is_as_described() -> None:
    table = rows(PACKS, "## The roster")
    assert [row[0].strip("`") for row in table] == list(COLUMNS)
    assert set(re.findall(r"`(\w+)`", table[-1][1])) == ROLES
    (sample,) = (block for block in fences(PACKS, "") if block.startswith("name,"))
    roster = read_roster(sample.encode(), zone="Europe/Tallinn")
    assert roster.mistakes == ()
    assert [(row.time_zone, sorted(row.roles)) for row in roster.rows] == [
        ("Europe/Vilnius", ["participant"]),
        ("Europe/Tallinn", ["organiser", "trainer"]),
    ]
