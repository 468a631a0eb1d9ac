"""Organisers look before people do: what-if edits and their price, publishing, rounds of their own."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.peers.buttons import Exchange, OnPair, Preview, TakePart
from tests.handlers.peers.desk import (
    DAY,
    ENDS,
    MORNING,
    NOW,
    STARTS,
    fills_in,
    groups_of,
    id_of,
    newest,
    pairings_of,
    published,
    round_house,
    rounds_of,
    somebody,
    told_of,
)  # fmt: skip
from tests.house import House, Person

NAMES = ("Ana", "Bo", "Chi", "Dov")


async def four(house: House) -> tuple[Person, list[Person]]:
    """Ana and Bo help each other a lot, Chi and Dov a little."""
    olga = await house.joined("Olga", "organiser")
    ana, bo, chi, dov = [await somebody(house, name, f"Country {name}") for name in NAMES]
    await fills_in(ana, offers="money, festivals", wants="members, branding")
    await fills_in(bo, offers="members, branding", wants="money, festivals")
    await fills_in(chi, offers="law")
    await fills_in(dov, wants="law")
    await house.tick()
    return olga, [ana, bo, chi, dov]


def fit(text: str) -> tuple[int, int]:
    """Percent and points of a preview."""
    match = re.search(r"Fit: (\d+)% of the best possible \((\d+) of", text)
    assert match, text
    return int(match[1]), int(match[2])


async def test_exchanging_two_shows_what_it_costs(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        assert await groups_of(house, *people) == [{"Ana", "Bo"}, {"Chi", "Dov"}]
        page = olga.private[-1]
        assert fit(page.text)[0] == 100
        assert [line[:6] for line in page.text.splitlines() if "–" in line and line[0] in "•12"] == ["1. Ana", "2. Chi"]
        before = fit(page.text)[1]
        await olga.presses("Exchange two people", page)
        await olga.presses("Ana", page)
        assert sorted(page.buttons) == ["Back", "Chi (-50)", "Dov (-50)"]
        await olga.presses("Chi (-50)", page)
        assert await groups_of(house, *people) == [{"Ana", "Dov"}, {"Bo", "Chi"}]
        percent, points = fit(page.text)
        assert points == before - 50
        assert percent == round(100 * points / before)
        await olga.presses("Match anew", page)
        assert await groups_of(house, *people) == [{"Ana", "Bo"}, {"Chi", "Dov"}]


async def test_keeping_and_forbidding(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        page = olga.private[-1]
        await olga.presses("Pair 1", page)
        assert "Ana (Ana's cluster, Country Ana) – Bo" in page.text
        await olga.presses("Not these together", page)
        groups = await groups_of(house, *people)
        assert {"Ana", "Bo"} not in groups
        assert "Ana and Bo are not together in this round. The fit changes by -" in page.text
        first = next(iter(label for label in page.buttons if label.startswith("Pair")))
        await olga.presses(first, page)
        await olga.presses("Keep them together", page)
        assert "📌" in page.text
        await olga.presses("Match anew", page)
        assert await groups_of(house, *people) == groups
        found = (await rounds_of(house))[0]
        await olga.presses_token(Preview(found.id, 0, "free").pack(), page)
        assert await groups_of(house, *people) == groups, "what is kept stays"


async def test_publishing_twice_tells_once(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        await published(house, olga)
        found = (await rounds_of(house))[0]
        reply = await olga.presses_token(Preview(found.id, 0, "yes").pack(), olga.private[-1])
        assert reply.toast is not None
        assert reply.toast.text.startswith("This round has been published")
        assert [told_of(one, "Your partner in this round") for one in people] == [1] * 4
        pair = (await pairings_of(house))[0].id
        for token in (OnPair(pair, "forbid"), Exchange(found.id, 0, 1, 2), Preview(found.id, 0, "drop")):
            reply = await olga.presses_token(token.pack(), olga.private[-1])
            assert reply.toast is not None
            assert reply.toast.text.startswith("This round has been published")


async def test_organisers_are_reminded_on_the_day_and_it_waits(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        await house.move_to(MORNING + timedelta(hours=2))
        await house.pass_time(timedelta(minutes=1))
        assert sum("Round “" in told for told in olga.told if not told.startswith("Your week")) == 2
        assert [told_of(one, "Your partner in") for one in people] == [0] * 4
        await house.move_to(ENDS + DAY)
        assert [one.state for one in await rounds_of(house)] == ["cancelled"]


async def test_by_itself_where_the_pack_says_so(tmp_path: Path) -> None:
    async with round_house(tmp_path, settings="automatic = true") as house:
        _olga, people = await four(house)
        await house.move_to(STARTS + timedelta(minutes=1))
        assert [told_of(one, "Your partner in") for one in people] == [0] * 4, "it is midnight"
        await house.move_to(MORNING)
        assert [told_of(one, "Your partner in") for one in people] == [1] * 4


async def test_who_skips_pauses_or_comes_late_is_matched_around(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        ana, bo, chi, dov = people
        await ana.sends("/peers skip")
        assert "You skip the round" in ana.told[-1]
        eli, fay = await somebody(house, "Eli"), await somebody(house, "Fay")
        await fay.sends("/peers pause until 1 Dec")
        assert "You pause until Sun 1 Dec 2024." in fay.told[-1]
        await published(house, olga)
        groups = await groups_of(house, ana, bo, chi, dov, eli, fay)
        assert {"Chi", "Dov"} in groups
        assert {"Bo", "Eli"} in groups
        assert not any({"Ana", "Fay"} & group for group in groups)


async def test_a_round_of_their_own(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        form = (await olga.sends("/peers round")).form
        assert form is not None
        values = {"theme": "Law", "starters": "One?\n\nTwo?", "size": "3", "sectors": "any"}
        refused = await olga.submits("peers.round", starts="25 Nov", ends="20 Dec", **values)
        assert list(refused.errors) == ["ends"]
        assert "Another round is on then" in refused.errors["ends"]
        for starts, ends, wrong in (
            ("gestern", "x", {"starts", "ends"}),
            ("1 Feb", "2 Feb", {"ends"}),
            ("1 Feb", "1 Dec 2025", {"ends"}),
        ):
            refused = await olga.submits("peers.round", starts=starts, ends=ends, **values)
            assert set(refused.errors) == wrong, (starts, ends)
            assert "day and time" not in " ".join(refused.errors.values()), "only a day was asked for"
        await olga.submits("peers.round", starts="9 Dec", ends="31 Dec", **values)
        assert "Round “Law”" in olga.told[-1]
        assert sorted(map(len, await groups_of(house, *people, nth=1))) == [2, 2]
        found = (await rounds_of(house))[1]
        assert (found.size, found.starters, found.state) == (3, ("One?", "Two?"), "proposed")
        assert "different countries" not in olga.told[-1], "the countries are beside the names"
        await olga.presses("Publish")
        assert "The round then begins today, not on Mon 9 Dec 2024." in olga.told[-1]


@pytest.mark.parametrize(("ends", "said"), [("4 Mar 2025", False), ("20 Mar 2025", True)])
async def test_a_round_that_outlasts_the_programme_says_so(tmp_path: Path, ends: str, said: bool) -> None:
    """The last session ends on 4 March. Who wants the round can have it."""
    async with round_house(tmp_path) as house:
        olga, _people = await four(house)
        values = {"theme": "Law", "starters": "", "size": "2", "sectors": "any"}
        await olga.submits("peers.round", starts="10 Feb 2025", ends=ends, **values)
        note = "the programme's last session is on Tue 4 Mar 2025, and this round goes on after it."
        assert (note in olga.told[-1]) is said
        assert "Publish" in olga.private[-1].buttons


@pytest.mark.parametrize("number", [0, 1])
async def test_too_few_people(tmp_path: Path, number: int) -> None:
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        for n in range(number):
            await somebody(house, f"P{n}")
        await house.tick()
        await house.move_to(MORNING)
        assert [one.state for one in await rounds_of(house)] == ["planned"]
        values = {"theme": "Law", "starters": "", "size": "2", "sectors": "any"}
        refused = await olga.submits("peers.round", starts="9 Jan", ends="31 Jan", **values)
        assert refused.errors["ends"].startswith("There is nobody to pair")
        await house.move_to(ENDS + DAY)
        assert [one.state for one in await rounds_of(house)] == ["cancelled"]


async def test_all_of_them_are_excluded(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        for one in people:
            for other in people:
                if one is not other:
                    await one.sends(f"/peers not with {other.name}")
                    await one.presses(next(iter(one.private[-1].buttons)))
        await olga.presses("Match anew")
        text = next(posted.text for posted in reversed(olga.private) if "Fit:" in posted.text)
        assert "0 groups." in text
        assert "Nobody fits: Ana, Bo, Chi and Dov." in text
        assert "apart" not in text


async def test_who_has_left_is_refused_and_nobody_is_kept_from_them(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        _olga, (ana, bo, chi, _dov) = await four(house)
        await ana.sends("/peers not with Bo")
        await chi.sends("/peers not with Ana")
        about_bo, about_ana = ana.private[-1], chi.private[-1]
        async with house.app.database.write() as uow:
            for one in (bo, chi):
                await uow.members.withdraw(await id_of(house, one), house.clock.at)
        reply = await ana.presses(next(iter(about_bo.buttons)), about_bo)
        assert reply.toast is not None
        assert reply.toast.text == "Bo has left the programme, so nobody is paired with Bo any more."
        left = "You have left the programme and are in no exchange any more, so I changed nothing."
        reply = await chi.presses(next(iter(about_ana.buttons)), about_ana)
        assert reply.toast is not None
        assert reply.toast.text == left
        reply = await chi.presses_token(TakePart(house.cohort.id, "skip").pack())
        assert reply.toast is not None
        assert reply.toast.text == left
        for typed in ("/peers", "/peers not with Ana", "/peers pause until 3 Mar"):
            await chi.sends(typed)
            assert chi.told[-1] == left
        await chi.submits("peers.pause", str(house.cohort.id), until="3 Mar")
        assert chi.told[-1] == left
        async with house.app.database.read() as uow:
            for one in (ana, chi):
                assert await uow.peers.excluded_by(await id_of(house, one)) == []
            own = await uow.peers.of_member(await id_of(house, chi))
            assert own is not None
            assert own.standing == "in"


async def test_one_organisation_never_meets_itself(tmp_path: Path) -> None:
    async with round_house(tmp_path, settings="automatic = true") as house:
        people = [await somebody(house, name) for name in NAMES]
        async with house.app.database.write() as uow:
            from sqlalchemy import update

            from storage.tables import member

            ids = [await id_of(house, one) for one in people[:2]]
            await uow.connection.execute(update(member).where(member.c.id.in_(ids)).values(organisation="The Same "))
        await house.tick()
        await house.move_to(MORNING)
        assert {"Ana", "Bo"} not in await groups_of(house, *people)


async def test_clocks_that_jump(tmp_path: Path) -> None:
    """Over the whole round at once, back, and forth again: nobody hears anything twice, and nothing that is over."""
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        await published(house, olga)
        await house.move_to(ENDS + 5 * DAY)
        counts = [len(one.told) for one in people]
        await house.move_to(NOW)
        await house.move_to(MORNING + 8 * DAY)
        await house.move_to(ENDS + 5 * DAY)
        assert [len(one.told) for one in people] == counts
        assert [one.state for one in await rounds_of(house)] == ["over"]
        assert newest(people[0], "Your partner in this round")
        assert not any("Half of the round is over" in told for one in people for told in one.told)


async def test_forbidding_a_pair_of_which_one_has_gone(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, people = await four(house)
        await people[0].sends("/peers out")
        page = olga.private[-1]
        await olga.presses("Pair 1", page)
        await olga.presses("Not these together", page)
        assert await groups_of(house, *people) == [{"Bo", "Chi", "Dov"}]
        assert "The fit changes by" in page.text


async def test_the_group_sleeps_when_a_round_begins_at_midnight(tmp_path: Path) -> None:
    async with round_house(tmp_path, settings="automatic = true") as house:
        people = [await somebody(house, name) for name in ("Ana", "Bo")]
        await house.tick()
        await house.move_to(STARTS)
        assert [posted.text for posted in house.group] == []
        await house.move_to(MORNING)
        assert [told_of(one, "Your partner in this round") for one in people] == [1, 1]
        assert sum("find each other" in posted.text for posted in house.group) == 1
