"""What happens to people and groups on Telegram, from the update to what everybody sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.on_telegram import TelegramStage, TelegramVisitor, words_of
from tests.contract.stages import on_telegram_stage
from tests.contract.world import ANA, BO, CODES, ORGANISER, until
from tests.house import DAY_1


@pytest.fixture
async def telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramStage]:
    async with AsyncExitStack() as stack:
        stage = await on_telegram_stage(stack, tmp_path, f"sqlite:///{tmp_path / 'groupmate.db'}", monkeypatch)
        assert isinstance(stage, TelegramStage)
        yield stage
        stage.check()


def person_of(stage: TelegramStage, name: str) -> Any:
    visitor = stage.people[name]
    assert isinstance(visitor, TelegramVisitor)
    return visitor.person


def posted(stage: TelegramStage, where: Any) -> list[Any]:
    return [message for message in stage.server.messages(where) if message.by_bot]


async def bound(stage: TelegramStage, *names: str) -> None:
    for name in (ORGANISER, *names):
        await stage.people[name].enrols()
    await stage.bind()


async def test_who_never_opened_the_private_chat_is_asked_to_and_then_gets_the_answer(telegram: TelegramStage) -> None:
    await bound(telegram)
    bo = person_of(telegram, BO)
    before = len(telegram.group())
    await bo.says(telegram.room, f"/join {CODES[BO]}")
    await bo.says(telegram.room, "/me")
    await until("the invitation", lambda: len(telegram.group()) > before)
    await telegram.server.settled()
    (invitation,) = posted(telegram, telegram.room)[before:]
    assert invitation.text.startswith(BO)
    assert {label: button["url"] for label, button in invitation.buttons.items()} == {
        "Open the private chat": "https://t.me/groupmate_bot?start=hello"
    }
    (mention,) = [entity for entity in invitation.entities if entity["type"] == "text_mention"]
    assert mention["user"]["id"] == bo.id
    assert telegram.people[BO].told() == []
    assert not any("bo@people.example" in words for words in telegram.group())

    await bo.starts("hello")
    told = telegram.people[BO].told
    await until("what had waited", lambda: any("bo@people.example" in words for words in told()))
    await until("the welcome", lambda: any("Welcome" in words for words in told()))
    assert sum("bo@people.example" in words for words in told()) == 1
    assert len(telegram.group()) == before + 1


async def test_a_group_that_becomes_a_supergroup_loses_nothing(telegram: TelegramStage) -> None:
    old = telegram.room = telegram.server.group("Small circle", kind="group")
    for name in (ORGANISER, ANA, BO):
        old.add(person_of(telegram, name))
    await bound(telegram, ANA, BO)
    await telegram.world.move_to(DAY_1 - timedelta(minutes=5))
    await until("the card", lambda: any("0 of 2 are here" in words for words in telegram.group()))
    old_id = old.id
    old.upgrade()
    assert old.id != old_id

    def there() -> list[str]:
        return [words_of(message) for message in posted(telegram, old) if message.chat.id == old.id]

    await until("the card in the new group", lambda: any("0 of 2 are here" in words for words in there()))
    await telegram.people[ANA].presses("I am here")
    await until("the count", lambda: any("1 of 2 are here" in words for words in there()))
    await telegram.world.move_to(DAY_1 - timedelta(minutes=4))
    await telegram.people[BO].presses("I am here")
    await until("the count", lambda: any("2 of 2 are here" in words for words in there()))
    assert sum("are here" in words for words in there()) == 1
    await telegram.people[BO].writes("When does the first online day begin?", group=True)
    await until("an answer there", lambda: "10:00" in there()[-1] or "6 Nov" in there()[-1])


async def test_a_topic_is_the_home_if_the_group_has_topics(telegram: TelegramStage) -> None:
    forum = telegram.room = telegram.server.group("Forum", kind="supergroup", forum=True)
    topic = forum.topic("Announcements")
    olga = person_of(telegram, ORGANISER)
    forum.add(olga)
    await telegram.people[ORGANISER].enrols()
    forum.add_bot(by=olga, admin=True)
    await olga.says(forum, "/bind", thread=topic)
    await until("the group is bound", lambda: any("is now the home of" in words for words in telegram.group()))
    await telegram.world.move_to(DAY_1 - timedelta(minutes=5))
    await until("the card", lambda: any("0 of 2 are here" in words for words in telegram.group()))
    card = next(message for message in posted(telegram, forum) if "are here" in words_of(message))
    assert card.thread_id == topic


async def test_who_blocked_the_bot_is_not_written_to_until_they_come_back(telegram: TelegramStage) -> None:
    await bound(telegram, ANA)
    olga = person_of(telegram, ORGANISER)
    olga.blocks_bot()
    await telegram.server.settled()
    told = len(telegram.people[ORGANISER].told())
    calls = len(telegram.server.calls)
    await telegram.people[ANA].writes("Which font is on the certificate?")
    await until(
        "Ana hears", lambda: any("I have asked the organisers" in words for words in telegram.people[ANA].told())
    )
    sent_to = [call.params.get("chat_id") for call in telegram.server.calls[calls:] if call.method == "sendMessage"]
    assert olga.id not in sent_to
    olga.unblocks_bot()
    await telegram.people[ORGANISER].commands("questions")
    await until("Olga is back", lambda: len(telegram.people[ORGANISER].told()) > told)
    assert "Which font is on the certificate?" in telegram.people[ORGANISER].told()[-1]


async def test_organisers_hear_what_keeps_the_bot_from_working(telegram: TelegramStage) -> None:
    olga = person_of(telegram, ORGANISER)
    await telegram.people[ORGANISER].enrols()
    telegram.room.add_bot(by=olga, admin=False)
    await olga.says(telegram.room, "/bind")
    told = telegram.people[ORGANISER].told
    await until("what it cannot see", lambda: any("I see only commands and replies" in words for words in told()))
    telegram.room.promote_bot(by=olga)
    await telegram.server.settled()
    telegram.room.remove_bot(by=olga)
    await until("that it is gone", lambda: any("I am not in the group" in words for words in told()))
    assert sum("I see only commands" in words for words in told()) == 1


async def test_a_changed_question_reaches_the_organisers_as_it_is_now(telegram: TelegramStage) -> None:
    await bound(telegram, ANA)
    ana, told = person_of(telegram, ANA), telegram.people[ORGANISER].told
    asked = await ana.says(None, "Which font is on the certificate?")
    await until("the question", lambda: any("Which font" in words for words in told()))
    await ana.edits(asked, "Which font is on the participants' certificate?")
    await until("the new words", lambda: any("the participants' certificate" in words for words in told()))
    assert not any("on the certificate" in words for words in told())
