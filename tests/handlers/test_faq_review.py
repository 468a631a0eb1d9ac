"""What people ask in vain becomes entries, with one tap, by organisers alone and once."""

from __future__ import annotations

import asyncio

from bot.chat.events import ButtonPressed, FormSubmitted
from bot.domain.questions import Phrasing
from tests.handlers.test_faq_ask import HANDED_OVER
from tests.house import House, Person

PARKING = "Is there a car park at the campus?"
PARKING_TOO = "is there a car park on campus"
ANSWER = "Yes, behind the main building. It costs 3 euro a day."
HOTEL = "Who pays for the hotel?"
KEPT = "Kept. From now on I give this answer myself."
DONE = "Somebody has dealt with this question already."
NOTHING = "Nothing was asked in vain. Well done!"
DENIED = "Sorry, this can be done only by: organiser."


async def asked_in_vain(house: House) -> tuple[Person, Person]:
    """Two people ask the same, and a third something else; an organiser reviews it."""
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana Tajná")
    bela = await house.joined("Béla")
    assert await ana.asks(PARKING) != ""
    await bela.asks(PARKING_TOO)
    await bela.asks("Which font is on the certificate?")
    await olga.sends("/faq review")
    return olga, ana


async def test_the_same_questions_stand_together_and_name_nobody(house: House) -> None:
    olga, _ana = await asked_in_vain(house)
    cards = [posted for posted in olga.private if "Make an entry" in posted.buttons]
    first, second = cards
    assert first.text == f"Asked 2 times, and I had no answer:\n{PARKING_TOO}\n{PARKING}"
    assert second.text == "Asked once, and I had no answer:\nWhich font is on the certificate?"
    assert not [card for card in cards if "Ana" in card.text or "Béla" in card.text]
    assert olga.told[-1].startswith("That is all that waits for you.")


async def test_it_says_how_each_was_not_answered_well_and_how_many_more_entries_nobody_asked_for(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    offered = "Is the coaching recorded?"
    await ana.asks(offered)
    assert "None of these: ask the organisers" in ana.private[-1].buttons
    await ana.asks("Which font is on the certificate?")
    await ana.asks(HOTEL)
    await ana.presses("Not what I asked")
    await olga.sends("/faq review")
    cards = {posted.text for posted in olga.private if "Make an entry" in posted.buttons}
    assert cards == {
        f"Asked once, and I was not sure:\n{offered}",
        "Asked once, and I had no answer:\nWhich font is on the certificate?",
        f"Asked once, and my answer did not help:\n{HOTEL}",
    }
    lines = olga.told[-1].splitlines()
    heading = next(line for line in lines if line.startswith("Entries that nobody has asked for: "))
    shown = lines[lines.index(heading) + 1 :]
    assert len(shown) == 9
    assert shown[-1].endswith(f"… and {int(heading.rpartition(' ')[2]) - 8} more")


async def test_it_becomes_an_entry_for_whoever_asks_next_in_other_words_and_languages(house: House) -> None:
    olga, _ana = await asked_in_vain(house)
    card = next(posted for posted in olga.private if posted.text.startswith("Asked 2 times"))
    form = (await olga.presses("Make an entry", card)).form
    assert form is not None
    assert form.fields[0].value == PARKING_TOO
    await olga.submits(form.name, form.context, question="Is there a car park?", answer=ANSWER)
    assert olga.told[-1] == f"Is there a car park?\n{KEPT}"
    cyd = await house.joined("Cyd")
    assert await cyd.asks("can I park my car at the university?") == f"Is there a car park?\n{ANSWER}"
    french = await cyd.asks("Est-ce qu'il y a un parking pour ma voiture sur le campus ?")
    only = "Cette réponse n’existe que dans cette langue : anglais."
    assert french == f"Is there a car park?\n{only}\n{ANSWER}"
    await olga.sends("/faq review")
    assert PARKING not in "".join(posted.text for posted in olga.private[-2:])
    assert ANSWER not in await house.stranger().asks(PARKING), "what is kept in chat is for members"


async def test_two_organisers_make_one_entry_of_it(each_house: House) -> None:
    house = each_house
    olga, _ana = await asked_in_vain(house)
    pavel = await house.joined("Pavel", "organiser")
    card = next(posted for posted in olga.private if posted.text.startswith("Asked 2 times"))
    form = (await olga.presses("Make an entry", card)).form
    assert form is not None
    written = {"question": "Is there a car park?", "answer": ANSWER}
    await asyncio.gather(
        *(
            house.receive(who.event(FormSubmitted, form=form.name, context=form.context, values=written))
            for who in (olga, pavel)
        )
    )
    said = [who.told[-1] for who in (olga, pavel)]
    assert sorted(said) == sorted([f"Is there a car park?\n{KEPT}", f"{DONE}\n{ANSWER}"])
    async with house.app.database.read() as uow:
        assert len(await uow.faq.kept(house.cohort.id)) == 1


async def test_its_words_can_be_added_to_an_entry_once(each_house: House) -> None:
    house = each_house
    olga, _ana = await asked_in_vain(house)
    card = next(posted for posted in olga.private if posted.text.startswith("Asked 2 times"))
    label = next(label for label in card.buttons if label.startswith("It asks: "))
    token, number = card.buttons[label].token, house.platform.posted.index(card)
    taps = [olga.event(ButtonPressed, token=token, message_id=f"bot-{number}") for _ in range(3)]
    replies = await asyncio.gather(*(house.receive(tap) for tap in taps))
    assert [handled.reply.toast.text for handled in replies if handled.reply.toast] == [DONE] * 2
    assert "Added. Who asks like this now gets the answer to: " in card.text
    entry = token.rpartition(":")[2]
    async with house.app.database.read() as uow:
        phrasings = await uow.faq_learning.phrasings(house.cohort.id)
    assert set(phrasings) == {Phrasing(entry, PARKING), Phrasing(entry, PARKING_TOO)}
    assert len(phrasings) == 2


async def test_what_is_ignored_is_not_shown_again(house: House) -> None:
    olga, _ana = await asked_in_vain(house)
    for card in [posted for posted in olga.private if "Ignore" in posted.buttons and "Make an entry" in posted.buttons]:
        await olga.presses("Ignore", card)
        assert card.text.endswith("Set aside. I will not show it again.")
    await olga.sends("/faq review")
    assert olga.told[-1].startswith(NOTHING)


async def test_an_offer_that_somebody_chose_suggests_a_phrasing(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.asks("parking at the hotel?")
    chosen = next(iter(ana.private[-1].buttons))
    await ana.presses(chosen)
    await olga.sends("/faq review")
    card = next(posted for posted in olga.private if "Add their words to it" in posted.buttons)
    assert card.text == f"People meant this entry, but I had to ask back: {chosen}\nparking at the hotel?"
    await olga.presses("Add their words to it", card)
    assert (await (await house.joined("Béla")).asks("parking at the hotel?")).startswith(f"{chosen}\n")


async def test_only_organisers_review_add_and_edit(house: House) -> None:
    await asked_in_vain(house)
    visitors = [await house.joined("Tess", "trainer"), await house.joined("Pia"), house.stranger()]
    for who in visitors:
        for words in ("review", "add", "edit hotel"):
            before = len(who.told)
            reply = await who.sends(f"/faq {words}")
            told = who.told[before:]
            assert reply.form is None
            assert len(told) == 1, (who.name, words)
            assert PARKING not in told[0], (who.name, words)
            assert told[0] == DENIED or who.name == "Mallory", (who.name, words)


async def test_handed_over_is_what_waits(house: House) -> None:
    ana = await house.joined("Ana")
    assert await ana.asks("Which font is on the certificate?") == HANDED_OVER
    async with house.app.database.read() as uow:
        (missed,) = await uow.faq_learning.missed(house.cohort.id)
    assert (missed.text, missed.outcome) == ("Which font is on the certificate?", "handed_over")


async def test_what_somebody_wrote_of_themselves_is_not_kept_with_their_words(house: House) -> None:
    """A phrasing stays when they are erased: it holds the question alone."""
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.asks("My knee was operated on in May. Is there a car park at the campus?")
    await olga.sends("/faq review")
    card = next(posted for posted in olga.private if posted.text.startswith("Asked once"))
    form = (await olga.presses("Make an entry", card)).form
    assert form is not None
    assert form.fields[0].value == PARKING
    await olga.submits(form.name, form.context, question="Where can I park?", answer=ANSWER)
    async with house.app.database.read() as uow:
        kept = await uow.faq_learning.phrasings(house.cohort.id)
    assert [phrasing.text for phrasing in kept] == [PARKING]
