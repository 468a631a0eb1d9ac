"""Who does not answer, cannot, leaves, or is not heard of for two rounds: nobody is left waiting, and nobody is pestered."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from bot.chat.events import MessagePosted, Place
from tests.handlers.peers.desk import (
    DAY,
    ENDS,
    MIDDLE,
    MORNING,
    ROUND,
    SECOND,
    a_trio,
    groups_of,
    id_of,
    newest,
    one_waits,
    pairing_of,
    partner_of,
    round_house,
    somebody,
    told_of,
    two_pairs,
    two_wait,
)  # fmt: skip

OFFER = "has not answered. Shall I find you somebody else?"


async def test_a_silent_partner_is_asked_and_then_replaced(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, silent, others = await one_waits(house, ask=False)
        assert newest(ana, f"I ask {silent.name}. If there is no answer within two days of that")
        assert told_of(silent, "Are you there?") == 0, "one reminder a day is enough"
        await house.pass_time(DAY)
        assert newest(silent, "Ana would like to meet you, and has not heard from you. Are you there?")
        await house.pass_time(DAY + DAY / 2)
        assert told_of(ana, OFFER) == 0
        await house.pass_time(DAY / 2)
        assert newest(ana, f"{silent.name} {OFFER}")
        await ana.presses("Find me somebody else")
        assert newest(silent, "Your partner had no answer from you, and has another partner in this round now.")
        groups = await groups_of(house, ana, silent, *others)
        assert groups == sorted([{silent.name}, {"Ana", *(one.name for one in others)}], key=sorted)
        assert newest(ana, "Your partner in this round: ")
        for one in others:
            assert "Ana" in newest(one, "Your partner in this round: ")
        await house.pass_time(2 * DAY)
        assert told_of(ana, OFFER) == 1


async def test_two_who_wait_get_each_other(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, her, other, his = await two_wait(house)
        await ana.presses("Find me somebody else")
        assert {"Ana", other.name} in await groups_of(house, ana, her, other, his)
        reply = await other.presses("Find me somebody else")
        assert reply.toast is not None
        assert reply.toast.alert
        assert {"Ana", other.name} in await groups_of(house, ana, her, other, his)


async def test_who_is_there_after_all_keeps_the_partner(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, silent, _others = await one_waits(house)
        await silent.presses("Yes, I am here")
        assert newest(ana, f"{silent.name} is there and wants to meet you.")
        await house.pass_time(3 * DAY)
        assert told_of(ana, OFFER) == 0


async def test_who_cannot_says_so_and_the_other_is_offered_somebody(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, silent, others = await one_waits(house)
        await silent.presses("I cannot in this round")
        assert newest(silent, "You are free until the next round.\nAna hears from me that you cannot.")
        assert newest(ana, "Your partner cannot take part any more. Shall I find you somebody else?")
        await ana.presses("Find me somebody else")
        assert sorted(map(len, await groups_of(house, ana, silent, *others))) == [3]
        before = len(silent.told)
        await house.move_to(ENDS + DAY / 2)
        assert len(silent.told) == before


async def test_of_three_two_go_on_and_know_it(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, bo, chi = await a_trio(house)
        await chi.presses("I cannot in this round")
        assert "Ana and Bo hears from me that you cannot." not in chi.told[-1]
        assert "Ana and Bo hear from me that you cannot." in chi.told[-1]
        for one, other in ((ana, "Bo"), (bo, "Ana")):
            assert newest(one, f"Chi cannot take part in this round any more.\nYou go on with {other}.")
        async with house.app.database.write() as uow:
            await uow.members.withdraw(await id_of(house, bo), house.clock.at)
        await house.tick()
        assert told_of(ana, "Your partner cannot take part any more.") == 1
        assert told_of(ana, "cannot take part in this round any more") == 1


async def test_who_was_not_there_in_time_is_told_and_can_have_somebody_too(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, silent, _others = await one_waits(house)
        await house.pass_time(2 * DAY)
        question = next(posted for posted in silent.private if "Yes, I am here" in posted.buttons)
        await ana.presses("Find me somebody else")
        await silent.presses("Yes, I am here", question)
        assert "Your partner is with somebody else by now." in silent.told[-1]
        reply = await silent.presses("Find me somebody else")
        assert reply.toast is not None
        assert "I found nobody new for you in this round." in reply.toast.text


async def test_who_wants_no_such_question_is_waited_for_all_the_same(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        _olga, everybody = await two_pairs(house)
        ana = everybody[0]
        silent = await partner_of(house, ana, everybody)
        await silent.sends("/nudges")
        await silent.presses("🔕 Switch off: Partners who do not find each other", silent.private[-1])
        await house.move_to(MIDDLE)
        await ana.presses(f"No answer from {silent.name}")
        await house.pass_time(3 * DAY)
        assert (told_of(silent, "Are you there?"), told_of(ana, OFFER)) == (0, 0)
        await house.pass_time(DAY)
        assert (told_of(silent, "Are you there?"), told_of(ana, OFFER)) == (0, 1)


async def test_who_wants_no_reminders_finds_the_new_partner_all_the_same(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, _silent, _others = await one_waits(house)
        await ana.sends("/nudges")
        await ana.presses("🔕 Switch off: Partners who do not find each other", ana.private[-1])
        await ana.sends("/peers")
        assert "Find me somebody else" not in ana.private[-1].buttons
        await house.pass_time(2 * DAY)
        assert told_of(ana, OFFER) == 0
        await ana.sends("/peers")
        await ana.presses("Find me somebody else")
        assert newest(ana, "Your partner in this round: ")


async def test_somebody_leaves_in_mid_round(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        _olga, everybody = await two_pairs(house)
        ana = everybody[0]
        gone = await partner_of(house, ana, everybody)
        async with house.app.database.write() as uow:
            await uow.members.withdraw(await id_of(house, gone), house.clock.at)
        await house.tick()
        assert newest(ana, "Your partner cannot take part any more.")
        before = len(gone.told)
        await house.move_to(MIDDLE)
        await house.move_to(ENDS + 3 * DAY)
        assert len(gone.told) == before


async def test_somebody_is_erased_in_mid_round(tmp_path: Path) -> None:
    async with round_house(tmp_path, circles=True) as house:
        olga, everybody = await two_pairs(house)
        ana = everybody[0]
        gone = await partner_of(house, ana, everybody)
        shared = await pairing_of(house, gone)
        await gone.submits("peers.learned", str(shared.id), learned="Secret of the guild", share="named")
        await gone.sends("/forgetme")
        await gone.presses("Erase my data …")
        await gone.presses("Yes, erase it now")
        await house.tick()
        assert newest(ana, "Your partner cannot take part any more.")
        await house.move_to(MIDDLE)
        await house.move_to(ENDS + 3 * DAY)
        assert not any("Secret of the guild" in posted.text for posted in house.platform.posted)
        await olga.sends("/status")
        assert not re.search(rf"\b{gone.name}\b", olga.told[-1])


async def test_twice_silent_is_left_in_peace(tmp_path: Path) -> None:
    async with round_house(tmp_path, ROUND, SECOND, settings="automatic = true") as house:
        everybody = [await somebody(house, name) for name in ("Ana", "Bo")]
        ana, bo = everybody
        await house.tick()
        for starts in (MORNING, MORNING + timedelta(days=49)):
            await house.move_to(starts - 3 * DAY)
            await house.move_to(starts)
            await house.move_to(starts + 11 * DAY + DAY / 6)
            await ana.presses("Not yet")
            await house.move_to(starts + 21 * DAY)
        await house.tick()
        assert newest(bo, "I have not heard from you in two rounds")
        assert told_of(ana, "I have not heard from you") == 0
        await bo.presses("I take part again")
        assert newest(bo, "You take part again.")
        async with house.app.database.read() as uow:
            own = await uow.peers.of_member(await id_of(house, bo))
        assert own is not None
        assert (own.standing, own.silent) == ("in", 0)


async def test_who_writes_in_the_chat_of_two_is_not_silent(tmp_path: Path) -> None:
    async with round_house(tmp_path, circles=True) as house:
        _olga, everybody = await two_pairs(house)
        ana = everybody[0]
        other = await partner_of(house, ana, everybody)
        event = other.event(MessagePosted, text="Hello Ana, Tuesday?", addressed=False)
        object.__setattr__(event, "place", Place("test", "circle-x", "circle"))
        await house.receive(event)
        pairing = await pairing_of(house, other)
        assert pairing.place_of(await id_of(house, other)).active
        assert not pairing.place_of(await id_of(house, ana)).active


async def test_who_was_there_once_and_then_falls_silent_is_replaced_too(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        _olga, everybody = await two_pairs(house)
        ana = everybody[0]
        partner = await partner_of(house, ana, everybody)
        await partner.presses(next(iter(partner.private[-1].buttons)), partner.private[-1])
        await house.move_to(MIDDLE)
        await ana.presses(f"No answer from {partner.name}")
        assert newest(ana, "If there is no answer within two days of that, I offer you somebody else.")
        await house.pass_time(DAY)
        assert told_of(partner, "Are you there?") == 1
        await house.pass_time(2 * DAY)
        assert told_of(ana, OFFER) == 1


async def test_who_falls_silent_again_is_asked_again(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        _olga, everybody = await two_pairs(house)
        ana = everybody[0]
        partner = await partner_of(house, ana, everybody)
        await house.move_to(MIDDLE)
        question = next(posted for posted in ana.private if f"No answer from {partner.name}" in posted.buttons)
        token = question.buttons[f"No answer from {partner.name}"].token
        await ana.presses_token(token, question)
        await house.pass_time(DAY)
        await partner.presses("Yes, I am here")
        await ana.presses_token(token, question)
        assert "there was an answer" in ana.told[-1]
        await house.pass_time(DAY / 12)
        assert told_of(partner, "Are you there?") == 1, "not twice within the time they have"
        await house.pass_time(3 * DAY)
        await ana.presses_token(token, question)
        await house.tick()
        assert told_of(partner, "Are you there?") == 2
        await house.pass_time(2 * DAY)
        assert told_of(ana, OFFER) == 1


async def test_who_would_rather_wait_is_given_to_nobody_else(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, her, other, his = await two_wait(house)
        await other.presses(f"No, I wait for {his.name}")
        assert "you stay together" in other.told[-1]
        await ana.presses("Find me somebody else")
        groups = await groups_of(house, ana, her, other, his)
        assert any({other.name, his.name} <= group for group in groups), groups


async def test_what_somebody_learned_is_not_lost_with_a_late_tap(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        ana, partner, _others = await one_waits(house)
        pairing = await pairing_of(house, ana)
        await partner.submits("peers.learned", str(pairing.id), learned="Ask them", share="named")
        await partner.presses("I cannot in this round")
        pairing = await pairing_of(house, partner)
        assert pairing.place_of(await id_of(house, partner)).learned == "Ask them"


async def test_who_does_not_want_to_be_asked_about_exchanges_switches_it_off(tmp_path: Path) -> None:
    async with round_house(tmp_path) as house:
        olga, everybody = await two_pairs(house)
        ana, bo = everybody[:2]
        await ana.sends("/nudges")
        await ana.presses("🔕 Switch off: Whether you have met", ana.private[-1])
        await house.move_to(MIDDLE)
        assert told_of(ana, "Half of the round is over") == 0
        assert told_of(bo, "Half of the round is over") == 1
        await house.move_to(ENDS + DAY / 2)
        assert told_of(ana, "” is over. Have you met") == 0
        assert told_of(bo, "” is over. Have you met") == 1
        await olga.sends("/nudges")
        assert not any("you have met" in label for label in olga.private[-1].buttons)
