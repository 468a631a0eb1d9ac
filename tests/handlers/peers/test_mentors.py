"""Mentees get mentors: proposed to organisers, changed by them, introduced once they publish."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.people import Profile
from handlers.peers.buttons import GiveTo, Mentors, OnMentoring
from tests.handlers.peers.desk import fills_in, id_of, newest, somebody, told_of
from tests.handlers.peers.mentor_desk import INTRODUCED, Track, track_house
from tests.handlers.peers.test_at_once import press_together
from tests.house import ACADEMY

MONDAY = datetime(2024, 11, 11, 7, 0, tzinfo=UTC)
"""08:00 in Warsaw."""


@pytest.fixture
async def track(tmp_path: Path) -> AsyncIterator[Track]:
    async with track_house(tmp_path) as made:
        yield made


async def test_organisers_see_the_best_plan_with_reasons_and_nobody_else_hears_of_it(track: Track) -> None:
    await track.olga.sends("/peers mentors")
    page = track.olga.told[-1]
    assert "3 proposals, known to organisers alone. Fit: 100% of the best possible" in page
    assert "Finn can help Ana with cluster strategy and service portfolio." in page
    assert "Gita can help Chi with member engagement." in page
    assert await track.couples() == {("Ana", "Finn"), ("Bo", "Finn"), ("Chi", "Gita")}
    for person in (*track.mentees, *track.mentors):
        assert told_of(person, "proposal") == told_of(person, INTRODUCED) == 0
        await person.sends("/peers")
        assert "none yet: you hear from me" in person.told[-1]
        await person.sends("/peers mentors")
        assert person.told[-1].startswith("You can send:")


async def test_who_is_left_over_who_has_not_joined_and_where_places_are(track: Track) -> None:
    house = track.house
    dov = await somebody(house, "Dov", "Tunisia", role="mentee")
    await house.on_roster("Eli", "mentee")
    await house.on_roster("Hana", "mentor")
    await track.olga.sends("/peers mentors")
    page = track.olga.told[-1]
    assert "1 mentee has no mentor, see below." in page
    assert "No mentor for: Dov." in page
    assert "All places are taken." in page
    assert "Not joined yet, so not matched: Eli, Hana." in page
    await fills_in(track.mentors[1], offers="member engagement", mentees="3")
    await track.olga.presses("Match anew")
    page = track.olga.private[-1].text
    assert "No mentor for" not in page
    assert "Mentors with places left: Gita (1)." in page
    assert dov.told == []


async def test_what_if_and_what_it_changes(track: Track) -> None:
    await track.olga.sends("/peers mentors")
    page = track.olga.private[-1]
    points = {int(n) for n in re.findall(r"\((\d+) of (\d+) points\)", page.text)[0]}
    await track.olga.presses("Pair 3", page)
    assert "Chi" in page.text
    assert "Gita can help Chi with member engagement." in page.text
    await track.olga.presses("Another mentor", page)
    (label,) = [label for label in page.buttons if label.startswith("Finn")]
    change = int(re.findall(r"\(([+-]\d+)\)", label)[0])
    assert change < 0
    assert label.endswith("⇄ Bo"), "Ana loses more"
    await track.olga.presses(label, page)
    assert f"The fit changes by {change:+d} points." in page.text
    assert await track.couples() == {("Ana", "Finn"), ("Chi", "Finn"), ("Bo", "Gita")}
    shown = re.findall(r"Fit: (\d+)% of the best possible \((\d+) of (\d+) points\)", page.text)[0]
    assert int(shown[1]) == max(points) + change
    assert int(shown[2]) == max(points)
    assert 0 < int(shown[0]) < 100

    await track.olga.presses_token(OnMentoring((await track.of(track.mentees[1])).id, "keep").pack(), page)
    assert re.findall(r"^\S+ (?=.* → )", page.text, re.MULTILINE) == ["1. ", "2. ", "3. "]
    assert "📌Pair" in "".join(page.buttons).replace(" ", "")
    await track.olga.presses("Match anew", page)
    assert ("Bo", "Gita") in await track.couples(), "it is kept"
    await track.olga.presses_token(OnMentoring((await track.of(track.mentees[1])).id, "forbid").pack(), page)
    assert f"Gita is not proposed for Bo any more.\nThe fit changes by {-change:+d} points." in page.text
    assert await track.couples() == {("Ana", "Finn"), ("Bo", "Finn"), ("Chi", "Gita")}
    await track.olga.presses_token(OnMentoring((await track.of(track.mentees[0])).id, "forbid").pack(), page)
    assert ("Ana", "Gita") in await track.couples()
    await track.olga.presses("Allow again what was forbidden", page)
    assert ("Ana", "Finn") in await track.couples()
    assert "Fit: 100%" in page.text


async def test_publishing_introduces_each_once(track: Track) -> None:
    await track.published()
    ana, _bo, chi = track.mentees
    finn, gita = track.mentors
    said = newest(ana, INTRODUCED)
    assert said.startswith("Your mentor: Finn (Finn's cluster, Spain)")
    assert "Finn can help you with cluster strategy and service portfolio." in said
    assert "How to reach Finn: +34 600" in said
    assert "What did your needs assessment show" in said
    assert "Please write to each other and agree on a first time." in said
    assert "You can help Ana with cluster strategy" in newest(finn, "Your mentee: Ana")
    assert [told_of(one, "Your mentee: ") for one in (finn, gita)] == [2, 1]
    assert "Gita has shared no contact with me." in newest(chi, INTRODUCED)
    named = [posted.text for posted in track.house.group if "find each other" in posted.text]
    assert sorted(named) == [
        f"{name}: please find each other here, and say hello." for name in ("Bo – Finn", "Chi – Gita")
    ]
    await track.house.tick()
    await track.olga.sends("/peers mentors")
    assert "3 mentees have been introduced." in track.olga.told[-1]
    assert "Publish" not in track.olga.private[-1].buttons
    reply = await track.olga.presses_token(Mentors(track.house.cohort.id, 0, "yes").pack())
    assert reply.toast is not None
    assert reply.toast.text == "This has changed meanwhile. Please look again."
    assert [told_of(one, INTRODUCED) for one in track.mentees] == [1, 1, 1]


async def test_one_sees_ones_own_and_organisers_the_count(track: Track) -> None:
    house, (ana, bo, _chi), (finn, _gita) = track.house, track.mentees, track.mentors
    await track.olga.sends("/status")
    assert "Mentors: 0 of 3 mentees have one." in track.olga.told[-1]
    await track.olga.sends("/peers mentors")
    await track.olga.presses("Pair 1")
    await track.olga.presses("Introduce these two now")
    assert told_of(track.mentees[0], INTRODUCED) == 0
    await track.olga.presses("Yes, introduce them")
    assert await track.couples(told=True) == {("Ana", "Finn")}
    await track.olga.sends("/status")
    assert "Mentors: 1 of 3 mentees have one." in track.olga.told[-1]
    assert "Mentors proposed: 2. Send /peers mentors." in track.olga.told[-1]
    await track.olga.presses("No mentor yet (2)")
    assert "• Bo (Bo's cluster, Egypt)\n• Chi (Chi's cluster, Egypt)" in track.olga.private[-1].text
    tom = await house.joined("Tom", "trainer")
    await tom.sends("/status")
    assert "Mentors: 1 of 3 mentees have one." in tom.told[-1]
    assert "proposed" not in tom.told[-1]
    assert not any("No mentor yet" in label for label in tom.private[-1].buttons)
    for command in ("/peers", "/me"):
        await ana.sends(command)
        assert "Finn (Finn's cluster, Spain): +34 600" in ana.told[-1]
        await finn.sends(command)
        assert "Ana (Ana's cluster, Egypt): ana@reach.example" in finn.told[-1]
        assert "Bo" not in finn.told[-1]
        await bo.sends(command)
        assert "Finn" not in bo.told[-1]


async def test_a_group_of_their_own_where_the_platform_has_that(tmp_path: Path) -> None:
    async with track_house(tmp_path, circles=True) as track:
        await track.published()
        chats = {posted.chat_id: posted.text for posted in track.house.platform.posted if "circle-" in posted.chat_id}
        assert sorted(chats) == ["circle-ana-finn", "circle-bo-finn", "circle-chi-gita"]
        said = chats["circle-chi-gita"]
        assert "Chi and Gita: please meet each other!" in said
        assert "Gita is the mentor of Chi." in said
        assert "Gita can help Chi with member engagement." in said
        assert "What should be different in six months?" in said
        assert [told_of(one, INTRODUCED) for one in track.mentees] == [0, 0, 0]
        assert track.house.group == []


async def test_a_mentor_who_offers_times_is_booked(tmp_path: Path) -> None:
    async with track_house(tmp_path, programme=ACADEMY) as track:
        finn = track.mentors[0]
        await track.house.on_roster("Finn", "mentor", "coach")
        await finn.sends("/slots add 14 Jan 14:00-14:30 30m")
        await finn.presses("Offer this time")
        await track.published()
        assert "Finn offers times to talk: /coaching shows and books them." in newest(track.mentees[0], INTRODUCED)
        assert "agree on a first time" in newest(track.mentees[2], INTRODUCED)


async def test_two_organisers_publish_at_once(tmp_path: Path, database_url: str) -> None:
    async with track_house(tmp_path, database_url) as track:
        omar = await track.house.joined("Omar", "organiser")
        await track.olga.sends("/peers mentors")
        every = Mentors(track.house.cohort.id, 0, "yes").pack()
        (first, *_rest) = await track.stored()
        two = OnMentoring(first.id, "told").pack()
        await press_together(track.house, (track.olga, every), (omar, two), (omar, every), (track.olga, two))
        assert [told_of(one, INTRODUCED) for one in track.mentees] == [1, 1, 1]
        assert [told_of(one, "Your mentee: ") for one in track.mentors] == [2, 1]


async def test_the_last_place_is_given_once(tmp_path: Path, database_url: str) -> None:
    """Two organisers give two mentees to the same mentor, who has one place left."""
    async with track_house(tmp_path, database_url) as track:
        gita = await id_of(track.house, track.mentors[1])
        await track.olga.sends("/peers mentors")
        await track.olga.presses_token(OnMentoring((await track.of(track.mentees[2])).id, "forbid").pack())
        assert await track.couples() >= {("Chi", "Finn")}
        await fills_in(track.mentors[0], offers="cluster strategy", mentees="3")
        await track.olga.presses_token(Mentors(track.house.cohort.id, 0, "again").pack())
        assert {mentor for _mentee, mentor in await track.couples()} == {"Finn"}
        tokens = [GiveTo((await track.of(one)).id, 0, gita, 0).pack() for one in track.mentees[:2]]
        await press_together(track.house, *((track.olga, token) for token in tokens))
        assert sorted(mentor for _mentee, mentor in await track.couples()) == ["Finn", "Finn", "Gita"]


async def test_exclusions_count_and_are_shown_to_nobody(track: Track) -> None:
    (ana, bo, chi), (finn, gita) = track.mentees, track.mentors
    await ana.sends("/peers not with Finn")
    await ana.presses(next(iter(ana.private[-1].buttons)))
    await gita.sends("/peers not with Chi")
    await gita.presses(next(iter(gita.private[-1].buttons)))
    await finn.sends("/peers not with Gita")
    assert "I know nobody called" in finn.told[-1], "mentors are not paired with mentors"
    await track.olga.sends("/peers mentors")
    assert await track.couples() == {("Ana", "Gita"), ("Bo", "Finn"), ("Chi", "Finn")}
    page = track.olga.private[-1]
    assert "Fit: 100%" in page.text, "organisers cannot see that there is anything"
    assert "Allow again what was forbidden" not in page.buttons
    await track.olga.presses_token(GiveTo((await track.of(ana)).id, 0, 0, 0).pack(), page)
    assert not any("Finn" in label for label in page.buttons)
    reply = await track.olga.presses_token(
        GiveTo((await track.of(ana)).id, 0, await id_of(track.house, finn), 0).pack()
    )
    assert reply.toast is not None
    assert ("Ana", "Gita") in await track.couples()
    for person in (track.olga, bo, chi, finn):
        for command in ("/peers", "/status", "/me", "/mydata"):
            before = len(person.told)
            await person.sends(command)
            assert not any("Ana" in said and "not want" in said for said in person.told[before:])


async def test_one_organisation_is_never_matched_with_itself(track: Track) -> None:
    from sqlalchemy import update

    from storage.tables import member

    ids = [await id_of(track.house, one) for one in (track.mentees[0], track.mentors[0])]
    async with track.house.app.database.write() as uow:
        await uow.connection.execute(update(member).where(member.c.id.in_(ids)).values(organisation="The Same "))
    await track.olga.sends("/peers mentors")
    assert ("Ana", "Finn") not in await track.couples()
    assert len(await track.couples()) == 3


async def test_a_mentors_profile_says_how_many_mentees(track: Track) -> None:
    gita = track.mentors[1]
    form = await gita.sends("/profile")
    assert "Mentees that you take: 1" in gita.told[-1]
    assert form.form is None
    for wrong in ("0", "4", "many", "²"):
        refused = await fills_in(gita, mentees=wrong)
        assert refused.errors["mentees"] == "Please choose one of the answers."
    fields = (await gita.presses("Change it")).form
    assert fields is not None
    assert fields.fields[-1].name == "mentees"
    ana = track.mentees[0]
    shown = (await ana.presses("Change it")).form if await ana.sends("/profile") else None
    assert shown is not None
    assert "mentees" not in [field.name for field in shown.fields]
    await fills_in(ana, mentees="3")
    async with track.house.app.database.read() as uow:
        own = await uow.peers.of_member(await id_of(track.house, ana))
    assert own is not None
    assert own.mentees is None


async def test_fewer_places_than_proposals(track: Track) -> None:
    """A mentor takes one mentee less than is proposed: what is published is what they can take."""
    await track.olga.sends("/peers mentors")
    await fills_in(track.mentors[0], offers="cluster strategy", mentees="1")
    await track.olga.presses("Publish")
    assert "2 mentees and their mentors are told at once." in track.olga.private[-1].text
    await track.olga.presses("Yes, publish")
    assert len(await track.couples(told=True)) == 2
    assert told_of(track.mentors[0], "Your mentee: ") == 1
    assert "No mentor for: Bo." in track.olga.private[-1].text


async def test_a_programme_without_mentors_says_so(track: Track) -> None:
    for one in track.mentors:
        await track.leaves(one)
    await track.olga.sends("/peers mentors")
    assert "Give them the roles “mentor” and “mentee” there." in track.olga.told[-1]
    reply = await track.olga.presses_token(Mentors(track.house.cohort.id, 0, "see").pack())
    assert reply.toast is not None
    await track.olga.sends("/status")
    assert "Mentors:" not in track.olga.told[-1]


async def test_nobody_is_their_own_mentor(track: Track) -> None:
    """Somebody is both, without an organisation."""
    both = frozenset({"mentee", "mentor"})
    async with track.house.app.database.write() as uow:
        await uow.members.save(track.house.cohort.id, [Profile("Ana", "ana@people.example", roles=both)])  # type: ignore[arg-type]
    await track.olga.sends("/peers mentors")
    assert len(await track.couples()) == 3
    assert ("Ana", "Ana") not in await track.couples()
    await track.olga.presses_token(GiveTo((await track.of(track.mentees[0])).id, 0, 0, 0).pack())
    assert not any("Ana" in label for label in track.olga.private[-1].buttons)


async def test_on_monday_organisers_read_what_waits_for_them(track: Track) -> None:
    await track.olga.sends("/peers mentors")
    await track.house.move_to(MONDAY)
    (overview,) = [said for said in track.olga.told if "wait for you" in said]
    assert "Mentors: 3 proposals wait for you." in overview
    await track.olga.presses("Look at the mentors")
    assert "Finn can help Ana" in track.olga.private[-1].text
    assert not any("proposal" in said for one in (*track.mentees, *track.mentors) for said in one.told)
