"""A closed conversation of a few: who writes an answer knows that all of them will read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.events import MessagePosted, Place
from bot.ports import ToChat
from tests.handlers.test_faq_ask import HANDED_OVER, UNKNOWN
from tests.handlers.test_faq_handover import PUBLIC, WHEN, answers
from tests.house import House

CIRCLE = Place("test", "circle-1", "circle", "thread-3")


@pytest.mark.parametrize("forms", [True, False])
async def test_a_question_asked_there_is_answered_there_before_everybodys_eyes(house: House, forms: bool) -> None:
    olga, lwazi = await house.joined("Olga", "organiser"), await house.joined("Lwazi")
    olga.forms = forms
    event = lwazi.event(MessagePosted, text=UNKNOWN, addressed=True)
    await house.receive(replace(event, place=CIRCLE))
    card = olga.private[-1]
    assert card.text == f"Question from Lwazi, {WHEN}\n{UNKNOWN}\n{PUBLIC}"
    await answers(olga, "Comic Sans.")
    assert [told for told in olga.told if told.startswith("Answer a question (2 of 2)")] == [
        "Answer a question (2 of 2)\nSend this to the group?"
    ] * (not forms)
    there = [(posted.text, posted.target) for posted in house.platform.posted if posted.chat_id == CIRCLE.chat_id]
    target = ToChat(CIRCLE.chat_id, CIRCLE.thread_id, "msg-1")
    assert there == [(HANDED_OVER, target), (f"An answer from Olga, organiser\n{UNKNOWN}\nComic Sans.", target)]
    assert (lwazi.told, house.group) == ([], [])


async def test_set_aside_it_is_said_there(house: House) -> None:
    olga, lwazi = await house.joined("Olga", "organiser"), await house.joined("Lwazi")
    event = lwazi.event(MessagePosted, text=UNKNOWN, addressed=True)
    await house.receive(replace(event, place=CIRCLE))
    await olga.presses("Ignore")
    said = house.platform.posted[-1]
    assert said.text.startswith(f"{UNKNOWN}\nThe organisers have closed this question without an answer.")
    assert said.target == ToChat(CIRCLE.chat_id, CIRCLE.thread_id, "msg-1")
    assert (lwazi.told, house.group) == ([], [])
