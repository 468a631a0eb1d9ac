"""A round from the profile to what was learned, on a platform where the bot cannot open a chat for two."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.export import export_cohort
from tests.handlers.peers.desk import (
    DAY,
    ENDS,
    MIDWAY,
    STARTER,
    THEME,
    fills_in,
    groups_of,
    newest,
    pairings_of,
    published,
    round_house,
    rounds_of,
    somebody,
    told_of,
)  # fmt: skip
from tests.house import House, Person


async def people(house: House) -> tuple[Person, Person, Person, Person, Person]:
    """Ana looks for what Bo offers, and Chi for what Dov offers."""
    olga = await house.joined("Olga", "organiser")
    ana, bo = await somebody(house, "Ana", "Spain"), await somebody(house, "Bo", "Poland", language="pl")
    chi, dov = await somebody(house, "Chi", "Italy"), await somebody(house, "Dov", "Latvia", zone="Europe/Riga")
    await fills_in(ana, wants="member engagement", contact="ana@people.example", job="Manager")
    await fills_in(bo, offers="Member engagement", wants="branding", contact="@bo_cluster")
    await fills_in(chi, wants="EU money", offers="festivals")
    await fills_in(dov, offers="eu money", contact="+371 000")
    return olga, ana, bo, chi, dov


async def test_a_round(tmp_path: Path, database_url: str) -> None:
    async with round_house(tmp_path, url=database_url) as house:
        olga, ana, bo, chi, dov = await people(house)
        await house.tick()
        preview = newest(olga, "Round “")
        assert preview.startswith(f"Round “{THEME}”, Mon 18 Nov 2024 to Sun 8 Dec 2024")
        assert "2 groups. Fit: 100% of the best possible" in preview
        assert "Bo can help Ana with member engagement." in preview
        assert [told_of(one, "Your partner in") for one in (ana, bo, chi, dov)] == [0] * 4
        await published(house, olga)
        assert await groups_of(house, ana, bo, chi, dov) == [{"Ana", "Bo"}, {"Chi", "Dov"}]
        told = newest(ana, "Your partner in this round: Bo")
        assert "Bo (Bo's cluster, Poland)." in told
        assert "Bo can help you with member engagement. You come from different countries." in told
        assert "How to reach Bo: @bo_cluster" in told
        assert STARTER in told
        assert "+371" not in "".join(ana.told)
        assert "You can help Ana with member engagement." in newest(bo, "Your partner in this round: Ana")
        assert "Ana (Ana's cluster, Spain), Manager." in newest(bo, "Your partner")
        assert "Chi has shared no contact with me. You find Chi in the group." in newest(dov, "Your partner")
        (in_group,) = (posted.text for posted in house.group if "find each other" in posted.text)
        assert in_group == f"Round “{THEME}”: please find each other here, and say hello:\n• Chi – Dov"
        await house.tick()
        assert [told_of(one, "Your partner") for one in (ana, bo, chi, dov)] == [1] * 4

        # A time: Ana proposes, Bo agrees.
        page = ana.private[-1]
        label = next(iter(page.buttons))
        await ana.presses(label, page)
        assert "suits you: I have asked Bo." in ana.told[-1]
        assert newest(bo, "Does it suit you to meet Ana on")
        await bo.presses("Yes, agreed")
        assert "Agreed: you meet Bo on" in newest(ana, "Agreed")
        assert [file.name for file in bo.private[-1].message.files] == ["meeting.ics"]
        (first, _second) = await pairings_of(house)
        assert first.meets_at == first.times[0]
        assert first.meets_at is not None
        await house.move_to(first.meets_at - DAY / 24)
        assert newest(ana, "⏰ You meet Bo at")
        await house.move_to(first.meets_at + DAY / 24)
        assert newest(bo, "Did you meet Ana as agreed?")
        await bo.presses("Yes, we met")
        await house.pass_time(DAY)
        assert newest(ana, "You met Bo. What is one thing you learned?")
        await bo.presses("Write it")
        await bo.submits("peers.learned", str(first.id), learned="A members' breakfast *works*", share="named")
        await ana.submits("peers.learned", str(first.id), learned="Nobody reads mails", share="unnamed")

        # Midway only the others are asked.
        await house.move_to(MIDWAY + DAY)
        assert [told_of(one, "Half of the round is over") for one in (ana, bo, chi, dov)] == [0, 0, 1, 1]
        await chi.presses("It is planned")
        await house.move_to(ENDS + DAY / 2)
        assert [told_of(one, "” is over. Have you met") for one in (ana, bo, chi, dov)] == [0, 0, 1, 1]
        await dov.presses("Yes, we met")
        await house.pass_time(DAY)
        assert newest(chi, "You met Dov. What is one thing")
        await chi.submits(
            "peers.learned", str((await pairings_of(house))[1].id), learned="Do not tell", share="private"
        )
        await house.move_to(ENDS + 2 * DAY + DAY / 2)
        (digest,) = (posted for posted in house.group if "learned from each other" in posted.text)
        assert "A members' breakfast *works*\n" in digest.text
        assert "Bo" in digest.text
        assert "Somebody of you" in digest.text
        assert "Ana" not in digest.text
        assert "Do not tell" not in digest.text
        await chi.presses("👏 Thank Bo", digest)
        await chi.presses("👏 Thank Bo", digest)
        await house.pass_time(DAY / 24)
        assert "1. Bo 👏 1" in digest.text
        assert told_of(bo, "You are thanked for what you shared") == 1
        assert [one.state for one in await rounds_of(house)] == ["over"]

        # What they did not agree to is in no export.
        await export_cohort(house.config, "aca", tmp_path / "out", house.clock.at)
        exported = "".join(file.read_text("utf-8-sig") for file in (tmp_path / "out").iterdir())
        assert "breakfast *works*" in exported
        assert not [words for words in ("Do not tell", "Nobody reads mails", "@bo_cluster") if words in exported]


async def test_in_a_chat_of_their_own(tmp_path: Path) -> None:
    async with round_house(tmp_path, circles=True) as house:
        olga, ana, bo, chi, dov = await people(house)
        await published(house, olga)
        circles = [posted for posted in house.platform.posted if posted.chat_id.startswith("circle-")]
        assert sorted(posted.chat_id for posted in circles) == ["circle-ana-bo", "circle-chi-dov"]
        first = next(posted for posted in circles if posted.chat_id == "circle-ana-bo")
        assert "Ana and Bo: please meet each other!" in first.text
        assert "Bo can help Ana with member engagement." in first.text
        assert "@bo_cluster" not in first.text
        assert [one.told for one in (ana, bo)] == [one.told[:1] for one in (ana, bo)], "nothing twice"
        assert not [posted for posted in house.group if "find each other" in posted.text]
        await ana.sends("/peers")
        assert "You have a chat of your own with Bo and me: you find it on Test, among your chats." in ana.told[-1]
        label = next(iter(first.buttons))
        await ana.presses(label, first)
        await bo.presses(label, first)
        assert newest(ana, "Agreed: you meet Bo on")
        assert [chi.told[1:], dov.told[1:]] == [[], []]


@pytest.mark.parametrize("number", [5, 7])
async def test_an_odd_number_makes_a_trio(tmp_path: Path, number: int) -> None:
    async with round_house(tmp_path, settings="automatic = true") as house:
        everybody = [await somebody(house, f"P{n}") for n in range(number)]
        await house.tick()
        await house.move_to(house.clock.at + 2 * DAY)
        groups = await groups_of(house, *everybody)
        assert sorted(map(len, groups)) == [2] * (number // 2 - 1) + [3]
        assert all(told_of(one, "Your partner in this round") == 1 for one in everybody)


async def test_everything_that_may_be_shared_is_shared_and_its_order_names_nobody(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga = await house.joined("Olga", "organiser")
        everybody = {one.name: one for one in [await somebody(house, f"P{n:02}") for n in range(24)]}
        await published(house, olga)
        async with house.app.database.write() as uow:
            for pairing in await pairings_of(house):
                for nth, place in enumerate(pairing.places):
                    await uow.rounds.learn(place.id, f"Thought {place.id}.", "unnamed" if nth else "named")
        await house.move_to(ENDS + DAY / 2)
        await house.move_to(ENDS + 2 * DAY + DAY / 2)
        digests = [posted for posted in house.group if "learned from each other" in posted.text]
        said = "\n".join(posted.text for posted in digests)
        shared = [place for pairing in await pairings_of(house) for place in pairing.places]
        assert [place.id for place in shared if f"Thought {place.id}." not in said] == []
        assert all(len(posted.buttons) <= 10 for posted in digests)
        numbered = [line for posted in digests for line in posted.text.split("\n") if line[0].isdigit()]
        assert [line.partition(".")[0] for line in numbered] == [str(n) for n in range(1, 25)]
        assert ["Somebody" in line for line in numbered] == [False] * 12 + [True] * 12
        behind = [line for posted in digests for line in posted.text.split("\n") if line.startswith("Thought ")][12:]
        assert behind != sorted(behind, key=lambda line: int(line[8:-1])), "nobody is found by the order of the pairs"

        # Who is forgotten takes their words along, however many there are.
        async with house.app.database.read() as uow:
            first = next(place for place in shared if place.share == "named")
            member = await uow.members.by_id(first.member_id)
        assert member is not None
        gone = everybody[member.name]
        await gone.sends("/forgetme")
        await gone.presses("Erase my data …")
        await gone.presses("Yes, erase it now")
        await house.pass_time(DAY / 24)
        said = "\n".join(posted.text for posted in house.group if "learned from each other" in posted.text)
        assert f"Thought {first.id}." not in said
        assert member.name not in said
