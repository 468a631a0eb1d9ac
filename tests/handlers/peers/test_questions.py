"""What nobody answers in the group is brought to those who may know, if they agreed; and the question of the week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.handlers.peers.desk import DAY, HOUR, fills_in, id_of, newest, round_house, told_of
from tests.house import House, Person

QUESTION = "Does anybody have experience with team management in a small cluster?"
BROUGHT = "asked this in the group, and nobody has answered yet"


async def asked(house: House, *, share: str = "both") -> tuple[Person, Person, Person]:
    """Ana has asked; Bo knows, and Chi knows something else."""
    house.clock.at = datetime(2024, 11, 5, 9, 0, tzinfo=UTC)
    ana, bo, chi = await house.joined("Ana"), await house.joined("Bo"), await house.joined("Chi")
    await fills_in(bo, offers="team management", share=share)
    await fills_in(chi, offers="wind tunnels")
    await ana.says(QUESTION, group=True)
    return ana, bo, chi


async def test_it_is_brought_and_answered_in_its_thread(each_house: House) -> None:
    house = each_house
    ana, bo, chi = await asked(house)
    await house.pass_time(DAY - HOUR)
    assert told_of(bo, BROUGHT) == 0
    await house.pass_time(HOUR)
    await house.tick()
    assert [told_of(one, BROUGHT) for one in (ana, bo, chi)] == [0, 1, 0]
    assert newest(bo, BROUGHT).startswith(f"Ana {BROUGHT}:\n{QUESTION}")
    await bo.presses("Answer")
    long = "Two people, and *patience*" + " with each of them" * 100
    await bo.submits("peers.answer", "1", answer=long)
    posted = house.group[-1]
    assert posted.text == f"Bo answers:\n{long}"
    assert getattr(posted.target, "reply_to", None) is not None
    again = await bo.submits("peers.answer", "1", answer="Twice")
    assert again.toast is not None
    assert not any("Twice" in one.text for one in house.platform.posted)


@pytest.mark.parametrize("share", ["found", "no"])
async def test_not_to_who_did_not_agree(house: House, share: str) -> None:
    _ana, bo, _chi = await asked(house, share=share)
    await house.pass_time(DAY)
    assert told_of(bo, BROUGHT) == 0


async def test_not_what_somebody_has_answered(house: House) -> None:
    from bot.chat.events import MessagePosted

    ana, bo, chi = await asked(house)
    await ana.does(MessagePosted, group=True, text="Nobody?", addressed=False, reply_to="msg-8")
    await house.pass_time(DAY / 2)
    async with house.app.database.read() as uow:
        question = await uow.peer_questions.by_id(1)
    assert question is not None
    await chi.does(MessagePosted, group=True, text="We do.", addressed=False, reply_to=question.message_id)
    await house.pass_time(DAY)
    assert told_of(bo, BROUGHT) == 0


async def test_not_what_was_taken_back(house: House) -> None:
    from bot.chat.events import MessageDeleted

    ana, bo, _chi = await asked(house)
    async with house.app.database.read() as uow:
        question = await uow.peer_questions.by_id(1)
    assert question is not None
    await ana.does(MessageDeleted, group=True, message_id=question.message_id)
    await house.pass_time(DAY)
    assert told_of(bo, BROUGHT) == 0


@pytest.mark.parametrize(
    "said", ["Good morning all!", "Lunch?", "We have team management on Monday.", "How are you all today?"]
)
async def test_not_what_is_no_question(house: House, said: str) -> None:
    ana, bo = await house.joined("Ana"), await house.joined("Bo")
    await fills_in(bo, offers="team management")
    await ana.says(said, group=True)
    await house.pass_time(DAY)
    assert told_of(bo, BROUGHT) == 0


async def test_who_was_asked_rests_for_a_week(house: House) -> None:
    ana, bo, _chi = await asked(house)
    await house.pass_time(DAY)
    await ana.says("And who here does team management with volunteers?", group=True)
    await house.pass_time(DAY)
    assert told_of(bo, BROUGHT) == 1
    await bo.presses("Not this time")
    assert newest(bo, "All right, thank you.")


async def test_three_at_most(house: House) -> None:
    house.clock.at = datetime(2024, 11, 5, 9, 0, tzinfo=UTC)
    ana = await house.joined("Ana")
    others = [await house.joined(f"P{n}") for n in range(5)]
    for one in others:
        await fills_in(one, offers="team management")
    await ana.says(QUESTION, group=True)
    await house.pass_time(DAY)
    assert sum(told_of(one, BROUGHT) for one in others) == 3
    async with house.app.database.write() as uow:
        for one in others:
            await uow.members.withdraw(await id_of(house, one), house.clock.at)


async def test_the_question_of_the_week(tmp_path: Path) -> None:
    prompts = 'prompts_from = 2024-11-18\nprompts = [{ text = "What went *well*?" }, { text = "And now?" }]'
    async with round_house(tmp_path, settings=prompts) as house:
        for hour in (8, 10, 11):
            await house.move_to(datetime(2024, 11, 18, hour, 0, tzinfo=UTC))
        said = [posted.text for posted in house.group]
        assert said == ["💬 Question of the week\nWhat went *well*?"]
        await house.move_to(datetime(2024, 11, 25, 9, 0, tzinfo=UTC) + timedelta(minutes=5))
        assert [posted.text for posted in house.group][1:] == ["💬 Question of the week\nAnd now?"]
        await house.move_to(datetime(2024, 12, 2, 9, 0, tzinfo=UTC))
        assert len(house.group) == 2


@pytest.mark.parametrize("what", ["answered", "reworded"])
async def test_what_happens_to_it_while_the_night_holds_it_back(house: House, what: str) -> None:
    from bot.chat.events import MessageEdited, MessagePosted

    house.clock.at = datetime(2024, 11, 5, 22, 0, tzinfo=UTC)
    ana, bo, chi = await house.joined("Ana"), await house.joined("Bo"), await house.joined("Chi")
    await fills_in(bo, offers="team management")
    await ana.says(QUESTION, group=True)
    await house.pass_time(DAY)
    assert told_of(bo, BROUGHT) == 0, "it is night"
    async with house.app.database.read() as uow:
        question = await uow.peer_questions.by_id(1)
    assert question is not None
    assert question.state == "asked"
    if what == "answered":
        await chi.does(MessagePosted, group=True, text="We do.", addressed=False, reply_to=question.message_id)
    else:
        await ana.does(
            MessageEdited,
            group=True,
            text="Who of you knows team management?",
            addressed=False,
            message_id=question.message_id,
        )
    await house.pass_time(DAY / 2)
    if what == "answered":
        assert told_of(bo, BROUGHT) == 0
    else:
        assert "Who of you knows team management?" in newest(bo, BROUGHT)
