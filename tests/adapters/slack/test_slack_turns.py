"""Requests of all kinds in both modes: what the bot hears, what Slack is told, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.adapters.slack.turns import TRY_AGAIN
from bot.chat.buttons import Button
from bot.chat.events import ButtonPressed, CommandInvoked, Event, FormSubmitted, HomeOpened, MessagePosted, Place
from bot.chat.forms import Field, Form
from bot.chat.messages import DirectReply, Message, Toast
from bot.chat.text import paragraphs
from bot.ports import Handled, ToAccount, ToChat
from tests.adapters.slack.fakes import Stage
from tests.servers.slack import Person, Room


async def test_text_goes_in_and_out(each_stage: Stage) -> None:
    server, bot, slack = each_stage.server, each_stage.bot, each_stage.slack
    ana = server.person("Ana Nowak", email="ana@example.org")
    room = server.channel("cohort")
    room.invite(ana)
    room.invite_bot(by=ana)
    await server.settled()
    said = await ana.says(room, f"<@{server.bot_user_id}> when is the next session?")
    await server.settled()
    (event,) = [event for event in bot.heard if isinstance(event, MessagePosted)]
    assert (event.text, event.addressed, event.message_id) == ("when is the next session?", True, said.ts)
    assert (event.sender.name, event.sender.email, event.sender.language) == ("Ana Nowak", "ana@example.org", "en")
    assert (event.place.chat_id, event.place.kind, event.place.thread_id) == (room.id, "group", None)
    sent = await slack.send(ToChat(room.id, None, said.ts), Message(paragraphs("Tomorrow, <!channel> & *all*")), "1")
    answer = server.messages(room)[-1]
    assert (answer.text, answer.thread_ts, answer.ts) == (
        "Tomorrow, &lt;!channel&gt; &amp; *all*",
        said.ts,
        sent.message_id,
    )


async def test_buttons(each_stage: Stage) -> None:
    server, bot, slack = each_stage.server, each_stage.bot, each_stage.slack
    ana = server.person("Ana Nowak", email="ana@example.org")
    bot.answer = lambda event: Handled(DirectReply(toast=Toast("You are *in*.")))
    message = Message(paragraphs("Are you here?"), ((Button("I am here", "ci:1", style="primary"),),))
    sent = await slack.send(ToAccount(ana.id), message, "1")
    posted = server.messages(ana)[-1]
    press = await ana.presses(posted, "I am here")
    assert press.acked
    (event,) = bot.heard
    assert isinstance(event, ButtonPressed)
    assert (event.token, event.message_id, event.place.chat_id, event.can_open_form) == (
        "ci:1",
        sent.message_id,
        sent.chat_id,
        True,
    )
    await server.until(lambda: ana.ephemerals)
    assert [shown.text for shown in ana.ephemerals] == ["You are *in*."]
    assert bot.released == [event.event_id]


async def test_a_slash_command(each_stage: Stage) -> None:
    server, bot = each_stage.server, each_stage.bot
    ana = server.person("Ana Nowak", email="ana@example.org")
    bot.answer = lambda event: Handled(DirectReply(toast=Toast("Try /help & more")))
    reply = await ana.command("/groupmate", "checkin  now please")
    (event,) = bot.heard
    assert isinstance(event, CommandInvoked)
    assert (event.name, event.args, event.place.kind, event.can_open_form) == ("checkin", "now please", "private", True)
    assert (reply.body["text"], reply.body["response_type"]) == ("Try /groupmate help &amp; more", "ephemeral")


FORM = Form(
    "absence", "Absence", (Field("reason", "Why?"), Field("day", "Which day?", "date", required=False)), "Send", "s=2"
)
OFFER = Message(paragraphs("Please open the form."), ((Button("Open the form", "open:1"),),))


def replies(**reply: Any) -> Callable[[Event], Handled]:
    return lambda event: Handled(DirectReply(**reply))


async def ana_in(stage: Stage, *, with_bot: bool = True) -> tuple[Person, Room]:
    ana = stage.server.person("Ana Nowak", email="ana@example.org")
    room = stage.server.channel("cohort")
    room.invite(ana)
    if with_bot:
        room.invite_bot(by=ana)
    await stage.server.settled()
    stage.bot.heard.clear()
    stage.bot.deliveries = 0
    stage.bot.released.clear()
    return ana, room


async def test_a_form_opens_and_comes_back(each_stage: Stage) -> None:
    server, bot = each_stage.server, each_stage.bot
    ana, room = await ana_in(each_stage)
    bot.answer = replies(form=FORM)
    await ana.command("/groupmate", "absence", channel=room)
    await server.until(lambda: ana.modal)
    bot.answer = replies(errors={"reason": "Say a little more; see /help"})
    refused = await ana.submits({"Why?": "ill"})
    assert refused.errors == {"reason": "Say a little more; see /groupmate help"}
    assert ana.modal
    bot.answer = replies(toast=Toast("Thank you."))
    assert (await ana.submits({"Why?": "I am ill"})).errors in (None, {})
    assert ana.modal is None
    await server.until(lambda: ana.ephemerals)
    _, first, second = bot.heard
    assert isinstance(first, FormSubmitted)
    assert isinstance(second, FormSubmitted)
    assert (second.form, second.context, second.place) == ("absence", "s=2", Place("slack", room.id, "group"))
    assert (first.values, second.values) == ({"reason": "ill", "day": ""}, {"reason": "I am ill", "day": ""})
    assert [shown.text for shown in ana.ephemerals] == ["Thank you."]


async def test_a_form_after_a_form_takes_its_place(each_stage: Stage) -> None:
    ana, room = await ana_in(each_stage)
    each_stage.bot.answer = replies(form=FORM)
    await ana.command("/groupmate", "absence", channel=room)
    await each_stage.server.until(lambda: ana.modal)
    each_stage.bot.answer = replies(form=Form("second", "Second", (Field("more", "More?"),), "Send"))
    await ana.submits({"Why?": "ill"})
    modal = ana.modal
    assert modal is not None
    assert modal["title"]["text"] == "Second"


async def test_the_same_submission_twice_is_one_event(each_stage: Stage) -> None:
    server, bot = each_stage.server, each_stage.bot
    ana, room = await ana_in(each_stage)
    bot.answer = replies(form=FORM)
    await ana.command("/groupmate", "absence", channel=room)
    await server.until(lambda: ana.modal)
    bot.answer = replies()
    await ana.submits({"Why?": "ill"})
    payload = next(d.payload for d in server.deliveries if d.payload.get("type") == "view_submission")
    again = await ana.interacts({**payload, "trigger_id": "1.2.3"}, answerable=True)
    assert again.acked
    assert len([event for event in bot.heard if isinstance(event, FormSubmitted)]) == 1
    assert bot.deliveries == 3


async def test_an_expired_trigger_leads_to_an_offer(each_stage: Stage) -> None:
    server, bot = each_stage.server, each_stage.bot
    ana, room = await ana_in(each_stage)
    server.trigger_lifetime = 0
    bot.answer = replies(form=FORM, form_offer=OFFER)
    await ana.command("/groupmate", "absence", channel=room)
    await server.until(lambda: ana.ephemerals)
    assert ana.modal is None
    server.trigger_lifetime = 3
    await ana.presses(ana.ephemerals[0], "Open the form")
    await server.until(lambda: ana.modal)
    pressed = bot.heard[-1]
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.token, pressed.message_id) == ("open:1", None)


async def test_an_offer_where_nothing_can_be_whispered_goes_to_the_private_chat(stage: Stage) -> None:
    ana, room = await ana_in(stage, with_bot=False)
    stage.server.fail_next("views.open", error="expired_trigger_id")
    stage.bot.answer = replies(form=FORM, form_offer=OFFER)
    await ana.command("/groupmate", "absence", channel=room)
    await stage.server.until(lambda: stage.server.messages(ana))
    assert list(stage.server.messages(ana)[0].buttons) == ["Open the form"]


async def test_the_home_page(each_stage: Stage) -> None:
    server, bot = each_stage.server, each_stage.bot
    ana, _ = await ana_in(each_stage)
    bot.answer = replies(home=Message(paragraphs("Your programme"), ((Button("I am here", "ci:1"),),)))
    await ana.opens_home()
    await server.until(lambda: ana.home)
    bot.answer = replies(toast=Toast("You are checked in.", alert=True))
    assert ana.home
    await ana.presses(ana.home, "I am here")
    await server.until(lambda: ana.modal)
    assert "You are checked in." in str(ana.modal)
    opened, pressed = bot.heard
    assert isinstance(opened, HomeOpened)
    assert isinstance(pressed, ButtonPressed)
    assert pressed.place == opened.place == Place("slack", ana.dm.id, "private")
    assert pressed.message_id is None


async def test_shortcuts(each_stage: Stage) -> None:
    ana, room = await ana_in(each_stage)
    message = await ana.says(room, "When do we meet?")
    await each_stage.server.settled()
    await ana.shortcut("do:status")
    await ana.message_shortcut("ask", message)
    _, command, asked = each_stage.bot.heard
    assert isinstance(command, CommandInvoked)
    assert isinstance(asked, MessagePosted)
    assert (command.name, command.can_open_form, command.place.private) == ("status", True, True)
    assert (asked.text, asked.addressed, asked.place.thread_id) == ("When do we meet?", True, message.ts)


async def test_retries_are_the_same_event(each_stage: Stage) -> None:
    ana, room = await ana_in(each_stage)
    await ana.says(room, f"<@{each_stage.server.bot_user_id}> hello")
    await each_stage.server.settled()
    assert each_stage.bot.deliveries == 1
    for delivery in await each_stage.server.redeliver(3):
        assert delivery.acked
    assert len(each_stage.bot.heard) == 1


async def test_what_may_pass_is_sent_again_by_slack(each_stage: Stage) -> None:
    each_stage.server.ack_within = 0.2
    each_stage.server.retry_after = (0.0, 0.0, 0.0)
    ana, room = await ana_in(each_stage)
    answers = iter([Handled(again=True), Handled(again=True), Handled()])
    each_stage.bot.answer = lambda event: next(answers)
    await ana.says(room, "hello")
    await each_stage.server.settled()
    delivery = each_stage.server.deliveries[-1]
    assert (delivery.acked, delivery.attempts, each_stage.bot.deliveries) == (True, 3, 3)


async def test_commands_and_forms_are_told_that_it_failed(each_stage: Stage) -> None:
    ana, room = await ana_in(each_stage)
    each_stage.bot.answer = replies(form=FORM)
    await ana.command("/groupmate", "absence", channel=room)
    await each_stage.server.until(lambda: ana.modal)
    each_stage.bot.answer = lambda event: Handled(failed="Not saved, sorry.", again=True)
    assert (await ana.submits({"Why?": "ill"})).errors == {"reason": "Not saved, sorry."}
    assert (await ana.command("/groupmate", "checkin", channel=room)).body["text"] == "Not saved, sorry."
    each_stage.bot.answer = lambda event: Handled(again=True)
    assert (await ana.command("/groupmate", "checkin", channel=room)).body["text"] == TRY_AGAIN


async def test_who_addressed_the_bot_is_told_that_it_failed(stage: Stage) -> None:
    ana, room = await ana_in(stage)
    stage.bot.answer = lambda event: Handled(failed="Sorry.")
    await ana.says(room, "just talking")
    await ana.says(room, f"<@{stage.server.bot_user_id}> hello")
    await stage.server.settled()
    await stage.server.until(lambda: ana.ephemerals)
    await stage.slack.stop()
    assert [shown.text for shown in ana.ephemerals] == ["Sorry."]


async def test_a_turn_that_raises_is_tried_again(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    ana, room = await ana_in(stage)
    stage.server.ack_within = 0.2
    answers = iter([1, 0])
    stage.bot.answer = lambda event: Handled(failed=str(1 // (1 - next(answers))))
    await ana.says(room, "hello")
    await stage.server.settled()
    assert stage.server.deliveries[-1].attempts == 2


async def test_what_slack_sends_and_the_bot_does_not_know(each_stage: Stage) -> None:
    server = each_stage.server
    for event in ({"type": "star_added"}, {"type": "message"}, {"type": ["x"], "user": {"id": 1}}):
        delivery = server.push(event) if isinstance(event["type"], str) else None
        await server.settled()
        assert delivery is None or delivery.acked
    raw = {"type": "event_callback", "event": {"type": "reaction_added", "item": {}}, "event_id": "Ev1"}
    delivery = server.push_raw(raw)
    await server.settled()
    assert delivery.acked
    assert each_stage.bot.heard == []


async def test_other_workspaces_vouch_for_no_address(stage: Stage) -> None:
    server = stage.server
    _, room = await ana_in(stage)
    guest = server.person("Igor Babić", email="igor@example.org", guest="single", locale="pl-PL")
    stranger = server.person("Lea Morav")
    room.invite(guest)
    room.invite(stranger)
    await guest.says(room, "hello")
    await stranger.says(room, "hello")
    await server.settled()
    said = [event.sender for event in stage.bot.heard if isinstance(event, MessagePosted)]
    assert [(who.name, who.email, who.language) for who in said] == [
        ("Igor Babić", "igor@example.org", "pl"),
        ("Lea Morav", None, "en"),
    ]


async def test_people_are_looked_up_once_and_changes_are_heard(stage: Stage) -> None:
    server = stage.server
    ana, room = await ana_in(stage)
    for words in ("one", "two"):
        await ana.says(room, words)
    await server.settled()
    ana.changes(real_name="Ana Babić")
    await server.settled()
    await ana.says(room, "three")
    await server.settled()
    assert [call.params["user"] for call in server.calls if call.method == "users.info"] == [ana.id]
    assert [event.sender.name for event in stage.bot.heard] == ["Ana Nowak", "Ana Nowak", "Ana Babić"]


async def test_a_lookup_that_fails_loses_no_event(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    server = stage.server
    monkeypatch.setattr("bot.adapters.slack.people.PATIENCE", 0.05)
    room = server.channel("cohort")
    ana, igor = server.person("Ana Nowak", email="ana@example.org"), server.person("Igor Babić", email="i@example.org")
    for somebody in (ana, igor):
        room.invite(somebody)
    room.invite_bot()
    await server.settled()
    stage.bot.heard.clear()
    server.fail_next("users.info", error="internal_error")
    await ana.says(room, "hello")
    await server.settled()
    server.hang("users.info", 5)
    await igor.says(room, "hello")
    await server.settled()
    assert [(event.sender.name, event.sender.email) for event in stage.bot.heard] == [(ana.id, None), (igor.id, None)]


async def test_edits_deletions_and_what_happens_to_a_channel(each_stage: Stage) -> None:
    server = each_stage.server
    ana, room = await ana_in(each_stage)
    igor = server.person("Igor Babić", email="igor@example.org")
    room.invite(igor)
    said = await ana.says(room, "Monday")
    for step in (ana.edits(said, "Tuesday"), ana.deletes(said)):
        await server.settled()
        await step
    await server.settled()
    room.remove(igor)
    room.rename("cohort-5")
    room.archive()
    room.unarchive()
    room.remove_bot()
    await server.settled()
    heard = [type(event).__name__ for event in each_stage.bot.heard]
    assert sorted(heard) == sorted(
        ["MemberJoined", "MessagePosted", "MessageEdited", "MessageDeleted", "MemberLeft", *["GroupTouched"] * 4]
    )


async def test_group_messages(each_stage: Stage) -> None:
    ana, _ = await ana_in(each_stage)
    igor = each_stage.server.person("Igor Babić", email="igor@example.org")
    circle = each_stage.server.group_dm(ana, igor)
    await igor.says(circle, "Shall we pair up?")
    await ana.says(circle, f"<@{each_stage.server.bot_user_id}> who is free?")
    await each_stage.server.settled()
    said = [event for event in each_stage.bot.heard if isinstance(event, MessagePosted)]
    assert sorted((event.place.kind, event.addressed) for event in said) == [("circle", False), ("circle", True)]


async def test_nothing_is_sent_before_the_acknowledgement(each_stage: Stage) -> None:
    """Rows are released, and modals opened, once Slack has its answer."""
    server = each_stage.server
    ana, room = await ana_in(each_stage)
    each_stage.bot.answer = replies(form=FORM)
    reply = await ana.command("/groupmate", "absence", channel=room)
    assert not reply.timed_out
    await server.until(lambda: ana.modal)
    assert each_stage.bot.released == [each_stage.bot.heard[0].event_id]


async def test_without_the_channels_messages_mentions_are_heard(stage: Stage) -> None:
    server = stage.server
    server.scopes = server.scopes - {"channels:history"}
    assert stage.slack._live
    stage.slack._live.api.scopes = frozenset(server.scopes)
    ana, room = await ana_in(stage)
    await ana.says(room, "just talking")
    await ana.says(room, f"<@{server.bot_user_id}> hello")
    await server.settled()
    assert [event.text for event in stage.bot.heard if isinstance(event, MessagePosted)] == ["hello"]


async def test_an_answer_that_cannot_be_made_holds_up_no_acknowledgement(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana, room = await ana_in(stage)
    stage.bot.answer = replies(toast=Toast("Hello"))
    monkeypatch.setattr("bot.adapters.slack.render.Render.line", None)
    reply = await ana.command("/groupmate", "checkin", channel=room)
    assert (reply.delivery.acked, reply.body, len(stage.bot.released)) == (True, None, 1)
    assert "an answer could not be made" in caplog.text


async def test_a_form_that_slack_does_not_answer_about_is_offered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.aftermath.TRIGGER_SECONDS", 0.05)
    ana, room = await ana_in(stage)
    stage.server.hang("views.open", 5)
    stage.bot.answer = replies(form=FORM, form_offer=OFFER)
    await ana.command("/groupmate", "absence", channel=room)
    await stage.server.until(lambda: ana.ephemerals)
    assert list(ana.ephemerals[0].buttons) == ["Open the form"]
