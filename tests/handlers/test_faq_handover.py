"""Questions that only an organiser can answer: there and back, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.chat.events import FormSubmitted
from bot.domain.people import Profile
from bot.ports import ToChat
from tests.handlers.groups import two_cohorts
from tests.handlers.test_faq_ask import HANDED_OVER, NEAR, UNKNOWN, in_thread
from tests.house import House, Person

WHEN = "Tue 5 Nov 2024, 09:00 CET"
PRIVATE = "It was asked in private. Only they will see your answer."
PUBLIC = "It was asked in the group. Everybody there will see your answer."
ANSWER = "Comic <b>Sans</b> *of course*"
SETTLED = "This question is settled already: it was answered or set aside."


async def answers(organiser: Person, words: str = ANSWER) -> None:
    """By the form, or step by step where there are none."""
    reply = await organiser.presses("Answer")
    if reply.form:
        await organiser.submits(reply.form.name, reply.form.context, answer=words)
    else:
        await organiser.says(words)
        await organiser.presses("Send")


@pytest.mark.parametrize("forms", [True, False])
async def test_asked_in_private_and_answered_there(house: House, forms: bool) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana <b>&*_~")
    olga.forms = forms
    assert await ana.asks(UNKNOWN) == f"{HANDED_OVER}\nQuestion from Ana <b>&*_~, {WHEN}\n{UNKNOWN}\n{PRIVATE}"
    card = olga.private[-1]
    assert list(card.buttons) == ["Answer", "Ignore"]
    await answers(olga)
    assert ana.told[-1] == f"An answer from Olga, organiser\n{UNKNOWN}\n{ANSWER}"
    assert card.text == f"Question from Ana <b>&*_~, {WHEN}\n{UNKNOWN}\nAnswered by Olga:\n{ANSWER}"
    assert (
        olga.told[-1] == "I have sent your answer to Ana <b>&*_~. Shall I give it myself when somebody asks this again?"
    )
    assert house.group == []


async def test_asked_in_a_thread_of_the_group_and_answered_there(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await in_thread(house, ana, UNKNOWN)
    assert olga.told == [f"Question from Ana, {WHEN}\n{UNKNOWN}\n{PUBLIC}"]
    await answers(olga)
    asked, answered = house.group
    assert asked.text == HANDED_OVER
    assert answered.text == f"An answer from Olga, organiser\n{UNKNOWN}\n{ANSWER}"
    for said in (asked, answered):
        assert isinstance(said.target, ToChat)
        assert said.target.thread_id == "7"
        assert said.target.reply_to == "msg-1"


async def test_kept_with_one_tap_it_is_an_answer_from_then_on(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana, bela = await house.joined("Ana"), await house.joined("Béla")
    await ana.asks(UNKNOWN)
    card, copy = olga.private[0], pavel.private[0]
    await answers(olga)
    token = olga.private[-1].buttons["Keep as FAQ entry"].token
    kept = await olga.presses("Keep as FAQ entry")
    assert kept.toast is not None
    assert kept.toast.text == "Kept. From now on I give this answer myself."
    assert card.text.endswith("Kept: from now on I give this answer myself.")
    assert copy.buttons == {}
    note = olga.private[-1]
    assert note.buttons == {}
    again = await olga.presses_token(token, note)
    assert again.toast is not None
    assert again.toast.text == "This answer is kept already."
    told = len(olga.told)
    assert await bela.asks(UNKNOWN) == f"{UNKNOWN}\n{ANSWER}"
    assert len(olga.told) == told
    assert ANSWER not in await house.stranger().asks(UNKNOWN)
    await bela.sends("/faq")
    await bela.presses("From the group (1)")
    assert UNKNOWN in bela.private[-1].buttons


async def test_organisers_see_what_stands_around_a_question_and_others_do_not(house: House) -> None:
    olga, ana, bela = await house.joined("Olga", "organiser"), await house.joined("Ana"), await house.joined("Béla")
    await ana.says(f"I was in hospital last week. {UNKNOWN}")
    assert f"\nI was in hospital last week. {UNKNOWN}\n" in olga.told[-1]
    await answers(olga)
    await olga.presses("Keep as FAQ entry")
    assert await bela.asks(UNKNOWN) == f"{UNKNOWN}\n{ANSWER}"


async def test_ignored_the_asker_is_told_and_it_is_off_the_list(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana = await house.joined("Ana")
    await ana.asks(UNKNOWN)
    reply = await olga.presses("Ignore")
    assert reply.toast is not None
    assert reply.toast.text == "Set aside. The person who asked has been told."
    assert [p.private[0].text for p in (olga, pavel)] == [
        f"Question from Ana, {WHEN}\n{UNKNOWN}\nOlga has set it aside. Nobody needs to answer it."
    ] * 2
    await pavel.sends("/questions")
    assert pavel.told[-1] == "No question is waiting. Well done!"
    assert ana.told[-1] == (
        f"{UNKNOWN}\nThe organisers have closed this question without an answer. "
        "You can also write to them: events@clustercollaboration.eu"
    )


async def test_who_is_no_organiser_any_more_learns_nothing_new(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana = await house.joined("Ana")
    await ana.asks(UNKNOWN)
    async with house.app.database.write() as uow:
        await uow.members.save(house.cohort.id, [Profile("Pavel", str(pavel.email), roles=frozenset({"speaker"}))])
    await answers(olga, "Between organisers.")
    assert "Between organisers." not in "".join(pavel.told)
    reply = await pavel.presses("Ignore")
    assert reply.toast is not None
    assert reply.toast.text == "Sorry, this can be done only by: organiser."


async def test_nothing_is_asked_twice(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.asks(UNKNOWN)
    said = await ana.asks("which font is on the CERTIFICATE")
    assert said == "You have asked this before, and the organisers have it. I will bring you their answer."
    assert len(olga.told) == 1
    await ana.asks(NEAR)
    token = ana.private[-1].buttons["None of these: ask the organisers"].token
    offer = ana.private[-1]
    await ana.presses("None of these: ask the organisers")
    assert offer.text == f"{NEAR}\n{HANDED_OVER}"
    await ana.presses_token(token, offer)
    assert len(olga.told) == 2


async def test_of_two_organisers_the_first_one_counts(house: House) -> None:
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana = await house.joined("Ana")
    await ana.asks(UNKNOWN)
    old = dict(pavel.private[0].buttons)
    form = (await pavel.presses("Answer")).form
    assert form is not None
    assert form.intro == UNKNOWN
    await answers(olga, "First")
    before = len(ana.told)
    await pavel.submits(form.name, form.context, answer="Second\nwith much thought")
    assert pavel.told[-1] == (
        "This question was settled while you wrote, so I have not sent your answer. This is what you wrote:\n"
        "Second\nwith much thought"
    )
    for label in ("Answer", "Ignore"):
        reply = await pavel.presses_token(old[label].token, pavel.private[0])
        assert reply.toast is not None
        assert (reply.toast.text, reply.form) == (SETTLED, None)
    assert len(ana.told) == before


async def test_answers_at_the_same_moment_are_one_answer(each_house: House) -> None:
    house = each_house
    olga, pavel = await house.joined("Olga", "organiser"), await house.joined("Pavel", "organiser")
    ana = await house.joined("Ana")
    await ana.asks(UNKNOWN)
    forms = [
        who.event(FormSubmitted, form="faq.answer", context="1", values={"answer": f"From {who.name}"})
        for who in (olga, pavel)
    ]
    await asyncio.gather(*(house.receive(form) for form in forms))
    assert len([told for told in ana.told if told.startswith("An answer from")]) == 1
    assert len([told for told in olga.told + pavel.told if told.startswith("This question was settled while")]) == 1


async def test_an_empty_or_endless_answer_is_asked_for_again(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.asks(UNKNOWN)
    form = (await olga.presses("Answer")).form
    assert form is not None
    for words in ("", "  \n", "x" * 3001):
        reply = await olga.submits(form.name, form.context, answer=words)
        assert set(reply.errors) == {"answer"}
    assert (await olga.submits(form.name, form.context)).errors == {"answer": "Please write something here."}
    olga.forms = False
    await olga.presses("Answer")
    await olga.says("x" * 3001)
    assert "too long" in olga.told[-1]
    await olga.says("Short.")
    await olga.presses("Send")
    assert ana.told[-1].endswith("Short.")


async def test_a_form_left_alone_takes_no_answer_by_mistake(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    olga.forms = False
    await ana.asks(UNKNOWN)
    await olga.presses("Answer")
    await olga.sends("/cancel")
    assert olga.told[-1] == "Cancelled. Nothing of that form was saved."
    told = len(ana.told)
    await olga.says("Good morning")
    assert len(ana.told) == told
    await olga.sends("/cancel")
    assert olga.told[-1] == "There is nothing to cancel: no form is open."


@pytest.mark.parametrize("group", [True, False])
async def test_step_by_step_nothing_is_sent_before_it_was_looked_at(house: House, group: bool) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    olga.forms = False
    await ana.asks(UNKNOWN, group=group)
    await olga.presses("Answer")
    before = len(house.group + ana.private)
    await olga.says("Are you coming to lunch?")
    asked = olga.private[-1]
    assert asked.text == f"Answer a question (2 of 2)\nSend this to {'the group' if group else 'Ana'}?"
    assert list(asked.buttons) == ["Send", "Back", "Cancel"]
    await olga.says("no")
    assert olga.private[-1].text.startswith("Please choose one of the options.")
    assert len(house.group + ana.private) == before
    await olga.presses("Back")
    await olga.says(ANSWER)
    await olga.presses("Send")
    posted = house.group if group else ana.private
    assert [p.text for p in posted][-1] == f"An answer from Olga, organiser\n{UNKNOWN}\n{ANSWER}"
    await olga.presses("Keep as FAQ entry")


async def test_a_modal_is_sent_as_it_is(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    await ana.asks(UNKNOWN)
    form = (await olga.presses("Answer")).form
    assert form is not None
    assert [field.name for field in form.fields] == ["answer"]


async def test_the_list_of_questions_keeps_up_with_what_becomes_of_them(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    for number in range(12):
        await ana.says(f"Which font does certificate number {number} have in sauna {number}?")
        if "None of these: ask the organisers" in ana.private[-1].buttons:
            await ana.presses("None of these: ask the organisers")
    before = len(olga.told)
    await olga.sends("/questions", group=True)
    assert house.group == []
    assert len(olga.told) == before + 11
    assert olga.told[-1] == "2 more are waiting. Send /questions again when these are done."
    copy = olga.private[before]
    await olga.presses("Ignore", copy)
    assert copy.buttons == {}
    assert "set it aside" in copy.text


async def test_a_very_long_question_reaches_the_organisers_readably(house: House) -> None:
    olga, ana = await house.joined("Olga", "organiser"), await house.joined("Ana")
    long = "Which font " + "very " * 300 + "long is on the certificate?"
    await ana.says(long)
    if "None of these: ask the organisers" in ana.private[-1].buttons:
        await ana.presses("None of these: ask the organisers")
    assert long in olga.told[-1]
    endless = "Which font is on the certificate " + "x" * 9_900 + "?"
    await ana.says(endless)
    assert all(len(told) < 4096 for told in olga.told + ana.told)


async def test_the_question_goes_to_the_cohort_it_was_asked_in(tmp_path: Path) -> None:
    async with two_cohorts(tmp_path) as house:
        spring = await house.member("Sarah", {"spring": "organiser"})
        autumn = await house.member("Otto", {"autumn": "organiser"})
        ana = await house.member("Ana", {"spring": "participant", "autumn": "participant"})
        await ana.sends("/status")
        await ana.presses("Spring group")
        await ana.says(NEAR)
        offer = ana.private[-1]
        async with house.app.database.write() as uow:
            identity = await uow.accounts.identify("test", ana.account_id, ana.name, house.wall.now())
            await uow.accounts.choose_cohort(identity.account.id, house.autumn.id)
        await ana.presses("None of these: ask the organisers", offer)
        assert autumn.told == []
        assert len(spring.told) == 1
        reply = await autumn.presses_token(spring.private[0].buttons["Answer"].token)
        assert reply.toast is not None
        assert reply.toast.text == "Sorry, this can be done only by: organiser."
        assert reply.form is None
