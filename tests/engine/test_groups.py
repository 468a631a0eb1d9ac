"""What happens in a group: commands after a mention, answers in private, and cards that are nobody's to overwrite."""

from __future__ import annotations

import pytest

from bot.chat.errors import RateLimited
from bot.chat.markup import text
from bot.chat.text import Paragraph, Span
from tests.house import DAY_1, House

QUESTIONS = (
    "start date of the academy?",
    "join link for tomorrow",
    "language of the sessions?",
    "questions about visas: who helps",
    "me and my colleague share a room",
    "status?",
)


@pytest.mark.parametrize("words", QUESTIONS)
async def test_a_question_that_begins_like_a_command_is_a_question(house: House, words: str) -> None:
    ana = await house.joined("Ana")
    asked = await ana.asks(words, group=True)
    assert "Ana's cluster" not in asked
    assert "tries left" not in asked
    assert "can do" not in asked
    assert "How you are doing" not in asked
    async with house.app.database.read() as uow:
        identity = await uow.accounts.by_id(1)
        assert identity is not None
        assert await uow.accounts.join_failures(identity.id, house.clock.at.replace(year=2000)) == []


@pytest.mark.parametrize("words", ["checkin", "/checkin", "timezone Vilnius", "CheckIn"])
async def test_a_command_after_a_mention(house: House, words: str) -> None:
    ana = await house.joined("Ana")
    reply = await ana.says(words, group=True, addressed=True)
    assert reply.toast is not None
    assert reply.toast.text == "I have answered you in private."
    assert len(ana.told) == 1
    assert house.group == []


@pytest.mark.parametrize("token", ["ft:", "ft:cost", "fe:cost-hotel"])
async def test_nobody_can_put_something_else_in_the_place_of_a_card(house: House, token: str) -> None:
    await house.move_to(DAY_1)
    (card,) = house.group
    before = card.text
    for person in (house.stranger(), await house.joined("Ana")):
        await person.presses_token(token, card)
    assert card.text == before
    assert "I am here" in card.buttons


async def test_all_that_goes_to_one_private_chat_is_one_lane(house: House) -> None:
    ana = await house.joined("Ana")
    house.platform.faults = [RateLimited(3600), RateLimited(3600)]
    await ana.asks("who pays for the hotel?")
    await ana.sends("/me")
    async with house.app.database.read() as uow:
        waiting = await uow.outbox.rows(range(100))
    assert {row.lane for row in waiting} == {("test", "@ana")}
    assert len(waiting) == 2


def test_neighbours_of_one_style_are_one_span() -> None:
    (paragraph,) = text("Send `/{example}` now", example="join KQ7MW")
    assert paragraph == Paragraph((Span("Send "), Span("/join KQ7MW", code=True, command=True), Span(" now")))
