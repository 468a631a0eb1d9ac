"""May I come to the in-person days? If not, why, and what can I do?"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.people import Role
from tests.house import ACADEMY, DAY_1, House

DAYS = [datetime(2024, 11, day, 9, 5, tzinfo=UTC) for day in (6, 11, 15)]
AFTER = datetime(2024, 11, 20, 9, 0, tzinfo=UTC)


async def test_whoever_came_to_every_online_day_may_come(house: House) -> None:
    ana = await house.joined("Ana")
    for day in DAYS:
        await house.move_to(day)
        await ana.sends("/checkin")
    await house.move_to(AFTER)
    await ana.sends("/eligibility", group=True)
    assert ana.told[-1] == (
        "Yes, you may come to Warsaw day 1, Warsaw day 2. You were at every session that you need for it: "
        "Online day 1, Online day 2, Online day 3."
    )


async def test_whoever_missed_one_hears_why_and_what_to_do(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAYS[1])
    await ana.sends("/checkin")
    await house.move_to(AFTER)
    said = await ana.asks("Am I allowed to come to Warsaw?")
    assert said == (
        "Am I allowed to come to Warsaw?\n"
        "As it stands, no: Warsaw day 1, Warsaw day 2. You need Online day 1, Online day 3 for it, and I have no "
        "check-in from you there.\n"
        "What you can do: were you there, or did you have an important reason? Then please write to the organisers, "
        "events@clustercollaboration.eu. They decide."
    )


async def test_the_rule_is_not_for_those_who_teach_or_organise(house: House) -> None:
    await house.move_to(AFTER)
    roles: tuple[Role, ...] = ("trainer", "coach", "mentor", "speaker", "organiser")
    for role in roles:
        tom = await house.joined(f"{role} somebody", role)
        await tom.sends("/eligibility")
        assert tom.told[-1] == (
            f"You are here as {role}. The attendance rules are for participants, so they do not keep you from any session."
        )


async def test_a_tap_and_the_command_are_the_same_check_in(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    reply = await ana.sends("/checkin", group=True)
    assert reply.toast is not None
    assert ana.told[-1] == "You are checked in already, since 10:00 CET. All is well."
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (1, 0)


async def test_a_clock_that_goes_back_loses_no_check_in(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    card = house.group[-1]
    token = card.buttons["I am here"].token
    await house.move_to(DAY_1 - timedelta(days=1))
    reply = await ana.presses_token(token, card)
    assert reply.toast is not None
    assert reply.toast.text.startswith("Check-in to Online day 1 is not open yet.")
    assert "• Online day 1: checked in, Wed 6 Nov 2024, 10:00 CET" in await ana.asks("Did I check in?")
    await ana.presses_token("ci:a-session-that-is-gone", card)
    await house.move_to(AFTER + timedelta(days=365))
    await ana.sends("/checkin")
    assert ana.told[-1] == "No check-in is open: all sessions are over."


async def test_an_accepted_reason_is_said_and_opens_nothing_by_itself(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.submits("attendance.absence", "1:online-2", reason="A funeral")
    await ana.sends("/eligibility")
    assert ana.told[-1] == (
        "So far, yes: Warsaw day 1, Warsaw day 2. To keep your place, please come to Online day 1, Online day 2, Online day 3 "
        "and check in there.\n"
        "You said that you cannot come to Online day 2. Can you come after all? Then just come and check in. Otherwise the "
        "organisers decide whether you keep your place."
    )
    for day in (DAYS[0], DAYS[2]):
        await house.move_to(day)
        await ana.sends("/checkin")
    await house.move_to(AFTER)
    no = "As it stands, no: Warsaw day 1, Warsaw day 2. You need Online day 2 for it, and I have no check-in from you there.\n"
    ask = "\nWhat you can do: please ask the organisers, events@clustercollaboration.eu. They decide."
    await ana.sends("/eligibility")
    assert ana.told[-1] == (
        f"{no}You said beforehand that you could not come to Online day 2. The organisers have not decided about it yet.{ask}"
    )
    await olga.sends("/status")
    assert "At risk: 1 was absent and waits for your decision." in olga.told[-1]
    await olga.presses("At risk (1)")
    assert "• Ana (Ana's cluster): absent from Online day 2, to be decided (/absences)" in olga.told[-1]
    await olga.presses("Justified")
    await ana.sends("/eligibility")
    assert ana.told[-1] == (
        f"{no}The organisers accepted your reason for not being at Online day 2. That alone does not open the door: they "
        f"decide whether you may come all the same.{ask}"
    )
    await ana.sends("/status")
    assert "• Online day 2: absent, your reason was accepted" in ana.told[-1]
    await olga.sends("/status")
    assert "At risk: 1 was absent with an accepted reason." in olga.told[-1]


async def test_where_the_pack_says_so_an_accepted_reason_counts(tmp_path: Path) -> None:
    pack = shutil.copytree(ACADEMY, tmp_path / "pack")
    words = (pack / "programme.toml").read_text(encoding="utf-8")
    counts = words.replace("justified_absence_counts = false", "justified_absence_counts = true")
    (pack / "programme.toml").write_text(counts, encoding="utf-8")
    house = await House(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, programme=pack).open()
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.submits("attendance.absence", "1:online-2", reason="A funeral")
    assert (
        "To come to Warsaw day 1 and Warsaw day 2 you need to be at Online day 2, or to have a reason" in ana.told[-1]
    )
    await olga.presses("Justified")
    assert ana.told[-1].endswith("For Warsaw day 1 and Warsaw day 2 it counts as if you had been there.")
    for day in (DAYS[0], DAYS[2]):
        await house.move_to(day)
        await ana.sends("/checkin")
    await house.move_to(AFTER)
    await ana.sends("/eligibility")
    assert ana.told[-1] == (
        "Yes, you may come to Warsaw day 1, Warsaw day 2. The organisers accepted your reason for not being at Online day 2."
    )
    await olga.sends("/status")
    assert "At risk: nobody." in olga.told[-1]
    await olga.sends("/eligibility all")
    assert olga.told[-1].endswith("May come: 1\n• Ana (Ana's cluster): absent from Online day 2, reason accepted")
    await house.close()


async def test_the_list_says_who_may_who_may_not_and_why(each_house: House) -> None:
    house = each_house
    olga = await house.joined("Olga", "organiser")
    ana, ben, cyd = await house.joined("Ana"), await house.joined("Ben"), await house.joined("Cyd")
    await house.on_roster("Never Joined")
    await ben.submits("attendance.absence", "1:online-2", reason="A funeral")
    await cyd.submits("attendance.absence", "1:online-3", reason="The dentist")
    await olga.presses("Not justified")
    await olga.sends("/eligibility all")
    assert olga.told[-1] == (
        "Who may come to Warsaw day 1, Warsaw day 2?\nOpen, as some days are still ahead: 4\n"
        "• Ana (Ana's cluster): still ahead: Online day 1, Online day 2, Online day 3\n"
        "• Ben (Ben's cluster): still ahead: Online day 1, Online day 3; absent from Online day 2, not decided yet\n"
        "• Cyd (Cyd's cluster): still ahead: Online day 1, Online day 2; absent from Online day 3, reason not accepted\n"
        "• Never Joined (Never Joined's cluster): still ahead: Online day 1, Online day 2, Online day 3"
    )
    for n, day in enumerate(DAYS):
        await house.move_to(day)
        await ana.sends("/checkin")
        if n != 1:
            await ben.sends("/checkin")
        if n != 2:
            await cyd.sends("/checkin")
    await house.move_to(AFTER)
    await olga.sends("/eligibility")
    await olga.presses("Who may come?")
    assert olga.told[-1] == (
        "Who may come to Warsaw day 1, Warsaw day 2?\nMay not come, as it stands: 3\n"
        "• Ben (Ben's cluster): absent from Online day 2, not decided yet\n"
        "• Cyd (Cyd's cluster): absent from Online day 3, reason not accepted\n"
        "• Never Joined (Never Joined's cluster): missed Online day 1, Online day 2, Online day 3"
    )
    await olga.presses("May come (1)")
    assert olga.told[-1] == "Who may come to Warsaw day 1, Warsaw day 2?\nMay come: 1\n• Ana (Ana's cluster)"


async def test_a_long_list_comes_in_pages(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    for n in range(45):
        await house.on_roster(f"P{n:02}")
    await house.move_to(AFTER)
    await olga.sends("/eligibility all")
    seen = re.findall(r"P\d\d(?= \()", olga.told[-1])
    await olga.presses("More (25)")
    seen += re.findall(r"P\d\d(?= \()", olga.told[-1])
    await olga.presses("More (5)")
    seen += re.findall(r"P\d\d(?= \()", olga.told[-1])
    assert seen == [f"P{n:02}" for n in range(45)]
    assert list(olga.private[-1].buttons) == ["Back"]
    await olga.presses("Back")
    assert "P20" in olga.told[-1]
    for token in ("el:1:99:0:0", "el:1:0:9:99", "el:1:0:0:999"):
        await olga.presses_token(token, olga.private[-1])
        assert olga.told[-1].startswith("Who may come to Warsaw day 1, Warsaw day 2?")


async def test_names_are_for_those_who_work_for_the_programme_and_in_private(house: House) -> None:
    tom, ana = await house.joined("Tom", "trainer"), await house.joined("Ana")
    await house.on_roster("Ben")
    await ana.sends("/eligibility all")
    assert ana.told[-1] == "Sorry, this can be done only by: trainer, coach, organiser."
    await tom.sends("/eligibility all", group=True)
    assert "Ben" in tom.told[-1]
    token = tom.private[-1].buttons
    assert token == {}
    reply = await ana.presses_token("el:1:0:0:0")
    assert reply.toast is not None
    assert "Ben" not in reply.toast.text
    assert house.group == []


async def test_a_check_in_that_was_overruled_is_not_said_never_to_have_been(house: House) -> None:
    tina, ana = await house.joined("Tina", "trainer"), await house.joined("Ana")
    for day in DAYS[:2]:
        await house.move_to(day)
        await ana.sends("/checkin")
    await tina.sends("/mark ana absent only her phone was here")
    await house.move_to(AFTER)
    await ana.sends("/eligibility")
    assert ana.told[-1].split("\n")[:3] == [
        "As it stands, no: Warsaw day 1, Warsaw day 2. You need Online day 2, Online day 3 for it.",
        "An organiser or a trainer counted you as not there: Online day 2.",
        "I have no check-in from you: Online day 3.",
    ]
