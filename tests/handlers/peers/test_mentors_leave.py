"""A mentoring is over: who stays hears it, and organisers get the mentee back with the next best mentor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.peers.buttons import OnMentoring
from tests.handlers.peers.desk import fills_in, newest, told_of
from tests.handlers.peers.mentor_desk import INTRODUCED, Track, track_house


@pytest.fixture
async def track(tmp_path: Path) -> AsyncIterator[Track]:
    async with track_house(tmp_path) as made:
        yield made


async def test_a_mentor_leaves_and_the_next_best_is_proposed(tmp_path: Path, database_url: str) -> None:
    async with track_house(tmp_path, database_url) as track:
        (ana, bo, chi), (finn, gita) = track.mentees, track.mentors
        await track.published()
        await fills_in(finn, offers="cluster strategy", mentees="3")
        await track.leaves(gita)
        assert "Gita cannot be your mentor any more." in chi.told[-1]
        assert "you hear it from me" in chi.told[-1]
        assert told_of(ana, "cannot be your mentor") == told_of(bo, "cannot be your mentor") == 0
        notice = track.olga.private[-1]
        assert "Chi has no mentor any more. Gita has left the programme." in " ".join(notice.text.split())
        assert "The next best: Finn (Finn's cluster, Spain)." in notice.text
        assert await track.couples(told=False) == {("Chi", "Finn")}
        await track.house.tick()
        assert told_of(track.olga, "has no mentor any more") == told_of(chi, "cannot be your mentor") == 1
        await track.olga.presses("Look at these two", notice)
        await track.olga.presses("Introduce these two now", notice)
        await track.olga.presses("Yes, introduce them", notice)
        assert newest(chi, INTRODUCED).startswith("Your mentor: Finn")
        assert [told_of(one, INTRODUCED) for one in (ana, bo, chi)] == [1, 1, 2]


async def test_a_mentor_leaves_and_nobody_has_a_place(track: Track) -> None:
    finn, gita = track.mentors
    await track.published()
    await track.leaves(finn)
    notices = [said for said in track.olga.told if "has no mentor any more" in said]
    assert len(notices) == 2
    assert all("Nobody who fits has a place left." in said for said in notices)
    await track.leaves(gita)
    assert "Chi has no mentor any more." in track.olga.told[-1], "though there is no mentor at all"
    await track.olga.sends("/peers mentors")
    assert track.olga.told[-1].startswith("The list of people has no mentors, or no mentees.")


async def test_who_was_erased_or_is_no_mentor_any_more_leaves_too(track: Track) -> None:
    house, (ana, _bo, chi), (finn, gita) = track.house, track.mentees, track.mentors
    await track.published()
    await gita.sends("/forgetme")
    while not chi.told[-1].startswith("Your mentor cannot be"):
        await gita.presses(next(label for label in gita.private[-1].buttons if "rase" in label or "Yes" in label))
        await house.tick()
    assert "Gita" not in chi.told[-1]
    await house.on_roster("Finn", "speaker")
    await house.tick()
    assert "Finn cannot be your mentor any more." in ana.told[-1]
    assert "Ana is not your mentee any more." in " ".join(finn.told)
    assert await track.stored() == []


async def test_a_mentee_leaves(track: Track) -> None:
    ana, bo, _chi = track.mentees
    await track.published()
    before = len(track.olga.told)
    await track.leaves(ana)
    assert "Ana is not your mentee any more. You have a place free." in track.mentors[0].told[-1]
    assert track.olga.told[before:] == []
    assert told_of(ana, "any more") == told_of(bo, "any more") == 0
    await track.olga.sends("/peers mentors")
    assert "Mentors with places left: Finn (1)." in track.olga.told[-1]


async def test_organisers_end_it(track: Track) -> None:
    chi, gita = track.mentees[2], track.mentors[1]
    await track.published()
    page = track.olga.private[-1]
    mentoring = (await track.of(chi)).id
    await track.olga.presses_token(OnMentoring(mentoring, "see").pack(), page)
    await track.olga.presses("End this", page)
    assert told_of(chi, "any more") == 0
    await track.olga.presses("Yes, end it", page)
    assert "Gita cannot be your mentor any more." in chi.told[-1]
    assert "Chi is not your mentee any more." in gita.told[-1]
    assert "Chi has no mentor any more." in newest(track.olga, "has no mentor")
    assert ("Chi", "Gita") not in await track.couples(), "they are not proposed again"
    reply = await track.olga.presses_token(OnMentoring(mentoring, "ended").pack())
    assert reply.toast is not None
    assert "changed meanwhile" in reply.toast.text
