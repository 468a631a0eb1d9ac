"""Forms on a platform that shows them in a window, and only in answer to a tap: until then they are kept."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.capabilities import Capabilities
from bot.chat.events import CommandInvoked
from bot.chat.messages import DirectReply, Toast
from bot.engine.dialogs import FORGET_AFTER, OpenHeld, mark_of
from bot.ports import ToAccount, Whisper
from tests.engine.conftest import Build
from tests.engine.features import COLOURS, FIELDS, Board, asker
from tests.handlers.test_faq_ask import UNKNOWN
from tests.house import House, Person

MODALS = Capabilities(modals=True)
OFFER = "Quiz\nPlease tap the button and fill in the form."
GONE = Toast("This form is no longer in use. Please start again.", alert=True)
QUIZ = OpenHeld(mark_of("quiz", "ctx")).pack()
VALUES = {"name": "Nomvula", "colour": "g", "day": "", "why": "just so"}


async def modal(build: Build, board: Board) -> tuple[House, Person]:
    house = await build(asker(board))
    house.platform.capabilities = MODALS
    return house, await house.joined("Nomvula")


def token_of(reply: DirectReply) -> str:
    """Of the button that opens the form later."""
    assert reply.form_offer is not None
    ((button,),) = reply.form_offer.buttons
    return button.token


async def test_without_a_tap_to_answer_a_button_opens_it(build: Build) -> None:
    board = Board()
    house, nomvula = await modal(build, board)
    nomvula.forms = False
    assert await nomvula.sends("/ask", group=True) == DirectReply()
    (offer,) = house.platform.posted
    assert (offer.text, list(offer.buttons), offer.target) == (OFFER, ["Open the form"], ToAccount("nomvula"))
    await nomvula.says("this is no answer to it")
    assert board.seen == ["this is no answer to it"]
    nomvula.forms = True
    reply = await nomvula.presses("Open the form")
    assert reply.form is not None
    assert (reply.form.name, reply.form.fields, reply.form.context) == ("quiz", FIELDS, "ctx")
    assert reply.form.fields[1].options == COLOURS
    await nomvula.submits("quiz", "ctx", **VALUES)
    assert board.form == {**VALUES, "context": "ctx", "cohort": "aca"}
    assert (await nomvula.presses("Open the form", offer)) == DirectReply(toast=GONE)


async def test_with_whispers_the_button_is_whispered(build: Build) -> None:
    house, nomvula = await modal(build, Board())
    house.platform.capabilities = Capabilities(modals=True, whispers=True)
    nomvula.forms = False
    assert await nomvula.sends("/ask", group=True) == DirectReply()
    assert [posted.target for posted in house.platform.posted] == [Whisper("nomvula", house.GROUP)]


async def test_with_a_tap_it_opens_at_once_and_there_is_an_offer_in_case_it_came_too_late(build: Build) -> None:
    board = Board()
    house, nomvula = await modal(build, board)
    event = nomvula.event(CommandInvoked, name="ask", args="")
    reply = (await house.receive(event)).reply
    assert reply.form is not None
    assert reply.form_offer is not None
    assert house.platform.posted == []
    assert (await house.receive(event)).reply == reply, "a redelivery is answered with the same"
    ((button,),) = reply.form_offer.buttons
    assert button.token == QUIZ
    again = await nomvula.presses_token(button.token)
    assert (again.form, again.form_offer) == (reply.form, reply.form_offer)
    refused = await nomvula.submits("quiz", "ctx", **{**VALUES, "name": "Ghost"})
    assert refused.errors == {"name": "No ghosts, please."}
    assert (await nomvula.presses_token(button.token)).form == reply.form, "what was refused can be opened again"
    await nomvula.submits("quiz", "ctx", **VALUES)
    assert await nomvula.presses_token(button.token) == DirectReply(toast=GONE)


async def test_a_form_is_kept_for_the_one_who_asked_and_not_for_ever(build: Build) -> None:
    house, nomvula = await modal(build, Board())
    tariq = await house.joined("Tariq")
    reply = await nomvula.sends("/ask")
    token = QUIZ
    assert await tariq.presses_token(token) == DirectReply(toast=GONE)
    assert await house.stranger().presses_token(token) == DirectReply(toast=GONE)
    house.clock.at += FORGET_AFTER - timedelta(seconds=1)
    assert (await nomvula.presses_token(token)).form == reply.form
    house.clock.at += FORGET_AFTER
    assert await nomvula.presses_token(token) == DirectReply(toast=GONE)


async def test_cancelled_it_is_gone_and_a_newer_one_takes_its_place(build: Build) -> None:
    board = Board()
    _house, nomvula = await modal(build, board)
    older = token_of(await nomvula.sends("/ask"))
    newer = token_of(await nomvula.sends("/other"))
    assert older != newer
    assert await nomvula.presses_token(older) == DirectReply(toast=GONE), "it opens no other form than its own"
    opened = (await nomvula.presses_token(newer)).form
    assert opened is not None
    assert opened.name == "gone"
    await nomvula.submits("quiz", "ctx", **VALUES)
    assert board.form == {**VALUES, "context": "ctx", "cohort": "aca"}
    assert (await nomvula.presses_token(newer)).form == opened, "another form was filled in"
    await nomvula.sends("/cancel")
    assert nomvula.told[-1] == "Cancelled"
    assert await nomvula.presses_token(newer) == DirectReply(toast=GONE)


async def test_two_of_one_kind_are_told_apart_by_what_they_are_about(house: House) -> None:
    """An organiser taps "Answer" under one question, then under another, and then on the offer of the first."""
    house.platform.capabilities = MODALS
    olga, linh, sefo = await house.joined("Olga", "organiser"), await house.joined("Linh"), await house.joined("Sefo")
    await linh.says(UNKNOWN)
    await sefo.says("May I bring my dog?")
    of_linh, of_sefo = olga.private
    older, newer = await olga.presses("Answer", of_linh), await olga.presses("Answer", of_sefo)
    assert older.form is not None
    assert newer.form is not None
    assert (older.form.intro, newer.form.intro) == (UNKNOWN, "May I bring my dog?")
    assert await olga.presses_token(token_of(older)) == DirectReply(toast=GONE)
    assert (await olga.presses_token(token_of(newer))).form == newer.form
    await olga.submits(older.form.name, older.form.context, answer="Comic Sans.")
    assert linh.told[-1] == f"An answer from Olga, organiser\n{UNKNOWN}\nComic Sans."
    assert (await olga.presses_token(token_of(newer))).form == newer.form, "the older one was filled in"
    await olga.submits(newer.form.name, newer.form.context, answer="None.")
    assert sefo.told[-1] == "An answer from Olga, organiser\nMay I bring my dog?\nNone."
    assert await olga.presses_token(token_of(newer)) == DirectReply(toast=GONE)


async def test_step_by_step_there_is_nothing_to_open(build: Build) -> None:
    house = await build(asker(Board()))
    nomvula = await house.joined("Nomvula")
    nomvula.forms = False
    await nomvula.sends("/ask")
    assert nomvula.told == ["Quiz (1 of 4)\nWhat is your name?"]
    assert await nomvula.presses_token(QUIZ) == DirectReply(toast=GONE)
    await nomvula.says("Nomvula")
    assert nomvula.told[-1] == "Quiz (2 of 4)\nWhich colour?", "and the questions go on"
