"""Midway a mentee is asked, once, whether they have met their mentor; unless that is known, or over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.coaching.slots import Details, Span
from bot.domain.peers.mentoring import LATEST, SOONEST, asked_at
from tests.handlers.peers.desk import DAY, HOUR, id_of, newest, told_of
from tests.handlers.peers.mentor_desk import Track, track_house

ASKED = "Have you met your mentor, Finn?"
WAITS = "your mentee, would like to talk to you"
NOW = datetime(2024, 11, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
async def track(tmp_path: Path) -> AsyncIterator[Track]:
    async with track_house(tmp_path) as made:
        await made.published()
        yield made


async def midway(track: Track) -> None:
    """It is asked by now, if it is asked at all; a clock that stands at noon wakes nobody."""
    await track.house.pass_time(LATEST + HOUR)


@pytest.mark.parametrize(
    ("ends", "after"),
    [(NOW + 40 * DAY, 20 * DAY), (NOW + DAY, SOONEST), (NOW - DAY, SOONEST), (NOW + 365 * DAY, LATEST), (None, LATEST)],
)
def test_midway_is_neither_tomorrow_nor_next_year(ends: datetime | None, after: timedelta) -> None:
    assert asked_at(NOW, ends) == NOW + after


async def test_the_mentee_is_asked_once_and_nobody_else(track: Track) -> None:
    ana, bo, chi = track.mentees
    await track.house.pass_time(SOONEST - DAY)
    assert told_of(ana, ASKED) == 0
    await midway(track)
    await track.house.pass_time(3 * DAY)
    assert [told_of(one, "Have you met your mentor") for one in (ana, bo, chi)] == [1, 1, 1]
    assert [told_of(one, "Have you met") for one in (*track.mentors, track.olga)] == [0, 0, 0]
    await ana.presses("Yes, we talked")
    assert ana.told[-1] == "Good to hear."


async def test_who_has_not_talked_reads_how_they_can(track: Track) -> None:
    ana = track.mentees[0]
    await midway(track)
    await ana.presses("We did not talk yet")
    assert "How to reach Finn: +34 600" in ana.told[-1]
    assert "Please write to each other and agree on a first time." in ana.told[-1]


async def test_a_mentor_who_does_not_answer_hears_once_who_waits(track: Track) -> None:
    ana, finn = track.mentees[0], track.mentors[0]
    await midway(track)
    await ana.presses("My mentor does not answer")
    assert "I tell Finn that you wait." in ana.told[-1]
    await track.house.pass_time(HOUR)
    assert newest(finn, f"Ana, {WAITS}").count("How to reach Ana: ana@reach.example") == 1
    await ana.presses("My mentor does not answer")
    await track.house.pass_time(2 * DAY)
    assert told_of(finn, WAITS) == 1


async def test_who_has_booked_a_time_with_the_mentor_is_not_asked(track: Track) -> None:
    ana, bo, _chi = track.mentees
    async with track.house.app.database.write() as uow:
        finn = await uow.members.by_id(await id_of(track.house, track.mentors[0]))
        assert finn is not None
        at = track.house.clock.at + 2 * DAY
        (slot_id,) = await uow.slots.add(finn, [Span(at, at + HOUR)], Details(), track.house.clock.at)
        slot = await uow.slots.by_id(slot_id)
        member = await uow.members.by_id(await id_of(track.house, ana))
        assert slot is not None
        assert member is not None
        await uow.bookings.book(member, slot, 1, track.house.clock.at)
    await midway(track)
    assert (told_of(ana, ASKED), told_of(bo, ASKED)) == (0, 1)


async def test_whose_mentoring_is_over_is_not_asked_and_an_old_question_says_so(track: Track) -> None:
    ana, bo, _chi = track.mentees
    await midway(track)
    question = next(posted for posted in bo.private if ASKED in posted.text)
    await track.leaves(track.mentors[0])
    reply = await bo.presses("My mentor does not answer", question)
    assert reply.toast is not None
    assert reply.toast.text == "This is no longer there."
    assert told_of(ana, ASKED) == 1


async def test_who_wants_no_such_question_is_not_asked(track: Track) -> None:
    ana = track.mentees[0]
    await ana.sends("/nudges")
    await ana.presses("🔕 Switch off: Whether you have met", ana.private[-1])
    await midway(track)
    assert told_of(ana, ASKED) == 0
