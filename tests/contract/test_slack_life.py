"""What happens to people and channels on Slack, from the payload to what everybody sees."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.on_slack import SlackStage, SlackVisitor, words_of
from tests.contract.stages import on_slack_stage
from tests.contract.world import ANA, BO, ORGANISER, until
from tests.house import DAY_1


@pytest.fixture
async def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackStage]:
    async with AsyncExitStack() as stack:
        stage = await on_slack_stage(stack, tmp_path, f"sqlite:///{tmp_path / 'groupmate.db'}", monkeypatch)
        assert isinstance(stage, SlackStage)
        yield stage
        stage.check()


def person_of(stage: SlackStage, name: str) -> Any:
    visitor = stage.people[name]
    assert isinstance(visitor, SlackVisitor)
    return visitor.person


async def test_members_are_known_and_reached_before_they_have_said_a_word(slack: SlackStage) -> None:
    await slack.bind()
    everybody = {person_of(slack, name).id: member.id for name, member in slack.world.members.items()}

    async def linked() -> dict[str, int]:
        async with slack.world.app.database.read() as uow:
            return await uow.accounts.linked(slack.world.members[ANA].cohort_id, "slack")

    async with asyncio.timeout(5):
        while await linked() != everybody:
            await asyncio.sleep(0.01)


async def test_the_home_page_shows_ones_own_programme(slack: SlackStage) -> None:
    await slack.bind()
    ana = person_of(slack, ANA)
    await ana.opens_home()
    await until("the page", lambda: ana.home)
    shown = str(ana.home)
    assert "Cluster Booster Academy" in shown
    assert "Online day 1" in shown
    await ana.presses(ana.home, "What do you know of me?")
    await until(
        "the answer in private", lambda: any("ana@people.example" in words for words in slack.people[ANA].told())
    )

    stranger = slack.server.person("Mallory Quux", email="mallory@elsewhere.example")
    await stranger.opens_home()
    await until("their page", lambda: stranger.home)
    assert "Are you a member?" in str(stranger.home)
    assert "Online day 1" not in str(stranger.home)


async def test_a_form_that_came_too_late_can_be_opened_by_a_button(slack: SlackStage) -> None:
    await slack.bind()
    ana = person_of(slack, ANA)
    slack.server.fail_next("views.open", error="expired_trigger_id")
    await slack.people[ANA].commands("trip")
    await until("the offer", lambda: any("tap the button" in words for words in slack.people[ANA].told()))
    offer = next(m for m in [*slack.server.messages(ana), *ana.ephemerals] if "Open the form" in m.buttons)
    assert ana.modal is None
    await ana.presses(offer, "Open the form")
    values = {"Where to?": "Brno", "How?": "By bus", "Which day?": "2024-11-20", "When?": "09:30"}
    assert await slack.people[ANA].fills_in(values) is None
    await until("it is in", lambda: any(words.startswith("Planned: Brno") for words in slack.people[ANA].told()))


async def test_commands_work_in_threads_by_a_mention(slack: SlackStage) -> None:
    await slack.bind()
    bo = person_of(slack, BO)
    root = await bo.says(slack.room, "Good morning everybody")
    await bo.says(slack.room, f"<@{slack.server.bot_user_id}> me", thread=root)
    await until("a word for Bo alone", lambda: any("bo@people.example" in words for words in slack.people[BO].told()))
    assert not any("bo@people.example" in words for words in slack.group())


async def test_the_organiser_hears_that_a_channel_is_archived_or_the_bot_removed(slack: SlackStage) -> None:
    await slack.bind()
    told = slack.people[ORGANISER].told
    slack.room.archive()
    await until("that it is archived", lambda: any("I may not write in the group" in words for words in told()))
    slack.room.unarchive()
    await slack.server.settled()
    slack.room.remove_bot(by=person_of(slack, ORGANISER))
    await until("that it is out", lambda: any("I am not in the group" in words for words in told()))


async def test_somebody_unknown_is_told_how_to_join_and_nothing_else(slack: SlackStage) -> None:
    await slack.bind()
    guest = slack.server.person("Gösta Öberg", email=None, guest="single")
    slack.room.invite(guest)

    def told() -> list[str]:
        return [words_of(m) for m in slack.server.messages(guest) if m.by_bot]

    await until("how to join", lambda: any("/groupmate join" in words for words in told()))
    await guest.command("/groupmate", "status", channel=slack.room)
    await until("a no", lambda: any("for members" in words_of(m) for m in guest.ephemerals))
    assert not any("Joined:" in words for words in [*told(), *slack.group()])


async def test_a_question_that_was_taken_back_needs_no_answer(slack: SlackStage) -> None:
    await slack.bind()
    ana, told = person_of(slack, ANA), slack.people[ORGANISER].told
    await slack.people[ORGANISER].commands("help")
    asked = await ana.says(None, "Which font is on the certificate?")
    await until("the question", lambda: any("Which font" in words for words in told()))
    await ana.edits(asked, "Which font is on the participants' certificate?")
    await until("the new words", lambda: any("the participants' certificate" in words for words in told()))
    await ana.deletes(asked)
    await until("that it is gone", lambda: any("has taken it back" in words for words in told()))


async def test_a_few_people_can_ask_in_a_group_message(slack: SlackStage) -> None:
    await slack.bind()
    ana, bo = person_of(slack, ANA), person_of(slack, BO)
    circle = slack.server.group_dm(ana, bo)
    await ana.says(circle, "Bo, shall we have lunch?")
    await ana.says(circle, f"<@{slack.server.bot_user_id}> when does the first online day begin?")
    await until("an answer there", lambda: any(m.by_bot for m in slack.server.messages(circle)))
    assert sum(m.by_bot for m in slack.server.messages(circle)) == 1


async def test_shortcuts_are_commands(slack: SlackStage) -> None:
    await slack.bind()
    ana, bo = person_of(slack, ANA), person_of(slack, BO)
    await slack.world.move_to(DAY_1 - timedelta(minutes=5))
    await ana.shortcut("do:checkin")
    await until("the count", lambda: any("1 of 2 are here" in words for words in slack.group()))
    asked = await bo.says(slack.room, "When does the first online day begin?")
    await until("Bo is answered", lambda: any("10:00" in words or "6 Nov" in words for words in slack.group()))
    before = len(slack.group())
    await ana.message_shortcut("ask", asked)
    await until("and once more for Ana", lambda: len(slack.group()) > before)


async def test_a_command_in_a_channel_that_the_bot_is_not_in(slack: SlackStage) -> None:
    olga = person_of(slack, ORGANISER)
    elsewhere = slack.server.channel("elsewhere")
    elsewhere.invite(olga)
    await olga.command("/groupmate", "bind", channel=elsewhere)
    told = slack.people[ORGANISER].told
    await until("what to do", lambda: any("Please add me there" in words for words in told()))


async def test_a_turn_in_flight_is_finished_when_the_bot_stops(slack: SlackStage) -> None:
    await slack.bind()
    bo = person_of(slack, BO)
    await bo.says(None, "Which font is on the certificate?")
    await until("it is under way", lambda: any(d.attempts for d in slack.server.deliveries if of(d, bo)))
    await slack.world.app.stop()
    assert [d.acked for d in slack.server.deliveries if of(d, bo)] == [True]


def of(delivery: Any, person: Any) -> bool:
    return bool(delivery.payload.get("event", {}).get("user") == person.id and "text" in delivery.payload["event"])
