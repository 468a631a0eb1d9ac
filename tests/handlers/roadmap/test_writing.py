"""A roadmap is written part by part; each is saved at once, and nothing typed is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.chat.events import FormSubmitted
from handlers.roadmap.forms import LINE
from tests.handlers.roadmap.desk import ACTION, GOAL, NOW, PASS_ON, VISION, fills_in, roadmap_of, writes
from tests.house import House, Person


@pytest.fixture
async def ana(each_house: House) -> Person:
    each_house.clock.at = NOW
    return await each_house.joined("Ana Núñez")


async def test_from_nothing_to_a_whole_roadmap(ana: Person) -> None:
    await ana.sends("/roadmap")
    assert ana.told[-1].startswith("My roadmap\nHere you write down what you will do")
    assert list(ana.private[-1].buttons) == ["My vision", "Add a goal", "Passing it on"]
    await writes(ana)
    assert ana.told[-1].split("\n") == [
        "My roadmap · draft",
        "My vision",
        VISION,
        "1. Ten paying members",
        "Why does it matter? Grants end in 2026",
        "How do you see that you have reached it? Ten contracts",
        "What help would you like? How to set membership fees",
        "What help can you offer? Running a trade fair stand",
        "• Ask all members, by Tue 14 Jan 2025",
        "Passing it on",
        "To whom do you pass on what you have learned? My two colleagues",
        "How, and until when? A morning each month",
        "It is complete. You can submit it now.",
    ]
    assert list(ana.private[-1].buttons) == [
        *("Submit it for review", "My vision", "1. Ten paying members", "Add a goal", "Passing it on"),
        *("As PDF", "Show it to the group"),
    ]


async def test_each_part_is_saved_by_itself(ana: Person) -> None:
    await ana.sends("/roadmap")
    reply = await fills_in(ana, "My vision", vision=VISION)
    assert reply.toast is not None
    assert reply.toast.text == "Saved."
    found = await roadmap_of(ana.house, ana)
    assert [(part.kind, dict(part.answers)) for part in found.parts] == [("vision", {"vision": VISION})]
    assert ana.told[-1].endswith("\nBefore you submit it, please:\n• add a goal\n• fill in: Passing it on")
    await fills_in(ana, "Passing it on", **PASS_ON)
    assert "Before you submit it, please add a goal." in ana.told[-1]
    await fills_in(ana, "Add a goal", **GOAL)
    await ana.sends("/roadmap")
    assert "Before you submit it, please add an action to the goal: Ten paying members." in ana.told[-1]


async def test_looking_begins_nothing(ana: Person) -> None:
    await ana.sends("/roadmap")
    reply = await ana.presses("Add a goal")
    assert reply.form is not None
    async with ana.house.app.database.read() as uow:
        assert await uow.roadmap_actions.states(ana.house.cohort.id) == {}


async def test_what_is_wrong_is_said_beside_its_field(ana: Person) -> None:
    await writes(ana)
    await ana.presses("1. Ten paying members")
    form = (await ana.presses("Add an action")).form
    assert form is not None
    for typed, problem in {
        "": "Please write something here.",
        "whenever": "I did not understand the day. Please write it like 14 Jan, or in 3 weeks.",
        "31 Feb": "There is no such day in the calendar. Please check the date.",
        "2024-11-01": "That time is already past. Please choose a later one.",
        "03/04": "This can be Tue 4 Mar 2025 or Thu 3 Apr 2025. Please write the day and the month, like 14 Jan.",
    }.items():
        reply = await ana.submits(form.name, form.context, **(ACTION | {"by_when": typed}))
        assert reply.errors == {"by_when": problem}, typed
    reply = await ana.submits(form.name, form.context, **(ACTION | {"what": "x" * (LINE + 1)}))
    assert reply.errors == {"what": "That is too long: 201 characters. The limit is 200."}
    assert len((await roadmap_of(ana.house, ana)).actions) == 1


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", date(2024, 11, 18)),
        ("in 3 weeks", date(2024, 12, 9)),
        ("vendredi 13 décembre", date(2024, 12, 13)),
        ("2025-01-14", date(2025, 1, 14)),
    ],
)
async def test_days_as_people_type_them(ana: Person, typed: str, day: date) -> None:
    await writes(ana)
    await ana.presses("1. Ten paying members")
    await fills_in(ana, "Add an action", **(ACTION | {"by_when": typed}))
    assert (await roadmap_of(ana.house, ana)).actions[-1].due == day


async def test_a_part_is_changed_with_what_it_said_before_in_the_form(ana: Person) -> None:
    await writes(ana)
    await ana.presses("1. Ten paying members")
    reply = await ana.presses("Change the goal")
    assert reply.form is not None
    assert {field.name: field.value for field in reply.form.fields} == GOAL
    assert len(reply.form.fields) <= 6
    await ana.submits(reply.form.name, reply.form.context, **(GOAL | {"goal": "Twelve paying members"}))
    assert [goal.answer("goal") for goal in (await roadmap_of(ana.house, ana)).goals] == ["Twelve paying members"]


async def test_a_past_day_may_stay_when_something_else_is_changed(ana: Person) -> None:
    await writes(ana)
    await ana.house.move_to(NOW + timedelta(days=90))
    await ana.sends("/roadmap")
    await ana.presses("1. Ten paying members")
    await ana.presses("○ Ask all members")
    form = (await ana.presses("Change it")).form
    assert form is not None
    given = {field.name: field.value for field in form.fields}
    reply = await ana.submits(form.name, form.context, **(given | {"who": "Bo"}))
    assert reply.errors == {}
    (action,) = (await roadmap_of(ana.house, ana)).actions
    assert (action.answer("who"), action.due) == ("Bo", date(2025, 1, 14))


async def test_two_devices_at_once_lose_nothing(ana: Person) -> None:
    await writes(ana)
    await ana.sends("/roadmap")
    phone = (await ana.presses("My vision")).form
    laptop = (await ana.presses("My vision")).form
    assert phone is not None
    assert laptop is not None
    await ana.submits(phone.name, phone.context, vision="From the phone")
    again = await ana.submits(laptop.name, laptop.context, vision="From the laptop")
    assert (await roadmap_of(ana.house, ana)).parts[0].answers == {"vision": "From the phone"}
    assert ana.told[-1].split("\n") == [
        "This part was changed meanwhile, maybe on another device. Now it says:",
        "From the phone",
        "You typed:",
        "From the laptop",
        "It is in the form again. Please check it, and save it once more.",
    ]
    assert again.form is not None
    assert again.form.fields[0].value == "From the laptop"
    await ana.submits(again.form.name, again.form.context, vision="From both")
    assert (await roadmap_of(ana.house, ana)).parts[0].answers == {"vision": "From both"}


async def test_the_first_words_from_two_devices_at_the_same_moment(ana: Person) -> None:
    """Really at once: on PostgreSQL in two connections."""
    house, context = ana.house, f"{ana.house.cohort.id}:vision:0:0:0"
    async with house.app.database.write() as uow:
        (member,) = await uow.members.by_email(str(ana.email))
        for device in ("phone", "laptop"):
            account = (await uow.accounts.identify("test", f"ana-{device}", ana.name, NOW)).account
            await uow.accounts.link(account.id, member, f"test-{device}", NOW)
    events = [
        replace(ana, account_id=f"ana-{device}").event(
            FormSubmitted, form="roadmap.part", context=context, values={"vision": f"From the {device}"}
        )
        for device in ("phone", "laptop")
    ]
    handled = await asyncio.gather(*(house.app.dispatcher.handle(event) for event in events))
    for one in handled:
        assert one.failed is None
        one.release()
    await house.app.delivery.settled()
    (part,) = (await roadmap_of(house, ana)).parts
    told = "\n".join(posted.text for posted in house.platform.posted)
    assert part.answer("vision") in ("From the phone", "From the laptop")
    assert "This part was changed meanwhile" in told
    assert all(f"From the {device}" in told for device in ("phone", "laptop")), "neither is lost"


async def test_the_same_words_from_two_devices_are_no_quarrel(ana: Person) -> None:
    await ana.sends("/roadmap")
    one, other = (await ana.presses("My vision")).form, (await ana.presses("My vision")).form
    assert one is not None
    assert other is not None
    for form in (one, other):
        reply = await ana.submits(form.name, form.context, vision=VISION)
        assert reply.toast is not None
        assert reply.toast.text == "Saved."
    assert len((await roadmap_of(ana.house, ana)).parts) == 1


async def test_a_form_left_for_a_week_is_still_taken(ana: Person) -> None:
    await writes(ana)
    await ana.sends("/roadmap")
    form = (await ana.presses("My vision")).form
    assert form is not None
    await ana.house.move_to(NOW + timedelta(days=8))
    await ana.submits(form.name, form.context, vision="A week later")
    assert (await roadmap_of(ana.house, ana)).parts[0].answers == {"vision": "A week later"}


async def test_a_form_for_what_was_removed_gives_the_words_back(ana: Person) -> None:
    await writes(ana)
    await ana.presses("1. Ten paying members")
    form = (await ana.presses("Change the goal")).form
    assert form is not None
    await ana.presses("Remove it")
    await ana.presses("Yes, remove it")
    assert (await roadmap_of(ana.house, ana)).goals == ()
    await ana.submits(form.name, form.context, **(GOAL | {"why": "Because *we* must <b>"}))
    assert ana.told[-1].startswith("This part was removed meanwhile.")
    assert "Because *we* must <b>" in ana.told[-1]
    assert (await roadmap_of(ana.house, ana)).actions == (), "its actions went with it"


async def test_there_is_room_for_five_goals_and_five_actions(ana: Person) -> None:
    await writes(ana)
    goal_form = (await ana.presses("Add a goal")).form
    await ana.presses("1. Ten paying members")
    action_form = (await ana.presses("Add an action")).form
    assert goal_form is not None
    assert action_form is not None
    for number in range(6):
        await ana.submits(goal_form.name, goal_form.context, **(GOAL | {"goal": f"Goal {number}"}))
        await ana.submits(action_form.name, action_form.context, **(ACTION | {"what": f"Action {number}"}))
    found = await roadmap_of(ana.house, ana)
    assert (len(found.goals), len(found.actions)) == (5, 5)
    assert "There is no room for more: 5 is the limit." in "\n".join(ana.told)
    assert any("Goal 5" in said and "You typed:" in said for said in ana.told)
    await ana.sends("/roadmap")
    assert "Add a goal" not in ana.private[-1].buttons


async def test_a_long_one_is_an_outline_to_its_author_and_whole_to_who_reads_it(ana: Person) -> None:
    long = {key: f"{key} " * 12 for key in GOAL} | {"why": "why? " * 190, "measure": "how? " * 190}
    await writes(ana, **long)
    form = (await ana.presses("Add a goal")).form
    assert form is not None
    for number in range(2, 6):
        await ana.submits(form.name, form.context, **(long | {"goal": f"Goal {number} {'x' * 150}"}))
        for action in range(5):
            await fills_in(ana, "Add an action", **(ACTION | {"what": f"Action {action} {'y' * 180}"}))
    await ana.sends("/roadmap")
    assert len(ana.told[-1]) < 3_900, "Telegram takes 4096"
    for words in (*(f"Goal {number} x" for number in range(2, 6)), *(f"Action {number} y" for number in range(5))):
        assert words in ana.told[-1]
    await ana.presses("Submit it for review")
    tina = await ana.house.joined("Tina", "trainer")
    await tina.sends("/roadmap")
    before = len(tina.told)
    await tina.presses("Ana Núñez: submitted")
    assert len(tina.told) == before + 1, "a message of its own, which platforms may split"
    assert tina.told[-1].count("why? " * 189) == 5


async def test_step_by_step_what_is_there_is_kept_with_a_tap(ana: Person) -> None:
    """Where there are no windows, nobody types five answers again to change one."""
    await writes(ana)
    ana.forms = False
    await ana.presses("1. Ten paying members")
    await ana.presses("Change the goal")
    assert ana.told[-1].split("\n")[-2:] == ["Now it is:", "Ten paying members"]
    await ana.says("Twelve members")
    for _ in range(3):
        await ana.presses("Keep it")
    await ana.presses("Leave it empty")
    (goal,) = (await roadmap_of(ana.house, ana)).goals
    assert dict(goal.answers) == GOAL | {"goal": "Twelve members", "help_offered": ""}


async def test_made_up_forms_change_nothing(ana: Person) -> None:
    await writes(ana)
    before = await roadmap_of(ana.house, ana)
    for context in ("", "x", "1", "1:goal:0:0", "1:nothing:0:0:0", "1:action:999:0:0", "1:goal:0:999:1", "99:goal:0:0:0",
                    "1:GOAL:0:0:0", "²:goal:0:0:0", f"1:action:{before.parts[0].id}:0:0"):  # fmt: skip
        await ana.submits("roadmap.part", context, **GOAL, **ACTION)
    assert await roadmap_of(ana.house, ana) == before
