"""Four months with fifty members: whatever they do or leave undone, nobody is pestered. The transcript is what is checked."""

from __future__ import annotations

from collections import defaultdict
from datetime import time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import handlers.assignments
import handlers.calendar
import handlers.coaching
import handlers.nudges
import handlers.reminders
from bot.domain.nudges import IGNORED
from bot.registry import Registry
from tests.handlers.nudges.chores import Board
from tests.handlers.nudges.chores import chores as feature
from tests.handlers.nudges.programme import BEGINS, HABITS, TO_BOOK, Life, Programme, Recording, Said, chores
from tests.house import House

CAP = 3
WEEK = timedelta(days=7)


async def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """The transcript of all four months."""
    board = Board(chores())
    features = (feature("chapters", ("read",), board), feature("peers", ("meet",), board))
    real = (
        *(handlers.nudges.feature, handlers.reminders.feature, handlers.coaching.feature, handlers.calendar.feature),
        handlers.assignments.feature,
    )
    monkeypatch.setattr("handlers.discover", lambda: Registry([*real, *features]))
    house = House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, at=BEGINS, reminders=True, nudges_per_week=CAP)
    platform = Recording(house=house)
    house.platform, house.app.platforms["test"] = platform, platform
    programme = Programme(await house.open(), platform, board)
    await programme.populate()
    await programme.give_out()
    await programme.run()
    await house.close()
    return programme


def nudged(said: Said) -> list[str]:
    """What a message asks for that can wait: homework, chores, coaching to book."""
    booking = [TO_BOOK] if TO_BOOK in said.message.text else []
    homework = [line[2:].split(" is due")[0] for line in said.lines if line.startswith("📌")]
    chores = [line.removesuffix(" is not done yet.") for line in said.lines if line.endswith(" is not done yet.")]
    return [*booking, *homework, *chores]


def last_calls(said: Said) -> list[str]:
    """The homework that is due in three hours, or overdue."""
    lines = [line for line in said.lines if line.startswith(("⏰ Homework", "⚠️ Homework"))]
    return [line.split(" ", 1)[1].split(" is due")[0].split(" was due")[0] for line in lines]


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_nobody_is_pestered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = await lived(tmp_path, monkeypatch)
    by_person: dict[str, list[Said]] = defaultdict(list)
    for said in programme.transcript:
        by_person[said.who].append(said)
    for life in programme.lives:
        heard = by_person[life.person.account_id]
        none_for_what_was_done(life, heard)
        none_at_night(life, heard)
        none_over_the_cap(life, heard)
        none_twice(heard)
        none_that_was_switched_off(life, heard)
        no_fourth_in_vain(life, heard)
    everybody_hears_what_they_need(programme, by_person)


def none_for_what_was_done(life: Life, heard: list[Said]) -> None:
    for said in heard:
        asked = [*nudged(said), *last_calls(said)]
        assert not [chore for chore in asked if chore in life.did and life.did[chore] < said.at], said


def none_at_night(life: Life, heard: list[Said]) -> None:
    for said in heard:
        reminder = "begins" in said.message.text or " is on " in said.message.text
        if said.unasked or nudged(said) or last_calls(said) or reminder:
            local = said.at.astimezone(ZoneInfo(life.zone)).time()
            assert time(8) <= local < time(21), (said, local)


def none_over_the_cap(life: Life, heard: list[Said]) -> None:
    most = {"At most one a week": 1, "Only on Monday": 0}.get((*life.habit.chooses, "")[0], CAP)
    sent = [said.at for said in heard if nudged(said) and not said.overview]
    for first in sent:
        assert len([at for at in sent if first <= at < first + WEEK]) <= most, (life.person.name, first)
    mondays = [said.at for said in heard if said.overview]
    assert all(later - earlier > timedelta(days=6) for earlier, later in pairwise(mondays))


def none_twice(heard: list[Said]) -> None:
    """Homework has two reminders, one last call and one notice; a chore has three steps at most, and so as many messages
    speak of it; none says the same line twice."""
    times: dict[str, int] = defaultdict(int)
    for said in heard:
        assert len(set(nudged(said))) == len(nudged(said)), said
        for chore in nudged(said):
            times[chore] += 1
    assert all(count <= 3 for count in times.values()), times
    calls = [chore for said in heard for chore in last_calls(said)]
    assert all(calls.count(chore) <= 2 for chore in calls), calls
    assert not any(len(last_calls(said)) > 1 for said in heard)


def none_that_was_switched_off(life: Life, heard: list[Said]) -> None:
    if life.habit == HABITS["muted"]:
        assert not any("Homework" in chore for said in heard for chore in (*nudged(said), *last_calls(said)))
        assert not any(said.overview for said in heard)


def no_fourth_in_vain(life: Life, heard: list[Said]) -> None:
    """Who never does anything hears of each feature's chores in three messages, and no more."""
    if life.habit == HABITS["silent"]:
        for words in ("Homework", "Chapter", "Meeting", TO_BOOK):
            about = [said for said in heard if any(chore.startswith(words) for chore in nudged(said))]
            assert len(about) == IGNORED, (life.person.name, words, len(about))
        calls = [chore for said in heard for chore in last_calls(said)]
        assert len(calls) <= 2 * IGNORED, "nor are there last calls for ever"
        assert not [said for said in heard if last_calls(said) and said.at > BEGINS + 6 * WEEK]


def everybody_hears_what_they_need(programme: Programme, by_person: dict[str, list[Said]]) -> None:
    """Else the checks above would be as happy with a bot that says nothing."""
    for life in programme.lives:
        heard = by_person[life.person.account_id]
        sessions = {said.lines[0].split(" begins")[0] for said in heard if " begins" in said.lines[0]}
        assert len(sessions) >= 3, (life.person.name, sessions)
        chores_of = {chore for said in heard for chore in nudged(said)}
        if life.habit == HABITS["sparing"]:
            assert [said for said in heard if last_calls(said)], "what is held back to one a week still has a last call"
        if life.habit == HABITS["slow"]:
            assert len(chores_of) > 10, (life.person.name, chores_of)
        if life.habit == HABITS["only on Monday"]:
            assert chores_of
            assert all(said.overview for said in heard if nudged(said))
    several = [said for said in programme.transcript if len(nudged(said)) > 1]
    assert len(several) > 50, "what was due together came together"
