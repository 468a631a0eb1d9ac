"""What leaves when several nudges are due, what no longer does, and how members choose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat.errors import SendError
from tests.handlers.nudges.chores import Board, Chore
from tests.handlers.nudges.conftest import NOON
from tests.house import House, Person

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def due(kind: str, name: str, at: datetime = NOON, lasts: timedelta = 30 * DAY) -> Chore:
    return Chore(kind, name, at, lasts=lasts)


def lines(person: Person) -> list[list[str]]:
    return [told.split("\n") for told in person.told]


async def test_what_is_due_together_is_one_message(home: House, board: Board) -> None:
    ana, bo = await home.joined("Ana"), await home.joined("Bo")
    await bo.sends("/peers Meeting")
    board.chores = [due("hand_in", "Homework"), due("meet", "Meeting"), due("read", "Chapter", NOON + HOUR)]
    await home.tick()
    await home.tick()
    assert lines(ana) == [["Homework is not done yet.", "Meeting is not done yet."]]
    assert list(ana.private[-1].buttons) == ["Do homework", "Do peers", "Fewer reminders"]
    assert lines(bo) == [["All right."], ["Homework is not done yet."]]


async def test_who_does_it_before_it_leaves_hears_nothing_of_it(home: House, board: Board) -> None:
    ana, bo = await home.joined("Ana"), await home.joined("Bo")
    home.platform.faults = [SendError("a fault that passes"), SendError("another")]
    board.chores = [due("hand_in", "Homework"), due("meet", "Meeting")]
    await home.tick()
    async with home.app.database.read() as uow:
        ids = {m.name: m.id for m in await uow.members.of_cohort(home.cohort.id)}
    board.done |= {(ids["Ana"], "Homework"), (ids["Ana"], "Meeting"), (ids["Bo"], "Meeting")}
    await home.pass_time(HOUR)
    assert (lines(ana), lines(bo)) == ([], [["Homework is not done yet."]])
    board.chores = [due("read", "Chapter")]
    await home.tick()
    assert lines(ana) == [["Chapter is not done yet."]], "what was not sent is not counted"


async def test_what_becomes_due_before_they_open_the_chat_joins_the_message(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    home.platform.closed = {"ana"}
    for number in range(5):
        board.chores = [*board.chores, due("hand_in", f"Homework {number}", home.clock.at)]
        await home.pass_time(DAY)
    home.platform.closed = set()
    await ana.sends("/peers")
    assert lines(ana)[:-1] == [[f"Homework {number} is not done yet." for number in range(5)]]


async def test_no_more_than_the_cap_in_any_seven_days(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    for number in range(14):
        board.chores = [*board.chores, due("hand_in", f"Homework {number}", home.clock.at)]
        await home.tick()
        await ana.sends("/homework")
        await home.pass_time(DAY)
    nudges = [told for told in lines(ana) if "not done" in told[0] and told[0] != "Your week: Cluster Booster Academy"]
    left = [[line.split()[1] for line in told] for told in nudges]
    assert left == [["0"], ["1"], ["2"], ["6"], ["7"], ["8"], ["13"]], "the others came with the overview"


async def test_none_in_quiet_hours_of_their_own_clock(home: House, board: Board) -> None:
    ana, far = await home.joined("Ana"), await home.joined("Far", zone="Pacific/Auckland")
    board.chores = [due("hand_in", "Homework")]
    await home.tick()
    assert (len(ana.told), far.told) == (1, []), "midnight in Auckland"
    await home.move_to(NOON + 7 * HOUR + timedelta(minutes=59) - HOUR)
    assert far.told == []
    await home.move_to(NOON + 8 * HOUR)
    assert lines(far) == [["Homework is not done yet."]]


async def test_what_is_held_up_into_the_night_waits_for_the_morning(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    home.platform.faults = [SendError("a fault that passes")]
    board.chores = [due("hand_in", "Homework")]
    await home.tick()
    home.clock.at = NOON + 10 * HOUR
    await home.pass_time(HOUR)
    assert ana.told == []
    await home.move_to(NOON + 20 * HOUR - timedelta(minutes=1))
    assert ana.told == []
    await home.move_to(NOON + 20 * HOUR)
    assert lines(ana) == [["Homework is not done yet."]]


async def test_three_without_an_answer_and_there_is_no_fourth(home: House, board: Board) -> None:
    ana, bo = await home.joined("Ana"), await home.joined("Bo")
    olga = await home.joined("Olga", "organiser")
    for number in range(5):
        board.chores = [
            due("hand_in", f"Homework {number}", home.clock.at),
            due("meet", f"Meeting {number}", home.clock.at),
        ]
        await home.tick()
        if number == 2:
            await bo.presses("Do homework", bo.private[-1])
        await ana.sends("/peers")
        await home.pass_time(8 * DAY)
    said = [line for told in lines(ana) for line in told]
    assert [line for line in said if line.startswith("Homework")] == [
        f"Homework {n} is not done yet." for n in range(3)
    ]
    assert len([line for line in said if line.startswith("Meeting")]) == 5
    assert len([line for told in lines(bo) for line in told if line.startswith("Homework")]) == 5
    await olga.sends("/ignored")
    assert olga.told[-1] == (
        "They did not react to 3 reminders in a row, so I send them no more of that kind. Maybe you would like to ask "
        "them yourself?\n• Ana: Chores of hand_in\n• Bo: Chores of meet"
    )
    await olga.presses("Try again: Ana")
    assert "Ana" not in olga.told[-1]
    board.chores = [due("hand_in", "Homework 9", home.clock.at)]
    await home.tick()
    assert lines(ana)[-1] == ["Homework 9 is not done yet."]


async def test_what_failed_to_leave_is_tried_again_and_counted_once(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    home.platform.faults = [SendError("a fault that passes")]
    board.chores = [due("hand_in", "Homework")]
    await home.tick()
    home.wall.at += HOUR
    await home.tick()
    assert lines(ana) == [["Homework is not done yet."]]


async def test_members_without_an_account_hold_up_nobody(home: House, board: Board) -> None:
    await home.on_roster("Not Yet")
    ana = await home.joined("Ana")
    board.chores = [due("hand_in", "Homework")]
    await home.tick()
    await home.tick()
    assert lines(ana) == [["Homework is not done yet."]]


async def test_a_clock_that_is_put_back_silences_nobody(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    board.chores = [due("hand_in", "Homework")]
    await home.tick()
    await home.move_to(NOON - 60 * DAY)
    board.chores = [due("hand_in", "Old homework", NOON - 60 * DAY)]
    await home.tick()
    assert lines(ana)[-1] == ["Old homework is not done yet."]


async def test_members_choose_what_and_how_often(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    await ana.sends("/nudges")
    assert ana.told[-1] == (
        "What I remind you of\n"
        "• 🔔 Chores of hand_in: until they are done\n"
        "• 🔔 Chores of read: until they are done\n"
        "• 🔔 Overview of your week: on Monday morning, when there is something to say\n"
        "• 🔔 Chores of meet: until they are done\n"
        "What can wait comes in at most 3 messages a week.\nMy overview on Monday is not counted.\n"
        "Between 21:00 and 08:00 on your clock I do not remind you of anything.\n"
        "What you ask me, what you booked and what changes in it always reaches you."
    )
    page = ana.private[-1]
    await ana.presses("🔕 Switch off: Chores of hand_in", page)
    assert "🔕 Chores of hand_in (off): until they are done" in page.text
    board.chores = [due("hand_in", "Homework"), due("meet", "Meeting")]
    await home.tick()
    assert lines(ana)[-1] == ["Meeting is not done yet."]
    await ana.presses("At most one a week", page)
    assert "at most 1 message a week" in page.text
    board.chores = [due("read", f"Chapter {n}", NOON + n * DAY) for n in range(1, 7)]
    for _day in range(5):
        await home.pass_time(DAY)
    assert len(ana.private) == 2
    await home.move_to(NOON + 6 * DAY - 4 * HOUR)
    overview = lines(ana)[2]
    assert overview[0] == "Your week: Cluster Booster Academy"
    assert [line for line in overview if "Chapter" in line] == [f"Chapter {n} is not done yet." for n in range(1, 6)]


async def test_on_monday_what_is_due_comes_with_the_overview(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    board.chores = [due("hand_in", "Homework", NOON + 6 * DAY - 4 * HOUR)]
    await home.move_to(NOON + 6 * DAY - 4 * HOUR)
    await home.tick()
    assert lines(ana) == [["Your week: Cluster Booster Academy", "Homework is not done yet."]]
    board.chores = [due("read", "Chapter", home.clock.at)]
    await home.pass_time(HOUR)
    assert lines(ana)[1:] == [["Chapter is not done yet."]], "the overview is not counted"


async def test_only_on_monday(home: House, board: Board) -> None:
    ana = await home.joined("Ana")
    await ana.sends("/nudges")
    await ana.presses("Only on Monday", ana.private[-1])
    assert "What can wait comes only in my overview on Monday." in ana.told[-1]
    board.chores = [due("hand_in", "Homework"), due("meet", "Meeting")]
    await home.tick()
    await home.pass_time(3 * DAY)
    assert len(ana.told) == 1
    await home.move_to(NOON + 6 * DAY - 4 * HOUR)
    assert lines(ana)[1:] == [
        ["Your week: Cluster Booster Academy", "Homework is not done yet.", "Meeting is not done yet."]
    ]
    await ana.presses("As usual", ana.private[0])
    board.chores = [due("read", "Chapter", home.clock.at)]
    await home.tick()
    assert lines(ana)[-1] == ["Chapter is not done yet."]


async def test_who_travels_west_after_the_overview_loses_nothing(home: House, board: Board) -> None:
    """Their Monday morning comes a second time; what has become due in between did not leave with the first one."""
    ana, _li = await home.joined("Ana"), await home.joined("Li", zone="Atlantic/Azores")
    await ana.sends("/nudges")
    await ana.presses("Only on Monday")
    monday = datetime(2024, 11, 25, 7, 0, tzinfo=UTC)
    board.chores = [due("meet", "Meeting", monday - HOUR)]
    await home.move_to(monday)
    assert ana.told[-1].endswith("Meeting is not done yet.")
    board.chores = [due("hand_in", "Homework", monday + HOUR)]
    await home.pass_time(HOUR)
    async with home.app.database.write() as uow:
        assert ana.email
        (member,) = await uow.members.by_email(ana.email)
        await uow.members.set_time_zone(member.id, "Atlantic/Azores")
    for _minute in range(3):
        await home.pass_time(HOUR)
    await home.move_to(monday + 7 * DAY + 3 * HOUR)
    assert ana.told[-1].endswith("Homework is not done yet.")
