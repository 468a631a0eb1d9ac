"""Slack's group DM for people who are brought together."""

from __future__ import annotations

from bot.chat.messages import Message
from bot.chat.text import paragraphs
from bot.ports import ToCircle
from tests.adapters.slack.test_slack_sending import Stage, posted_to

MEET = Message(paragraphs("Please meet each other!"))


async def test_people_are_brought_together_in_a_group_dm(stage: Stage) -> None:
    ana = stage.server.person("Ana Núñez", email="ana@example.org")
    igor = stage.server.person("Igor Babić", email="igor@example.org")
    first = await stage.slack.send(ToCircle((ana.id, igor.id)), MEET, "1")
    again = await stage.slack.send(ToCircle((ana.id, igor.id)), MEET, "2")
    (room,) = (room for room in stage.server.space.rooms.values() if room.kind == "mpim")
    assert {ana.id, igor.id} < {*room.members}
    assert first.chat_id == again.chat_id == room.id
    assert posted_to(stage) == [room.id, room.id]


async def test_without_the_right_to_open_one_each_is_told_in_private(stage: Stage) -> None:
    """As in a workspace that installed the bot before it asked for `mpim:write`."""
    ana = stage.server.person("Ana Núñez", email="ana@example.org")
    igor = stage.server.person("Igor Babić", email="igor@example.org")
    stage.server.fail_next("conversations.open", error="missing_scope")
    sent = await stage.slack.send(ToCircle((ana.id, igor.id)), MEET, "1")
    assert sent.chat_id == ana.dm.id
    assert posted_to(stage) == [ana.id, igor.id]
    assert [stage.server.messages(one)[-1].text for one in (ana, igor)] == ["Please meet each other!"] * 2
