"""A question that waits for the organisers follows its message: reworded, or taken back."""

from __future__ import annotations

import asyncio

import pytest

from bot.chat.events import MessageDeleted, MessageEdited
from tests.handlers.test_faq_ask import HANDED_OVER, UNKNOWN
from tests.handlers.test_faq_handover import PRIVATE, PUBLIC, SETTLED, WHEN, answers
from tests.house import House, Person

REWORDED = "Which font is on the <b>diploma</b>?"


async def asked(house: House, *, group: bool = False) -> tuple[Person, Person, str]:
    """Amara asks what only Olga knows; the id of her message."""
    olga, amara = await house.joined("Olga", "organiser"), await house.joined("Amara")
    await amara.says(UNKNOWN, group=group, addressed=True)
    async with house.app.database.read() as uow:
        (question,) = await uow.questions.open_ones(house.cohort.id)
    assert question.message_id
    return olga, amara, question.message_id


async def open_texts(house: House) -> list[str]:
    async with house.app.database.read() as uow:
        return [question.text for question in await uow.questions.open_ones(house.cohort.id)]


@pytest.mark.parametrize("group", [False, True])
async def test_reworded_the_organisers_copies_say_it_anew(house: House, group: bool) -> None:
    pavel = await house.joined("Pavel", "organiser")
    olga, amara, message_id = await asked(house, group=group)
    said = len(house.platform.posted)
    await amara.does(MessageEdited, group=group, text=f" {REWORDED}\n", addressed=True, message_id=message_id)
    where = PUBLIC if group else PRIVATE
    for organiser in (olga, pavel):
        (copy,) = organiser.private
        assert (copy.text, copy.edits) == (f"Question from Amara, {WHEN}\n{REWORDED}\n{where}", 1)
    assert len(house.platform.posted) == said, "nobody needs to be told"
    await answers(olga, "Comic Sans.")
    posted = house.group[-1] if group else amara.private[-1]
    assert posted.text == f"An answer from Olga, organiser\n{REWORDED}\nComic Sans."


async def test_unaddressed_words_of_an_open_question_count_too(house: House) -> None:
    _olga, amara, message_id = await asked(house, group=True)
    await amara.does(MessageEdited, group=True, text=REWORDED, addressed=False, message_id=message_id)
    assert await open_texts(house) == [REWORDED]


@pytest.mark.parametrize("group", [False, True])
async def test_taken_back_nobody_needs_to_answer_it(house: House, group: bool) -> None:
    olga, amara, message_id = await asked(house, group=group)
    (copy,) = olga.private
    buttons = dict(copy.buttons)
    said = len(house.platform.posted)
    await amara.does(MessageDeleted, group=group, message_id=message_id)
    assert copy.text == f"Question from Amara, {WHEN}\n{UNKNOWN}\nAmara has taken it back. Nobody needs to answer it."
    assert (copy.buttons, len(house.platform.posted), await open_texts(house)) == ({}, said, [])
    for label in ("Answer", "Ignore"):
        reply = await olga.presses_token(buttons[label].token, copy)
        assert reply.toast is not None
        assert (reply.toast.text, reply.form) == (SETTLED, None)
    await olga.submits("faq.answer", "1", answer="Too late.")
    assert "Too late." not in "".join(posted.text for posted in [*house.group, *amara.private])
    assert await amara.asks(UNKNOWN) == f"{HANDED_OVER}\nQuestion from Amara, {WHEN}\n{UNKNOWN}\n{PRIVATE}"


async def test_somebody_elses_message_cannot_be_changed_or_taken_back(house: House) -> None:
    olga, _amara, message_id = await asked(house, group=True)
    (copy,) = olga.private
    before = copy.text
    for person in (await house.joined("Tariq"), house.stranger(), olga):
        for group in (True, False):
            await person.does(MessageDeleted, group=group, message_id=message_id)
            await person.does(MessageEdited, group=group, text=REWORDED, addressed=False, message_id=message_id)
    assert (await open_texts(house))[0] == UNKNOWN
    assert (copy.text, copy.edits) == (before, 0)


async def test_another_message_of_theirs_changes_nothing(house: House) -> None:
    olga, amara, message_id = await asked(house)
    (copy,) = olga.private
    for other in ("msg-99", "", None):
        await amara.does(MessageDeleted, message_id=other)
    await amara.does(MessageDeleted, group=True, message_id=message_id)
    await amara.does(MessageEdited, text="   ", addressed=True, message_id=message_id)
    assert (await open_texts(house), copy.edits) == ([UNKNOWN], 0)


async def test_what_is_settled_stays_so(house: House) -> None:
    olga, amara, message_id = await asked(house)
    (copy,) = olga.private
    await answers(olga, "Comic Sans.")
    settled = copy.text
    await amara.does(MessageDeleted, message_id=message_id)
    await amara.does(MessageEdited, text="Who pays for the hotel?", addressed=True, message_id=message_id)
    assert copy.text == settled
    assert amara.told[-1].startswith("Who pays for the hotel?\n"), "it is a new question"


async def test_the_same_question_does_not_wait_twice(house: House) -> None:
    olga, amara, message_id = await asked(house)
    await amara.says("Is there a sauna on the roof of the ministry of culture?")
    texts = await open_texts(house)
    assert len(texts) == 2
    await amara.does(MessageEdited, text=texts[1].upper(), addressed=True, message_id=message_id)
    assert await open_texts(house) == texts
    assert len(olga.told) == 2


async def test_taken_back_and_answered_at_the_same_moment_is_one_of_them(each_house: House) -> None:
    house = each_house
    olga, amara, message_id = await asked(house)
    (copy,) = olga.private
    await asyncio.gather(
        olga.submits("faq.answer", "1", answer="Comic Sans."), amara.does(MessageDeleted, message_id=message_id)
    )
    answered = [told for told in amara.told if told.startswith("An answer from Olga")]
    returned = [told for told in olga.told if told.startswith("This question was settled while you wrote")]
    assert sorted((len(answered), len(returned))) == [0, 1]
    assert ("Answered by Olga" in copy.text, "has taken it back" in copy.text) == (bool(answered), bool(returned))
