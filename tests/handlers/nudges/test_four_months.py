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
import handlers.peers
import handlers.reminders
import handlers.roadmap
from bot.domain.nudges import IGNORED
from bot.registry import Registry
from tests.handlers.nudges.exchanges import programme_with_rounds
from tests.handlers.nudges.programme import BEGINS, TO_BOOK, Life, Programme, Recorded, Recording, Said
from tests.handlers.nudges.said_of_exchanges import (
    everything_about_exchanges_is_said,
    no_fourth_about_exchanges,
    none_about_exchanges_for_what_was_done,
    of_exchanges,
)

CAP = 3
WEEK = timedelta(days=7)


async def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programme:
    """The transcript of all four months."""
    real = (handlers.nudges, handlers.reminders, handlers.coaching, handlers.calendar, handlers.assignments)
    features = [one.feature for one in (*real, handlers.peers, handlers.roadmap)]
    monkeypatch.setattr("handlers.discover", lambda: Registry(features))
    url, pack = f"sqlite:///{tmp_path / 'g.db'}", programme_with_rounds(tmp_path)
    house = Recorded(url, tmp_path, at=BEGINS, programme=pack, reminders=True, nudges_per_week=CAP)
    platform = Recording(house=house)
    house.platform, house.app.platforms["test"] = platform, platform
    await house.open()
    programme = Programme(house, platform)
    await programme.populate()
    await programme.give_out()
    await programme.run()
    await house.close()
    return programme


def nudged(said: Said) -> list[str]:
    """What a message asks for that can wait: homework, coaching to book, partners, actions."""
    booking = [TO_BOOK] if TO_BOOK in said.text else []
    homework = [line[2:].split(" is due")[0] for line in said.lines if line.startswith("📌")]
    return [*booking, *homework, *of_exchanges(said)]


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
        none_about_exchanges_for_what_was_done(programme.acts, life, heard)
        none_at_night(life, heard)
        none_over_the_cap(life, heard)
        none_twice(heard)
        none_that_was_switched_off(life, heard)
        no_fourth_in_vain(life, heard)
        no_fourth_about_exchanges(life, heard)
    everybody_hears_what_they_need(programme, by_person)
    everything_about_exchanges_is_said(programme, by_person)


def none_for_what_was_done(life: Life, heard: list[Said]) -> None:
    for said in heard:
        asked = [*nudged(said), *last_calls(said)]
        assert not [chore for chore in asked if chore in life.did and life.did[chore] < said.at], said


def none_at_night(life: Life, heard: list[Said]) -> None:
    """Of all that came while they did nothing themselves."""
    for said in heard:
        local = said.at.astimezone(ZoneInfo(life.zone)).time()
        assert said.asked or time(8) <= local < time(21), (said, local)


def none_over_the_cap(life: Life, heard: list[Said]) -> None:
    most = {"At most one a week": 1, "Only on Monday": 0}.get((*life.habit.chooses, "")[0], CAP)
    sent = [said.at for said in heard if said.can_wait or (nudged(said) and not (said.overview or said.asked))]
    for first in sent:
        assert len([at for at in sent if first <= at < first + WEEK]) <= most, (life.person.name, first)
    mondays = [said.at for said in heard if said.overview]
    assert all(later - earlier > timedelta(days=6) for earlier, later in pairwise(mondays))


def none_twice(heard: list[Said]) -> None:
    """Homework has two reminders, one last call and one notice; coaching to book three; none says the same line twice."""
    times: dict[str, int] = defaultdict(int)
    for said in heard:
        assert len(set(nudged(said))) == len(nudged(said)), said
        for chore in nudged(said):
            times[chore] += not said.asked
    assert all(count <= 3 for count in times.values()), times
    calls = [chore for said in heard for chore in last_calls(said)]
    assert all(calls.count(chore) <= 2 for chore in calls), calls
    assert not any(len(last_calls(said)) > 1 for said in heard)


def none_that_was_switched_off(life: Life, heard: list[Said]) -> None:
    if life.kind == "muted":
        asked = [chore for said in heard if not said.asked for chore in (*nudged(said), *last_calls(said))]
        assert not any("Homework" in chore or "ave you met" in chore or "Did you meet" in chore for chore in asked)
        assert not any(said.overview for said in heard)


def no_fourth_in_vain(life: Life, heard: list[Said]) -> None:
    """Who never does anything hears of each feature's chores in three messages, and no more."""
    if life.kind == "silent":
        for words in ("Homework", TO_BOOK):
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
        homework = {chore for said in heard for chore in nudged(said) if "Homework" in chore}
        if life.kind == "sparing":
            assert [said for said in heard if last_calls(said)], "what is held back to one a week still has a last call"
        if life.kind == "slow":
            assert len(homework) > 10, (life.person.name, homework)
        if life.kind == "only on Monday":
            assert homework
            assert all(said.overview for said in heard if nudged(said) and not said.asked)
    several = [said for said in programme.transcript if len(nudged(said)) > 1]
    assert len(several) > 40, "what was due together came together"
