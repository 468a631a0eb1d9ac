"""Entries written and changed in chat."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from bot.chat.events import FormSubmitted
from handlers.faq.buttons import EditEntry
from tests.house import ACADEMY, House

QUESTION = "Who pays for the hotel?"
NEW_ANSWER = "The host city pays for two nights this year."


async def test_a_new_entry_is_found_at_once(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    form = (await olga.sends("/faq add Is there a gym in the building?")).form
    assert form is not None
    assert [field.value for field in form.fields] == ["Is there a gym in the building?", ""]
    wrong = await olga.submits(form.name, form.context, question="", answer="x" * 3001)
    assert set(wrong.errors) == {"question", "answer"}
    await olga.submits(form.name, form.context, question="Is there a gym?", answer="Yes, in the basement.")
    assert await ana.asks("is there a gym in this building") == "Is there a gym?\nYes, in the basement."


async def test_an_answer_of_the_pack_can_be_changed_for_everybody(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await olga.sends("/faq edit who pays for the hotel")
    label = next(iter(olga.private[-1].buttons))
    form = (await olga.presses(label)).form
    assert form is not None
    assert form.fields[1].value, "the answer as it is"
    await olga.submits(form.name, form.context, question=label, answer=NEW_ANSWER)
    for who in (ana, house.stranger()):
        assert await who.asks(QUESTION) == f"{label}\n{NEW_ANSWER}"
    await olga.sends("/faq edit who pays for the hotel")
    again = (await olga.presses(label)).form
    assert again is not None
    assert again.fields[1].value == NEW_ANSWER
    assert again.context != form.context


async def test_of_two_who_change_an_entry_one_is_told_to_look_again(each_house: House) -> None:
    house = each_house
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    for round_ in range(2):
        contexts = []
        for who in (olga, pavel):
            await who.sends("/faq edit who pays for the hotel")
            form = (await who.presses(next(iter(who.private[-1].buttons)))).form
            assert form is not None
            contexts.append(form.context)
        assert contexts[0] == contexts[1]
        values = [{"question": QUESTION, "answer": f"{who.name} says {round_}."} for who in (olga, pavel)]
        events = [
            who.event(FormSubmitted, form="faq.write", context=contexts[0], values=value)
            for who, value in zip((olga, pavel), values, strict=True)
        ]
        await asyncio.gather(*(house.receive(event) for event in events))
        kept = [who.told[-1].startswith(f"{QUESTION}\nKept.") for who in (olga, pavel)]
        assert sorted(kept) == [False, True]
        loser = (olga, pavel)[kept.index(False)]
        assert loser.told[-1] == (
            "Somebody changed this entry while you wrote, so I have not kept your words. This is what you wrote:\n"
            f"{loser.name} says {round_}."
        )


async def test_made_up_forms_are_refused(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    for context in ("", "x", "1", "999|new", "1|asked", "1|asked|999", "1|../../x|1", "²|new"):
        reply = await olga.submits("faq.write", context, question="Who?", answer="Me.")
        assert reply.toast is not None, context
        assert reply.toast.text == "Sorry, this can be done only by: organiser.", context


async def test_which_entry_is_asked_for(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    await olga.sends("/faq edit")
    assert olga.told[-1].startswith("Which entry? Write some words of its question")


async def test_a_long_question_that_was_kept_can_be_changed(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    asked = "Which typeface is printed on the certificate " + "of the participants from the other countries " * 12 + "?"
    await ana.says(asked)
    if "None of these: ask the organisers" in ana.private[-1].buttons:
        await ana.presses("None of these: ask the organisers")
    form = (await olga.presses("Answer")).form
    assert form is not None
    await olga.submits(form.name, form.context, answer="Garamond.")
    await olga.presses("Keep as FAQ entry")
    form = (await olga.presses_token(EditEntry("kept-1").pack())).form
    assert form is not None
    question = form.fields[0]
    assert question.max_length is not None
    assert question.value.startswith("Which typeface")
    assert len(question.value) <= question.max_length, "no platform shows a form with more in it than may be written"


async def test_an_answer_with_a_link_keeps_it_when_it_is_changed(tmp_path: Path) -> None:
    pack = shutil.copytree(ACADEMY, tmp_path / "linked-academy")
    faq = pack / "faq.toml"
    words = "Final participants receive an info pack, made with"
    text = faq.read_text(encoding="utf-8")
    assert words in text
    linked = "Final participants receive [an info pack](https://pack.example/warsaw), made with"
    faq.write_text(text.replace(words, linked), encoding="utf-8")
    house = House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path, programme=pack)
    await house.open()
    try:
        olga = await house.joined("Olga", "organiser")
        await olga.sends("/faq edit information about the stay in Warsaw")
        form = (await olga.presses("Do we get information about the stay in Warsaw?")).form
        assert form is not None
        assert "an info pack (https://pack.example/warsaw), made with" in form.fields[1].value
    finally:
        await house.close()
