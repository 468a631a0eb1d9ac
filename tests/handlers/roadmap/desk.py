"""How people press and type their way through a roadmap."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.chat.messages import DirectReply
from bot.domain.roadmap.plan import Roadmap
from tests.house import House, Person

NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
"""Three days after the last online day: 10:00 in Warsaw."""

ENDS = datetime(2025, 3, 4, 23, 0, tzinfo=UTC)
"""The end of the last in-person day in Warsaw."""

VISION = "Our cluster lives from its services."
GOAL = {
    "goal": "Ten paying members",
    "why": "Grants end in 2026",
    "measure": "Ten contracts",
    "help_wanted": "How to set membership fees",
    "help_offered": "Running a trade fair stand",
}
ACTION = {"what": "Ask all members", "who": "Ana", "by_when": "14 Jan", "first_step": "Write the letter"}
PASS_ON = {"whom": "My two colleagues", "how": "A morning each month"}


async def fills_in(person: Person, label: str, **values: str) -> DirectReply:
    """Press the button, and send the form that it opens."""
    reply = await person.presses(label)
    assert reply.form is not None, (label, reply)
    return await person.submits(reply.form.name, reply.form.context, **values)


async def writes(person: Person, **goal: str) -> None:
    """All that is needed before it can be submitted."""
    await person.sends("/roadmap")
    await fills_in(person, "My vision", vision=VISION)
    await fills_in(person, "Add a goal", **(GOAL | goal))
    await fills_in(person, "Add an action", **ACTION)
    await person.sends("/roadmap")
    await fills_in(person, "Passing it on", **PASS_ON)


async def submits(person: Person, **goal: str) -> None:
    await writes(person, **goal)
    await person.presses("Submit it for review")


async def shows(person: Person, topic: str = "Services for members") -> None:
    """Consents to its being seen."""
    await person.sends("/roadmap")
    await person.presses("Show it to the group")
    await person.presses(topic)


async def roadmap_of(house: House, person: Person) -> Roadmap:
    assert person.email
    async with house.app.database.read() as uow:
        (member,) = await uow.members.by_email(person.email)
        found = await uow.roadmaps.of_member(member.id)
    assert found is not None
    return found


def newest(person: Person, words: str) -> str:
    """The newest thing they were told that has these words in it."""
    return next(said for said in reversed(person.told) if words in said)
