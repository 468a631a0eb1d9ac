"""People change what they have written: nothing is done twice, and new words get a new answer."""

from __future__ import annotations

import pytest

from bot.chat.events import MessageDeleted, MessageEdited
from tests.engine.conftest import Build
from tests.engine.features import Board, asker, talker
from tests.house import House

COMMAND = "I do not act on commands that were changed afterwards. Please send it again as a new message."
ANSWER = "I have kept your first answer. To change it, tap Back under the question."


@pytest.mark.parametrize("words", ["/say it again", "say it", "/say", "SAY it"])
async def test_a_command_is_not_done_a_second_time(build: Build, words: str) -> None:
    board = Board()
    house = await build(talker(board))
    kenji = await house.joined("Kenji")
    await kenji.says(words, group=True, addressed=True)
    done = len(board.seen)
    house.platform.posted.clear()
    await kenji.does(MessageEdited, group=True, text=words, addressed=True, message_id="msg-1")
    assert (len(board.seen), house.group, kenji.told) == (done, [], [COMMAND])


async def test_a_private_command_is_not_done_a_second_time(build: Build) -> None:
    board = Board()
    kenji = await (await build(talker(board))).joined("Kenji")
    await kenji.does(MessageEdited, text="/say it", addressed=True, message_id="msg-1")
    assert (board.seen, kenji.told) == ([], [COMMAND])


async def test_an_answer_in_a_form_stays_as_it_was_given(build: Build) -> None:
    board = Board()
    house = await build(asker(board))
    kenji = await house.joined("Kenji")
    kenji.forms = False
    await kenji.sends("/ask")
    await kenji.says("Kenji")
    await kenji.does(MessageEdited, text="Kenji II", addressed=True, message_id="msg-2")
    assert kenji.told[-1] == ANSWER
    for answer in ("green", "2024-11-13", "just so"):
        await kenji.says(answer)
    assert (board.form["name"], board.seen) == ("Kenji", [])
    await kenji.does(MessageEdited, text="hello", addressed=True, message_id="msg-2")
    assert board.seen == ["hello"]


async def test_words_in_the_group_that_are_not_for_the_bot_stay_unanswered(build: Build) -> None:
    board = Board()
    house = await build(talker(board), asker(board))
    kenji = await house.joined("Kenji")
    await kenji.does(MessageEdited, group=True, text="hello all", addressed=False, message_id="msg-1")
    await kenji.does(MessageEdited, group=True, text="/say it", addressed=False, message_id="msg-1")
    await kenji.does(MessageDeleted, group=True, message_id="msg-1")
    assert (board.seen, house.platform.posted) == ([], [])
    await kenji.does(MessageEdited, group=True, text="hello bot", addressed=True, message_id="msg-1")
    assert board.seen == ["hello bot"]


async def test_a_question_with_other_words_is_answered_anew(house: House) -> None:
    amara = await house.joined("Amara")
    await amara.does(MessageEdited, text="Who pays for the hotel?", addressed=True, message_id="msg-1")
    assert [told.split("\n")[0] for told in amara.told] == ["Who pays for the hotel?"]
    await amara.does(MessageEdited, group=True, text="Who pays for the hotel?", addressed=False, message_id="msg-2")
    assert house.group == [], "nobody asked the bot, and the others have read on"
    await amara.does(MessageEdited, group=True, text="Who pays for the hotel?", addressed=True, message_id="msg-2")
    assert [posted.text.split("\n")[0] for posted in house.group] == ["Who pays for the hotel?"]
