"""An exchange on each platform: profile, round, introduction, a time, met, what was learned, brought to the group. A mentor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import vobject

from bot.domain.people import Profile
from tests.contract.on_playground import PlaygroundStage, words_of
from tests.contract.on_slack import SlackStage, SlackVisitor
from tests.contract.on_slack import words_of as slack_words
from tests.contract.world import ANA, BO, ORGANISER, Platform, Visitor, sees, until

NOW = datetime(2024, 11, 18, 9, 0, tzinfo=UTC)
THEME = "Members who <b>stay</b>"
STARTER = "What did you *stop* doing?"


def together(platform: Platform) -> list[str]:
    """What the bot has said in the chat of the two."""
    if isinstance(platform, SlackStage):
        rooms = [room for room in platform.server.space.rooms.values() if room.kind == "mpim"]
        return [slack_words(message) for room in rooms for message in platform.server.messages(room) if message.by_bot]
    assert isinstance(platform, PlaygroundStage)
    room = platform.adapter.room
    assert room is not None
    circles = [chat for chat in room.journal.chats() if chat.startswith("circle-")]
    return [words_of(one) for chat in circles for one in platform.posted(chat)]


def answers(**given: str) -> dict[str, str]:
    """The profile's form by its labels."""
    return {
        "Your role in the cluster": "Manager",
        "Sector of your cluster": "food",
        "How old is your cluster?": "",
        "What can you offer to others?": given.get("offers", ""),
        "What do you look for?": given.get("wants", ""),
        "Languages you like to talk in": "English",
        "Your working hours, on your own clock": "9:00-17:00",
        "How may your partner reach you outside this chat?": given.get("contact", ""),
        "May other participants find you by what you offer?": "Yes, they may find me",
    }


async def plans(olga: Visitor) -> None:
    await olga.commands("peers round")
    await olga.fills_in(
        {
            "What is the round about?": THEME,
            "Two or three questions to begin with, one a line": STARTER,
            "Pairs or trios?": "Pairs",
            "Who fits together?": "It does not matter",
            "When does it begin?": "today",
            "What is its last day?": "8 Dec",
        }
    )


async def tap_a_time(platform: Platform, visitor: Visitor) -> None:
    """The first of the three, in the chat of the two or in private."""
    if isinstance(visitor, SlackVisitor):
        server = visitor.stage.server
        (room,) = (room for room in server.space.rooms.values() if room.kind == "mpim")
        (message,) = (one for one in server.messages(room) if one.by_bot)
        await visitor.person.presses(message, next(iter(message.buttons)))
        return
    if isinstance(platform, PlaygroundStage):
        room = platform.adapter.room
        assert room is not None
        (chat,) = (chat for chat in room.journal.chats() if chat.startswith("circle-"))
        (posted,) = platform.posted(chat)
        token = posted.draft.content["buttons"][0][0]["token"]
        player: Any = visitor
        body = {"kind": "press", "message": posted.id, "token": token, "chat": chat}
        await player._act(body, False)
        return
    telegram: Any = visitor
    message = next(m for m in platform.server.messages(telegram.person) if "Your partner" in (m.text or ""))  # type: ignore[attr-defined]
    await telegram.person.presses(message, next(iter(message.buttons)))


async def test_an_exchange(platform: Platform) -> None:
    world = platform.world
    world.clock.at = NOW
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()
    for person in (olga, ana, bo):
        await person.commands("me")  # on the playground nobody is there before they have done something

    await ana.commands("profile")
    refused = await ana.fills_in(answers(wants="member engagement", contact="ana@people.example"))
    assert refused is None, refused
    await sees(ana, "Thank you. Your profile is saved.")
    await bo.commands("profile")
    await bo.fills_in(answers(offers="Member engagement, <i>choirs</i>", contact="@bo"))
    await sees(bo, "I offer: member engagement, <i>choirs</i>")
    await ana.commands("who member engagement")
    await sees(ana, "Bo Źdźbło (Bo Źdźbło's cluster, Poland): member engagement")

    await plans(olga)
    await sees(olga, f"Round “{THEME}”")
    await sees(olga, "Bo Źdźbło can help Ana Núñez with member engagement.")
    await olga.taps("Publish")
    await sees(olga, "Publish now?")
    await olga.taps("Yes, publish")
    if platform.name == "telegram":
        await sees(ana, "Your partner in this round: Bo Źdźbło")
        await sees(ana, "How to reach Bo Źdźbło: @bo")
        await sees(bo, "How to reach Ana Núñez: ana@people.example")
        await sees(bo, STARTER)
    else:
        await until("they are brought together", lambda: together(platform))
        (said,) = together(platform)
        assert "Ana Núñez and Bo Źdźbło: please meet each other!" in said
        assert STARTER in said
        assert "ana@people.example" not in said

    await tap_a_time(platform, ana)
    await sees(bo, "Does it suit you to meet Ana Núñez on")
    await bo.taps("Yes, agreed")
    await until("both entries", lambda: len(ana.files()) == 1 and len(bo.files()) == 1)
    entry = vobject.readOne(ana.files()[0].data.decode())
    assert entry.vevent.summary.value == "Exchange with Bo Źdźbło"
    starts = entry.vevent.dtstart.value
    await world.move_to(starts - timedelta(hours=1))
    await sees(bo, "You meet Ana Núñez at")
    await world.move_to(starts + timedelta(hours=1))
    await sees(bo, "Did you meet Ana Núñez as agreed?")
    await bo.taps("Yes, we met")
    await sees(bo, "What is one thing you learned?")
    await world.move_to(starts + timedelta(days=1))
    await sees(ana, "What is one thing you learned?")  # with her next reminder
    await bo.taps("Write it")
    await bo.fills_in(
        {
            "One thing that I learned": "A <b>breakfast</b> *works*",
            "May I share it with the group?": "Yes, with my name",
        }
    )
    await sees(bo, "I share it with the group when the round is over, with your name.")
    await world.move_to(datetime(2024, 12, 9, 9, 0, tzinfo=UTC))
    await world.move_to(datetime(2024, 12, 11, 9, 0, tzinfo=UTC))
    await until("the digest", lambda: any("A <b>breakfast</b> *works*" in words for words in platform.group()))
    platform.check()


async def test_a_mentor(platform: Platform) -> None:
    world = platform.world
    world.clock.at = NOW
    olga, ana, bo = (platform.people[name] for name in (ORGANISER, ANA, BO))
    async with world.app.database.write() as uow:
        for name, role in ((ANA, "mentee"), (BO, "mentor")):
            one = world.members[name]
            roles: Any = frozenset({role})
            profile = Profile(one.name, one.email, one.organisation, one.country, one.sector, roles=roles)
            await uow.members.save(one.cohort_id, [profile])
    for person in (olga, ana, bo):
        await person.enrols()
    await platform.bind()
    for person in (olga, ana, bo):
        await person.commands("me")
    await bo.commands("profile")
    refused = await bo.fills_in(
        {**answers(offers="Member engagement", contact="@bo"), "How many mentees do you take?": "3"}
    )
    assert refused is None, refused
    await sees(bo, "Mentees that you take: 3")

    await olga.commands("peers mentors")
    await sees(olga, "1 proposal, known to organisers alone.")
    await sees(olga, "Mentors with places left: Bo Źdźbło (2).")
    await olga.taps("Publish")
    await sees(olga, "Publish now?")
    await olga.taps("Yes, publish")
    if platform.name == "telegram":
        await sees(ana, "Your mentor: Bo Źdźbło")
        await sees(ana, "How to reach Bo Źdźbło: @bo")
        await sees(bo, "Your mentee: Ana Núñez")
        await until("the group", lambda: any("Ana Núñez – Bo Źdźbło" in words for words in platform.group()))
    else:
        await until("they are brought together", lambda: together(platform))
        (said,) = together(platform)
        assert "Bo Źdźbło is the mentor of Ana Núñez." in said
        assert "@bo" not in said
    platform.check()
