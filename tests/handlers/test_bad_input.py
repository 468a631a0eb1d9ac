"""Long texts, odd names, taps again and late: a clear message each, and nothing recorded is lost."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.chat.events import ButtonPressed
from bot.chat.text import Bullets, Mention, Moment, Paragraph, Quote, Span, Text
from tests.handlers.test_access import COMMANDS
from tests.house import DAY_1, House

ODD_NAMES = [
    "<b>&*_~",
    "=cmd()|' /C calc'!A0",
    "@everyone <!channel>",
    "[x](https://evil.example)",
    "{name} {0}",
    "سلمى\u200f الحسن",
]
LONG = "Which font is on the certificate " + "and the next one " * 600 + "?"


def inlines(text: Text) -> list[Span | Mention | Moment]:
    found: list[Span | Mention | Moment] = []
    for block in text:
        match block:
            case Paragraph(items) | Quote(items):
                found += items
            case Bullets(items):
                found += [inline for item in items for inline in item]
    return found


async def test_names_stay_words(house: House) -> None:
    """A name may stand in any message, and is the text of a span there: never a link, never a placeholder."""
    olga = await house.joined("Olga", "organiser")
    people = [await house.joined(name) for name in ODD_NAMES]
    await house.move_to(DAY_1)
    for odd in people:
        await odd.says("Which font is on the certificate?")
        await odd.sends("/me")
        assert odd.told[-1].startswith(f"{odd.name}\n")
        await odd.sends("/start")
        assert odd.name in odd.told[-1]
    assert [name for name in ODD_NAMES if f"Question from {name}, " not in "".join(olga.told)] == []
    await house.move_to(DAY_1 + timedelta(days=1))
    await olga.sends("/status")
    await olga.presses(f"At risk ({len(ODD_NAMES)})")
    assert [name for name in ODD_NAMES if f"• {name} ({name}'s cluster): missed" not in olga.told[-1]] == []
    spans = [inline for posted in house.platform.posted for inline in inlines(posted.message.text)]
    assert not [span for span in spans if isinstance(span, Span) and span.link and "evil" in span.link]


async def test_ten_thousand_characters_after_any_command(house: House) -> None:
    ana, olga = await house.joined("Ana"), await house.joined("Olga", "organiser")
    for name in sorted(COMMANDS):
        for person in (ana, olga):
            before = len(person.told)
            reply = await person.sends(f"/{name} {LONG}")
            assert person.told[before:] or reply.form, name
            assert all(len(told) < 4096 for told in person.told[before:]), name


async def test_ten_thousand_characters_to_the_bot(house: House) -> None:
    ana = await house.joined("Ana")
    for words in (LONG, "Who pays for the hotel? " + "bla " * 2500, "?" * 10_000, "*_`" * 3000):
        before = len(ana.told)
        await ana.says(words)
        assert ana.told[before:], words[:30]
        assert all(len(told) < 4096 for told in ana.told[before:])


async def test_a_redelivered_tap_is_the_same_tap(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    card = house.group[-1]
    event = ana.event(ButtonPressed, True, token=card.buttons["I am here"].token, message_id="bot-0")
    first = await house.receive(event)
    again = await house.receive(dataclasses.replace(event, at=event.at + timedelta(minutes=1)))
    assert first.reply.toast is not None
    assert first.reply.toast.text == "You are checked in to Online day 1. Welcome!"
    assert again.reply == first.reply


async def test_toasts_are_short_enough_to_be_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    card = house.group[-1]
    token = card.buttons["I am here"].token
    session = house.app.deployment.programmes["academy"].sessions[0]
    monkeypatch.setitem(session.__dict__, "title", "A very long title of a session " * 10)
    for at in (DAY_1 - timedelta(days=1), DAY_1, DAY_1 + timedelta(days=1)):
        house.clock.at = at
        reply = await ana.presses_token(token, card)
        assert reply.toast is not None
        assert 0 < len(reply.toast.text) <= 200


async def test_buttons_of_long_ago_say_so(house: House) -> None:
    ana = await house.joined("Ana")
    await ana.asks("Who pays for the hotel?")
    await ana.sends("/faq")
    await house.pass_time(timedelta(days=300))
    shown = ana.private[-1]
    assert (await ana.presses_token("fe:an-entry-of-last-year", shown)).toast is not None
    assert (await ana.presses_token("fh:999:1", shown)).toast is not None
    assert (await ana.presses_token("xx:999:1", shown)).toast is not None
    assert shown.text.startswith("What would you like to know?")
