"""Homework in /library and for the coach: with its author's consent, once it is due, and never where reviews are nameless."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.homework.assignments import Assignment
from bot.domain.homework.submissions import Submission
from handlers.feedback.buttons import Shared, SharedFiles
from tests.handlers.coaching.desk import NOW, books, offers
from tests.handlers.feedback.desk import DUE, POSTED, agrees, given_out, hands_in, member_of
from tests.handlers.test_sheets import Files
from tests.house import House, Person

NOTHING = "Library\nNobody shows their work here yet."
SECRET = "We charge the Zimbabwean cooperative"
REFUSED = "Sorry, this can be done only by:"


@pytest.fixture
async def group(each_house: House) -> House:
    each_house.clock.at = POSTED
    return each_house


async def shown(house: House, author: Person, **more: Any) -> tuple[Assignment, Submission]:
    """Handed in by them, with their yes."""
    tom = await house.joined("Tom", "trainer")
    task = await given_out(house, tom, **({"shared": True} | more))
    work = await hands_in(house, author, task, SECRET, files={"plan.pdf": b"%PDF plan"})
    await agrees(house, work)
    return task, work


async def reads(reader: Person, work: Submission) -> str:
    reply = await reader.presses_token(Shared(work.id).pack())
    return reply.toast.text if reply.toast else reader.told[-1]


async def test_once_it_is_due_by_its_title(group: House) -> None:
    ana, bo, files = await group.joined("Ana"), await group.joined("Bo"), Files(group)
    task, work = await shown(group, ana)
    await bo.sends("/library")
    assert bo.told[-1].startswith(NOTHING)
    assert (await reads(bo, work)).startswith(REFUSED), "it could still be copied"
    group.clock.at = task.due
    await bo.sends("/library")
    await bo.presses("Business model canvas (1)")
    assert bo.told[-1] == f"Business model canvas\n• Ana: {SECRET}"
    await bo.presses("Homework: Ana")
    assert bo.told[-1].split("\n") == ["Business model canvas, by Ana", SECRET, "• 📎 plan.pdf (9 B)"]
    await bo.presses("📥 Send me all of it")
    assert files["plan.pdf"] == b"%PDF plan"


async def test_without_consent_nobody_and_it_can_be_taken_back(group: House) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    task, work = await shown(group, ana)
    await agrees(group, work, yes=False)
    group.clock.at = task.due
    tina = await group.joined("Tina", "coach")
    for person in (bo, tina):
        await person.sends("/library")
        assert person.told[-1].startswith(NOTHING)
        assert (await reads(person, work)).startswith(REFUSED)
    await ana.sends("/feedback")
    await ana.presses("Business model canvas")
    await ana.presses("The others may see it")
    assert SECRET in await reads(bo, work)
    page = bo.private[-1]
    await ana.sends("/feedback")
    await ana.presses("Business model canvas")
    await ana.presses("Only trainers may see it")
    reply = await bo.presses("📥 Send me all of it", page)
    assert reply.toast is not None
    assert reply.toast.text.startswith(REFUSED)


@pytest.mark.parametrize(
    "more", [{"shared": False}, {"peer_reviews": 2, "anonymous_reviews": True}], ids=["not shared", "nameless"]
)
async def test_never_where_the_assignment_does_not_say_so(group: House, more: dict[str, Any]) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    task, work = await shown(group, ana, **more)
    group.clock.at = task.due
    await bo.sends("/library")
    assert bo.told[-1].startswith(NOTHING)
    assert (await reads(bo, work)).startswith(REFUSED)


@pytest.mark.parametrize("how", ["left", "erased", "withdrawn"])
async def test_it_goes_with_its_author_and_its_assignment(group: House, how: str) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    task, work = await shown(group, ana)
    group.clock.at = task.due
    assert SECRET in await reads(bo, work)
    if how == "left":
        async with group.app.database.write() as uow:
            await uow.members.withdraw((await member_of(group, ana)).id, group.clock.at)
    elif how == "erased":
        async with group.app.database.write() as uow:
            (member,) = await uow.members.by_email(str(ana.email))
            await uow.personal.erase(await uow.personal.of_member(member), group.clock.at, attendance=False)
    else:
        async with group.app.database.write() as uow:
            await uow.assignments.set_state(task.id, "withdrawn", from_=["open"])
    await bo.sends("/library")
    assert bo.told[-1].startswith(NOTHING)
    assert (await reads(bo, work)).startswith(REFUSED)


async def test_strangers_and_those_who_left_see_nothing(group: House) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    task, work = await shown(group, ana)
    group.clock.at = task.due
    stranger = group.stranger()
    for kind in (Shared, SharedFiles):
        reply = await stranger.presses_token(kind(work.id).pack())
        assert SECRET not in str([*stranger.told, reply.toast])
    make = group.app.deployment.registry.rechecks["feedback.shared"]
    from bot.scene import View

    async def sent() -> object:
        async with group.app.database.read() as uow:
            (member,) = await uow.members.by_email(str(bo.email))
            view = View(group.app.deployment, uow, group.clock.at, group.cohort)
            return await make(view, submission=str(work.id), reader=str(member.id))

    assert await sent() is not None
    async with group.app.database.write() as uow:
        await uow.members.withdraw((await member_of(group, bo)).id, group.clock.at)
    assert await sent() is None


async def test_before_the_coaching_the_coach_can_read_what_is_shown(group: House) -> None:
    ana, anna = await group.joined("Ana"), await group.joined("Anna", "coach")
    _task, work = await shown(group, ana)
    tom_only = await given_out(group, await group.joined("Tim", "trainer"), "Only for trainers", due=DUE)
    await hands_in(group, ana, tom_only, "Secret of trainers")
    await group.move_to(NOW)
    await offers(anna)
    await books(ana, "14:00")
    told = next(one for one in reversed(anna.private) if "has booked you" in one.text)
    assert [label for label in told.buttons if "Homework" in label] == ["Homework: Business model canvas"]
    await anna.presses("Homework: Business model canvas", told)
    assert SECRET in anna.told[-1]
    await agrees(group, work, yes=False)
    assert (await reads(anna, work)).startswith(REFUSED)


async def test_the_question_says_where_it_is_shown(group: House) -> None:
    ana, bo = await group.joined("Ana"), await group.joined("Bo")
    tom = await group.joined("Tom", "trainer")
    named = await given_out(group, tom, shared=True, peer_reviews=1)
    nameless = await given_out(group, tom, "Nameless", shared=True, peer_reviews=1, anonymous_reviews=True)
    await hands_in(group, ana, named, "Mine")
    await hands_in(group, bo, nameless, "Mine")
    await group.move_to(group.clock.at.replace(hour=12, minute=10))
    says = "Once it is due, everybody in the programme can read it under /library."
    assert says in next(one for one in ana.told if one.startswith("May the others see"))
    assert says not in next(one for one in bo.told if one.startswith("May the others see"))
