"""The pack's `[peers]`: what cannot be is said with its line, and prompts know their days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.programme.load import load_programme
from bot.programme.mistakes import PackError
from bot.programme.peers import prompt_on
from tests.handlers.packs import academy_with

TRACK = Path(__file__).parents[2] / "programmes" / "track"
BEGIN = '\n[[sessions]]\nkey = "online-1"\n'
FIRST = '\n[[peers.rounds]]\nkey = "one"\nstarts = 2024-11-18\nends = 2024-12-08\ntheme = "A"\n'


def test_the_tracks_areas_are_its_tags() -> None:
    track = load_programme(TRACK)
    assert track.peers is not None
    assert len(track.peers.tags) == 9
    areas = track.entry("mentoring-areas").answer
    assert all(tag.split(" of ")[0].split(" and ")[0] in areas for tag in track.peers.tags)


@pytest.mark.parametrize(
    ("added", "wrong"),
    [
        (FIRST.replace("12-08", "11-19"), "peers.rounds[0].ends: a round from 2024-11-18 to 2024-11-19 cannot be."),
        (FIRST + FIRST, "one is already rounds[0]"),
        (FIRST + FIRST.replace("one", "two"), "peers.rounds[1].starts: the round before it is not over by then."),
        (FIRST.replace("theme", "thema"), "unknown key"),
        (FIRST + 'size = "fours"\n', "'fours' is not one of the values known here"),
        ("\n[peers.weights]\nhelp = 1000\n", "peers.weights.help"),
    ],
)
def test_mistakes_are_found(tmp_path: Path, added: str, wrong: str) -> None:
    with pytest.raises(PackError) as refused:
        load_programme(academy_with(tmp_path, (BEGIN, added + BEGIN)))
    assert wrong in str(refused.value)
    assert "programme.toml:" in str(refused.value)


@pytest.mark.parametrize(
    ("tag", "wrong"), [("a, b", "has a comma"), ("Financing", "stands there twice"), ("x" * 61, "tags")]
)
def test_tags_that_cannot_be(tmp_path: Path, tag: str, wrong: str) -> None:
    with pytest.raises(PackError) as refused:
        load_programme(academy_with(tmp_path, ("tags = [\n", f'tags = [\n    "{tag}",\n')))
    assert wrong in str(refused.value)


def test_prompts_come_weekly_or_on_their_day(tmp_path: Path) -> None:
    prompts = 'prompts_from = 2024-11-18\nprompts = [{ text = "A" }, { text = "B", on = 2024-12-24 }, { text = "C" }]\n'
    pack = load_programme(academy_with(tmp_path, ("[peers]\n", f"[peers]\n{prompts}")))
    days = {date(2024, 11, 18): "A", date(2024, 11, 25): "C", date(2024, 12, 24): "B"}
    assert {day: (prompt_on(pack, day) or (0, ""))[1] for day in days} == days
    assert prompt_on(pack, date(2024, 12, 2)) is None
