"""Questions that take something for granted get the correction first."""

from __future__ import annotations

from tests.house import House

QUESTION = "Who pays for the hotel?"


async def _answer(house: House) -> str:
    sam = await house.joined("Sam")
    return (await sam.asks(QUESTION)).partition("\n")[2]


async def test_what_is_wrong_is_put_right_first(house: House) -> None:
    answer, ana = await _answer(house), await house.joined("Ana")
    assert await ana.asks("so you pay for my hotel, right?") == f"{QUESTION}\nNo. {answer}"


async def test_what_is_right_is_confirmed_first(house: House) -> None:
    answer, ana = await _answer(house), await house.joined("Ana")
    assert await ana.asks("I pay for the hotel myself, right?") == f"{QUESTION}\nYes. {answer}"


async def test_a_plain_question_gets_the_plain_answer(house: House) -> None:
    answer, ana = await _answer(house), await house.joined("Ana")
    assert await ana.asks("who pays for my hotel room?") == f"{QUESTION}\n{answer}"


async def test_an_answer_that_was_changed_in_chat_confirms_nothing(house: House) -> None:
    """Of the organisers' new words nobody has said what they confirm."""
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await olga.sends("/faq edit who pays for the hotel")
    form = (await olga.presses(QUESTION)).form
    assert form is not None
    await olga.submits(form.name, form.context, question=QUESTION, answer="The city pays for all of you this year.")
    said = await ana.asks("so you pay for my hotel, right?")
    assert said == f"{QUESTION}\nThe city pays for all of you this year."
