"""Browsing, and what people make of an answer."""

from __future__ import annotations

from bot.domain.questions import EntryCount
from bot.ports import ToAccount, ToChat
from tests.handlers.test_faq_ask import HANDED_OVER, HOTEL, NEAR
from tests.house import House

HOTEL_QUESTION = "Who pays for the hotel?"
NOT_YOURS = "Only the person who asked can say that. Please ask me yourself."


async def counts(house: House) -> list[EntryCount]:
    async with house.app.database.read() as uow:
        return await uow.faq.counts(house.cohort.id)


async def test_topics_questions_and_answers_in_one_message(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.sends("/faq", group=True)
    assert house.group == []
    (shown,) = ana.private
    assert shown.text == "What would you like to know? You can also just ask me, in your own words."
    await ana.presses(next(label for label in shown.buttons if label.startswith("Cost (")))
    assert shown.text == "Cost"
    await ana.presses(HOTEL_QUESTION)
    assert shown.text == f"{HOTEL_QUESTION}\n{HOTEL}"
    await ana.presses("Back")
    await ana.presses("All topics")
    assert shown.text.startswith("What would you like to know?")
    assert len(ana.private) == 1


async def test_ratings_are_counted_once_for_each_entry(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.asks(HOTEL_QUESTION)
    entry = (await counts(house))[0].entry
    for _tap in range(2):
        reply = await ana.presses("That helped")
        assert reply.toast is not None
        assert reply.toast.text == "Thank you!"
    assert await counts(house) == [EntryCount(entry, 1, 1, 0)]
    await ana.presses("Not what I asked")
    assert await counts(house) == [EntryCount(entry, 1, 0, 1)]


async def test_not_what_i_asked_leads_on_where_it_was_asked(house: House) -> None:
    olga, ana, bela = await house.joined("Olga", "organiser"), await house.joined("Ana"), await house.joined("Béla")
    await ana.says(HOTEL_QUESTION, group=True, addressed=True)
    (answer,) = house.group
    token = answer.buttons["Not what I asked"].token
    for somebody in (bela, house.stranger()):
        reply = await somebody.presses("Not what I asked", answer)
        assert reply.toast is not None
        assert reply.toast.text == NOT_YOURS
    await ana.presses("Not what I asked", answer)
    assert answer.text == f"Sorry, my answer did not fit your question:\n{HOTEL_QUESTION}\nIs it one of these?"
    again = await ana.presses_token(token, answer)
    assert again.toast is not None
    assert again.toast.text == "I have noted that already."
    await ana.presses("Ask the organisers", answer)
    assert answer.text == f"{HOTEL_QUESTION}\n{HANDED_OVER}"
    reply = await olga.presses("Answer")
    assert reply.form is not None
    await olga.submits(reply.form.name, reply.form.context, answer="We do, this time.")
    _question, answered = house.group
    assert isinstance(answered.target, ToChat)
    assert answered.target.reply_to == "msg-1"
    assert ana.told == []


async def test_what_began_in_the_group_and_went_on_in_private_stays_there(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.says("Did I check in?", group=True, addressed=True)
    await ana.presses("Not what I asked")
    await ana.presses("Ask the organisers")
    reply = await olga.presses("Answer")
    assert reply.form is not None
    await olga.submits(reply.form.name, reply.form.context, answer="You did.")
    assert ana.told[-1].endswith("You did.")
    assert isinstance(ana.private[-1].target, ToAccount)
    assert [posted.text for posted in house.group] == ["I have answered you in private."]


async def test_a_personal_entry_chosen_from_offers_in_the_group_is_answered_in_private(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.says(NEAR, group=True, addressed=True)
    (offer,) = house.group
    token = next(iter(offer.buttons.values())).token.rpartition(":")[0] + ":am-i-eligible"
    reply = await ana.presses_token(token, offer)
    assert reply.toast is not None
    assert reply.toast.text == "I have answered you in private."
    assert "So far, yes" in ana.told[-1]
    assert "So far, yes" not in offer.text


async def test_offers_are_for_who_asked(house: House) -> None:
    ana, bela = await house.joined("Ana"), await house.joined("Béla")
    await ana.says(NEAR, group=True, addressed=True)
    (offer,) = house.group
    before = offer.text
    for label in offer.buttons:
        reply = await bela.presses(label, offer)
        assert reply.toast is not None
        assert reply.toast.text == NOT_YOURS
    assert offer.text == before
    assert bela.told == []


async def test_a_stranger_is_led_on_without_the_organisers(house: House) -> None:
    olga, mallory = await house.joined("Olga", "organiser"), house.stranger()
    await mallory.says(HOTEL_QUESTION)
    await mallory.presses("Not what I asked")
    assert "Ask the organisers" not in mallory.private[-1].buttons
    assert olga.told == []
