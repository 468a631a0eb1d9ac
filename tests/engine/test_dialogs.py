"""Forms asked step by step: nothing typed is lost, nothing old is taken for an answer."""

from __future__ import annotations

from datetime import timedelta

from bot.engine.dialogs import FORGET_AFTER
from tests.engine.conftest import Build
from tests.engine.features import Board, asker
from tests.house import House, Person

WHOLE = {"name": "Ana", "colour": "g", "day": "", "why": "just so", "context": "ctx", "cohort": "aca"}
OVER = "This question is over. Please use the newest one, or start again."


async def begin(house: House, name: str = "Ana") -> Person:
    person = await house.joined(name)
    person.forms = False
    await person.sends("/ask")
    return person


def asked(person: Person) -> tuple[str, list[str]]:
    """The question that stands, and its buttons."""
    return person.told[-1], list(person.private[-1].buttons)


async def test_a_form_is_asked_one_question_at_a_time(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    assert asked(ana) == ("Quiz (1 of 4)\nWhat is your name?", ["Cancel"])
    await ana.says("Ana")
    assert asked(ana) == ("Quiz (2 of 4)\nWhich colour?", ["Red", "Green", "Blue", "Back", "Cancel"])
    await ana.presses("Green")
    assert asked(ana) == ("Quiz (3 of 4)\nWhich day?", ["Back", "Skip", "Cancel"])
    await ana.presses("Skip")
    assert asked(ana) == ("Quiz (4 of 4)\nWhy?\nIn a few words", ["Back", "Cancel"])
    assert board.form == {}
    await ana.says("just so")
    assert ana.told[-1] == "Thank you, Ana!"
    assert (board.form, board.seen) == (WHOLE, [])
    await ana.says("hello")
    assert board.seen == ["hello"]


async def test_a_restart_forgets_nothing(build: Build) -> None:
    board = Board()
    house = await build(asker(board))
    ana = await begin(house)
    for answer in ("Ana", "green", "2024-11-13"):
        await ana.says(answer)
        house = await build(restart=house)
        ana.house = house
    await ana.says("just so")
    assert board.form == {**WHOLE, "day": "2024-11-13"}


async def test_a_choice_is_taken_by_label_number_and_tap(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    for typed, value in ((" GREEN ", "g"), ("1", "r"), ("3", "b")):
        await ana.sends("/ask")
        for answer in ("Ana", typed, "2024-11-13", "just so"):
            await ana.says(answer)
        assert board.form["colour"] == value


async def test_a_wrong_value_is_asked_again_with_the_reason(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    steps = (
        ("much too long", "That is too long: 13 characters. The limit is 10."),
        ("Ghost", "No ghosts, please."),
        ("Ana", None),
        ("mauve", "Please choose one of the options."),
        ("4", "Please choose one of the options."),
        ("2", None),
        ("13 November", "Please write a date like 2024-11-13."),
        ("2024-11-13", None),
        ("   ", "Please write something here."),
    )
    for typed, problem in steps:
        before = ana.told[-1].split("\n")
        await ana.says(typed)
        if problem:
            assert ana.told[-1].split("\n") == [
                problem,
                *(line for line in before if "(" in line or "?" in line or "few" in line),
            ]
    assert board.form == {}
    await ana.says("just so")
    assert board.form == {**WHOLE, "day": "2024-11-13"}


async def test_back_keeps_what_was_answered(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    await ana.says("Anna")
    await ana.says("Red")
    await ana.presses("Back")
    await ana.presses("Back")
    assert asked(ana)[0] == "Quiz (1 of 4)\nWhat is your name?"
    for answer in ("Ana", "Green"):
        await ana.says(answer)
    await ana.presses("Skip")
    await ana.says("just so")
    assert board.form == WHOLE


async def test_cancelling_by_button_or_command_leaves_nothing(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    await ana.says("Ana")
    await ana.presses("Cancel")
    assert ana.told[-1] == "Cancelled. Nothing was saved."
    await ana.says("green")
    await ana.sends("/ask")
    await ana.sends("/cancel")
    await ana.sends("/cancel")
    assert ana.told[-2:] == ["Cancelled", "Nothing to cancel"]
    await ana.says("Ana")
    assert (board.seen, board.form) == (["green", "Ana"], {})


async def test_buttons_of_an_earlier_step_or_form_answer_nothing(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    await ana.says("Ana")
    colours = ana.private[-1]
    await ana.presses("Red")
    for label in ("Green", "Back", "Cancel"):
        await ana.presses(label, colours)
        assert ana.told[-1] == OVER
    await ana.presses("Skip")
    await ana.says("just so")
    assert board.form == {**WHOLE, "colour": "r"}
    await ana.presses("Green", colours)
    assert ana.told[-1] == OVER


async def test_made_up_buttons_answer_nothing(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    for token in ("dc:0:0", "dc:0:-1", "dc:0:x", "dc:0", "ds:0:skip", "ds:0:jump", "ds:0", "dc:0:99999999999999999999"):
        await ana.presses_token(token)
    await ana.says("Ana")
    for token in ("dc:1:3", "dc:1:-1", "ds:1:skip", "ds:1:jump"):
        await ana.presses_token(token)
    await ana.says("green")
    await ana.presses_token("ds:2:jump")
    await ana.says("")
    await ana.says("just so")
    assert board.form == WHOLE


async def test_a_button_of_somebody_elses_form_is_not_theirs(build: Build) -> None:
    board = Board()
    house = await build(asker(board))
    ana, ben = await begin(house), await house.joined("Ben")
    await ana.says("Ana")
    await ben.presses_token(ana.private[-1].buttons["Red"].token)
    assert ben.told == [OVER]
    assert asked(ana)[0] == "Quiz (2 of 4)\nWhich colour?"


async def test_a_form_left_for_a_week_is_forgotten(build: Build) -> None:
    board = Board()
    house = await build(asker(board))
    ana = await begin(house)
    await ana.says("Ana")
    house.clock.at += FORGET_AFTER - timedelta(seconds=1)
    await ana.says("green")
    house.clock.at += FORGET_AFTER
    await ana.says("hello again")
    await ana.presses("Skip")
    assert (board.seen, ana.told[-1]) == (["hello again"], OVER)


async def test_another_command_in_between_changes_nothing(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    await ana.says("Ana")
    await ana.sends("/nonsense")
    await ana.says("in the group", group=True, addressed=True)
    assert board.seen == ["in the group"]
    for answer in ("green", "2024-11-13", "just so"):
        await ana.says(answer)
    assert board.form == {**WHOLE, "day": "2024-11-13"}


async def test_a_second_form_takes_the_place_of_the_first(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    await ana.says("Ana")
    await ana.sends("/other")
    assert ana.told[-1] == "Other (1 of 1)\nA?"
    await ana.says("x")
    assert board.form == {}
    assert ana.told[-1] == "This form is no longer in use. Please start again."
    await ana.says("free again")
    assert board.seen == ["free again"]


async def test_what_the_handler_refuses_is_asked_again_at_its_step(build: Build) -> None:
    board = Board()
    ana = await begin(await build(asker(board)))
    for answer in ("Ana", "green", "2024-11-13", "just because"):
        await ana.says(answer)
    assert ana.told[-1] == "That day is taken.\nQuiz (3 of 4)\nWhich day?"
    await ana.says("2024-11-14")
    await ana.says("just so")
    assert board.form == {**WHOLE, "day": "2024-11-14"}


async def test_a_modal_with_wrong_values_stays_open(build: Build) -> None:
    board = Board()
    house = await build(asker(board))
    ana = await house.joined("Ana")
    reply = await ana.sends("/ask")
    assert reply.form is not None
    assert [field.name for field in reply.form.fields] == ["name", "colour", "day", "why"]
    values = {"name": "Ana", "colour": "g", "day": "", "why": "just so"}
    refused = await ana.submits("quiz", "ctx", **{**values, "name": "Ghost"})
    assert refused.errors == {"name": "No ghosts, please."}
    assert board.form == {}
    assert (await ana.submits("quiz", "ctx", **{**values, "why": "because"})).errors == {
        "day": "That day is taken.",
        "why": "Too short.",
    }
    await ana.submits("quiz", "ctx", **values)
    assert board.form == WHOLE


async def test_what_would_be_a_toast_is_said_to_who_typed(build: Build) -> None:
    """A typed message shows no toast anywhere: the last answer of a form must not be met with silence."""
    ana = await begin(await build(asker(Board())))
    for answer in ("Ana", "green", "2024-11-13", "quietly"):
        await ana.says(answer)
    assert ana.told[-1] == "Thank you!"
