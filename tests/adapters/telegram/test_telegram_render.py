"""What a message becomes on Telegram: texts and entities, buttons, files, and where they are cut."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.adapters.telegram.commands import menus
from bot.adapters.telegram.entities import Marked, marked, units
from bot.adapters.telegram.keyboards import keyboards
from bot.adapters.telegram.render import CAPTION_MAX, TEXT_MAX, main_part, new_content, parts, toast_text
from bot.chat.buttons import Button
from bot.chat.commands import ListedCommand
from bot.chat.markup import text
from bot.chat.messages import Message, OutgoingFile
from bot.chat.text import Bullets, Mention, Moment, Paragraph, Span, Text, paragraphs, quote
from tests.adapters.telegram.conftest import COMMANDS
from tests.thorough import examples

AT = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
HOSTILE = "<b>Bob</b> *Tables* [x](https://evil.example) `rm` {name} _ & @everyone /kick"


def told(content: Marked) -> tuple[str, list[dict[str, Any]]]:
    return content.text, [entity.to_dict() for entity in content.entities]


def mark(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("given_text", "words", "entities"),
    [
        (text("**Bold** and *italic*, `code`."), "Bold and italic, code.", [mark("bold", 0, 4), mark("italic", 9, 6), mark("code", 17, 4)]),
        (text("***both***"), "both", [mark("bold", 0, 4), mark("italic", 0, 4)]),
        (text("[site](https://example.org/?a=1&b=2)"), "site", [mark("text_link", 0, 4, url="https://example.org/?a=1&b=2")]),
        (text("[write](mailto:a@example.org?subject=x)"), "write (a@example.org)", []),
        (text("[a@example.org](mailto:a@example.org)"), "a@example.org", []),
        ((Paragraph((Span("no", link="ftp://example.org"),)),), "no", []),
        (text("One.\n\nTwo:\n\n- a\n- **b**"), "One.\n\nTwo:\n• a\n• b", [mark("bold", 17, 1)]),
        (text("1. a\n2. b\n\nend"), "1. a\n2. b\n\nend", []),
        (text("> said\n\nby whom"), "said\n\nby whom", [mark("blockquote", 0, 4)]),
        (text("```\na = 1\nb = 2\n```"), "a = 1\nb = 2", [mark("pre", 0, 11)]),
        (text("👩‍👩‍👧 **hi** 👋"), "👩‍👩‍👧 hi 👋", [mark("bold", 9, 2)]),
        (text("**שלום** {who}", who="مرحبا"), "שלום مرحبا", [mark("bold", 0, 4)]),
        (text("Hello **{who}**!", who=HOSTILE), f"Hello {HOSTILE}!", [mark("bold", 6, len(HOSTILE))]),
        (text("{who} and {other}", who=Mention("Ana 🎉", (("slack", "U1"), ("telegram", "5301877412"))), other=Mention("Ben")),
         "Ana 🎉 and Ben", [mark("text_mention", 0, 6, user={"id": 5301877412, "first_name": "Ana 🎉", "is_bot": False})]),
        (text("{who}", who=Mention("Ana", (("telegram", "nobody"),))), "Ana", []),
        (text("At {when}.", when=Moment(AT, "Tue 3 March, 18:00")), "At Tue 3 March, 18:00.",
         [mark("date_time", 3, 18, unix_time=1772557200, date_time_format="wDt")]),
        (text("{when}", when=Moment(AT, "18:00", "time")), "18:00", [mark("date_time", 0, 5, unix_time=1772557200, date_time_format="t")]),
        ((*paragraphs("a\n\n b"), *quote("c")), "a\n\n b\n\nc", [mark("blockquote", 7, 1)]),
        ((Paragraph((Span("", bold=True), Span("x"))),), "x", []),
        ((), "", []),
    ],
)  # fmt: skip
def test_texts(given_text: Text, words: str, entities: list[dict[str, Any]]) -> None:
    assert told(marked(given_text)) == (words, entities)


def test_a_long_text_is_cut_at_paragraphs_and_nothing_is_lost() -> None:
    lines = [f"Paragraph {number}: " + "słowo 🙂 " * 20 for number in range(130)]
    made = parts(Message(paragraphs("\n".join(lines)), ((Button("Ok", "o:1"),),)))
    assert sum(len(line) for line in lines) > 20_000
    assert all(units(part.content.text) <= TEXT_MAX for part in made)
    assert "\n\n".join(part.content.text for part in made).split("\n\n") == lines
    assert [part.keyboard is not None for part in made] == [False] * (len(made) - 1) + [True]
    assert main_part(made) == len(made) - 1


def test_a_bold_wall_of_emoji_is_cut_between_characters() -> None:
    made = parts(Message((Paragraph((Span("😀" * 20_000, bold=True),)),)))
    assert "".join(part.content.text for part in made) == "😀" * 20_000
    assert [told(part.content)[1] for part in made] == [[mark("bold", 0, units(part.content.text))] for part in made]
    assert {units(part.content.text) for part in made[:-1]} == {TEXT_MAX}


_word = st.text(alphabet="abc ا😀\n", min_size=1, max_size=60)
_inline = st.builds(Span, _word, bold=st.booleans(), italic=st.booleans()) | st.builds(
    Mention, st.just("Ana"), st.just((("telegram", "7"),))
)
_line = st.lists(_inline, max_size=5).map(tuple)
_block = st.builds(Paragraph, _line) | st.builds(Bullets, st.lists(_line, max_size=3).map(tuple), st.booleans())


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(_block, max_size=6).map(tuple), st.integers(40, 200))
def test_entities_always_lie_within_their_part(blocks: Text, limit: int) -> None:
    content = new_content(Message(blocks), limit).content
    end = units(content.text)
    assert end <= limit
    assert all(entity.offset >= 0 and 0 < entity.length <= end - entity.offset for entity in content.entities)


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard] if markup else []


def test_buttons() -> None:
    rows = (
        (Button("Yes\n now", "y:1", style="primary"), Button("Remove", "r:1", style="danger"), Button("Later", "l:1")),
        (Button("Site", url="https://example.org"), Button("Mail", url="mailto:a@b.c"), Button("Nothing")),
        (
            Button("Hack", url="javascript:alert(1)"),
            Button("Nowhere", url="https://"),
            Button("Broken", url="https://["),
        ),
        (Button("", "e:1"), Button("A label " * 12, "x:1"), Button("Ż" * 70, "z:1")),
    )
    (markup,) = keyboards(rows)
    first, second, third = ([button.to_dict() for button in row] for row in markup.inline_keyboard)
    assert first == [
        {"text": "Yes now", "callback_data": "y:1", "style": "primary"},
        {"text": "Remove", "callback_data": "r:1", "style": "danger"},
        {"text": "Later", "callback_data": "l:1"},
    ]
    assert second == [{"text": "Site", "url": "https://example.org"}]
    assert [button["text"] for button in third] == [
        "⋯",
        "A label A label A label A label A label A label A label A label…",
        "Ż" * 63 + "…",
    ]


def test_a_wide_row_goes_on_in_the_next() -> None:
    (markup,) = keyboards((tuple(Button(str(number), f"n:{number}") for number in range(11)),))
    assert labels(markup) == [[str(number) for number in range(8)], ["8", "9", "10"]]


def test_more_buttons_than_a_message_holds_go_on_in_further_ones() -> None:
    rows = tuple((Button(f"a{number}", f"a:{number}"), Button(f"b{number}", f"b:{number}")) for number in range(120))
    made = parts(Message(text("Choose:"), rows))
    assert [part.content.text for part in made] == ["Choose:", "⋯", "⋯"]
    assert [sum(map(len, labels(part.keyboard))) for part in made] == [100, 100, 40]
    assert [label for part in made for row in labels(part.keyboard) for label in row] == [
        button.label for row in rows for button in row
    ]
    assert main_part(made) == 0


def file(name: str, media_type: str, size: int = 1000, alt: str = "") -> OutgoingFile:
    return OutgoingFile(name, name, media_type, size, alt)


PLAN, TEAM = file("plan.pdf", "application/pdf"), file("team.png", "image/png", alt="Our team on stage")
OK = ((Button("Ok", "o:1"),),)


def shown(message: Message) -> list[tuple[str, str | None, bool, bool]]:
    """Text or caption, file, whether as a picture, whether with buttons."""
    return [
        (part.content.text, part.file and part.file.name, part.as_photo, part.keyboard is not None)
        for part in parts(message)
    ]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Message(()), []),
        (Message(paragraphs(" \n ")), []),
        (Message((), OK), [("⋯", None, False, True)]),
        (Message(text("Here."), OK, (PLAN,)), [("Here.", "plan.pdf", False, True)]),
        (Message(text("Here."), (), (TEAM,)), [("Here.", "team.png", True, False)]),
        (Message((), OK, (TEAM,)), [("Our team on stage", "team.png", True, True)]),
        (Message(text("x" * 1025), OK, (PLAN,)), [("x" * 1025, None, False, True), ("", "plan.pdf", False, False)]),
        (Message(text("Two."), OK, (PLAN, TEAM)), [("Two.", None, False, True), ("", "plan.pdf", False, False), ("Our team on stage", "team.png", True, False)]),
        (Message((), OK, (PLAN, TEAM)), [("", "plan.pdf", False, False), ("Our team on stage", "team.png", True, True)]),
        (Message((), (), (file("a.gif", "image/gif"),)), [("", "a.gif", False, False)]),
        (Message((), (), (file("big.jpg", "image/jpeg", 10 * 1024 * 1024 + 1),)), [("", "big.jpg", False, False)]),
        (Message((), (), (file("a.png", "image/png", alt="🙂" * 2000),)), [("🙂" * 511 + "…", "a.png", True, False)]),
    ],
)  # fmt: skip
def test_files(message: Message, expected: list[tuple[str, str | None, bool, bool]]) -> None:
    assert shown(message) == expected


def test_what_replaces_a_caption_fits_one() -> None:
    made = new_content(Message(text("word " * 500), OK), CAPTION_MAX)
    assert CAPTION_MAX - 10 < units(made.content.text) <= CAPTION_MAX
    assert made.content.text.endswith("word\n\n…")
    assert labels(made.keyboard) == [["Ok"]]
    assert new_content(Message(()), CAPTION_MAX).content.text == ""


def test_what_replaces_a_message_is_one_message() -> None:
    rows = tuple((Button(f"a{number}", f"a:{number}"),) for number in range(120))
    made = new_content(Message(paragraphs("\n".join(["word " * 60] * 40)), rows), TEXT_MAX)
    assert made.content.text.endswith("word \n\n…")
    assert labels(made.keyboard) == [[f"a{number}"] for number in range(100)]
    assert new_content(Message((), rows), TEXT_MAX).content == Marked("⋯")


def test_toasts_fit() -> None:
    assert toast_text("Saved.") == "Saved."
    assert len(toast_text("word " * 50)) <= 200


def test_menus_by_scope_and_language() -> None:
    shown = {
        (menu.scope.type, menu.language): [command.command for command in menu.commands] for menu in menus(COMMANDS)
    }
    assert shown == {
        ("default", ""): ["help"], ("all_private_chats", ""): ["help", "status"],
        ("all_group_chats", ""): ["help", "status"], ("all_chat_administrators", ""): ["help", "status", "report"],
        ("default", "uk"): ["help"], ("all_private_chats", "uk"): ["help"],
        ("all_group_chats", "uk"): ["help"], ("all_chat_administrators", "uk"): ["help"],
    }  # fmt: skip


def test_menus_hold_what_telegram_takes() -> None:
    many = [ListedCommand(f"c{number}", "x " * 200, "anyone") for number in range(120)]
    odd = [ListedCommand("check-in", "not a name here", "anyone"), ListedCommand("Ünion", "nor this", "anyone")]
    made = list(menus({"en": (*odd, *many), "pt-br": (), "pt": (), "fil": ()}))
    assert [len(menu.commands) for menu in made[:4]] == [100] * 4
    assert {len(command.description) <= 256 for command in made[0].commands} == {True}
    assert [one.language for one, other in pairwise(made) if one.language != other.language] == [""]
