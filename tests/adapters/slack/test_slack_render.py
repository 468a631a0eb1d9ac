"""Messages as blocks: nothing that people typed is markup, nothing is longer than Slack takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import home
from bot.adapters.slack.render import BLOCK_MAX, BLOCKS, ELEMENTS, TEXT_MAX, Part, Render
from bot.chat.buttons import Button
from bot.chat.markup import text
from bot.chat.messages import Message
from bot.chat.text import Bullets, Mention, Moment, Paragraph, Quote, Span, Text, paragraphs, plain
from tests.servers.schemas import violations_slack

RENDER = Render(("help", "checkin", "check"))
HOSTILE = (
    "<!channel>",
    "<@U1>",
    "*x*",
    "&lt;",
    "_a_ ~b~ `c`",
    "<https://evil.example|click>",
    ":smile:",
    "مرحبا <!here>",
    "👩‍👩‍👧 é",
)


def parts(message: Message) -> list[Part]:
    made = RENDER.parts(message)
    for part in made:
        wrong = violations_slack("chat.postMessage", {"channel": "C1", **part.payload()})
        assert wrong == []
        assert part.size <= TEXT_MAX
        assert len(part.blocks) <= BLOCKS
    return made


def elements(written: Text) -> list[dict[str, Any]]:
    (part,) = parts(Message(written))
    (block,) = part.blocks
    assert block["type"] == "rich_text"
    return block["elements"]


def section(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(inside)}


def word(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def test_styles_links_and_lists() -> None:
    shown = elements(text("**Bold** and *it* `code` [link](https://example.org)\n\nNext\n\n- one\n- two\n\n> said"))
    assert shown == [
        section(
            word("Bold", bold=True),
            word(" and "),
            word("it", italic=True),
            word(" "),
            word("code", code=True),
            word(" "),
            {"type": "link", "url": "https://example.org", "text": "link"},
            word("\n\n"),
            word("Next"),
        ),
        {"type": "rich_text_list", "style": "bullet", "elements": [section(word("one")), section(word("two"))]},
        {"type": "rich_text_quote", "elements": [word("said")]},
    ]


def test_a_numbered_list_goes_on_with_its_numbers() -> None:
    (shown,) = elements((Bullets(((Span("c"),), ()), ordered=True, start=3),))
    assert (shown["style"], shown["offset"], shown["elements"]) == (
        "ordered",
        2,
        [section(word("c")), section(word(" "))],
    )


def test_mentions_and_moments() -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    shown = elements(
        (
            Paragraph(
                (
                    Mention("Ana", (("telegram", "1"), ("slack", "U0ANA"))),
                    Mention("Igor", (("telegram", "1"),)),
                    Moment(at, "Tue 24 Nov, 10:30 CET"),
                    Moment(at, "10:30", "time"),
                )
            ),
        )
    )
    date = {"type": "date", "timestamp": 1795512600}
    assert shown == [
        section(
            {"type": "user", "user_id": "U0ANA"},
            word("Igor"),
            date | {"format": "{date_short_pretty}, {time}", "fallback": "Tue 24 Nov, 10:30 CET"},
            date | {"format": "{time}", "fallback": "10:30"},
        )
    ]


def test_commands_read_as_slack_knows_them() -> None:
    shown = elements(text("Send `/checkin {day}` or /help, not {typed}.", day="2", typed="/help"))
    assert (
        shown
        == [
            section(
                word("Send "),
                word("/groupmate checkin 2", code=True),
                word(" or "),
                word("/groupmate help, not "),
                word("/help."),
            )
        ]
        or "".join(each["text"] for each in shown[0]["elements"])
        == "Send /groupmate checkin 2 or /groupmate help, not /help."
    )
    said = "Use /help (/checkin). Not /helpful, a/help, https://x.org/help or /groupmate help"
    expected = "Use /groupmate help (/groupmate checkin). Not /helpful, a/help, https://x.org/help or /groupmate help"
    assert RENDER.words(said) == expected
    assert Render(()).words("/help") == "/help"


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_typed_is_never_markup(typed: str) -> None:
    (part,) = parts(Message(text("Hello {name}", name=typed), ((Button(typed, "t"),),)))
    rich, actions = part.blocks
    assert [each["text"] for each in rich["elements"][0]["elements"]] == [f"Hello {typed}"]
    assert actions["elements"][0]["text"] == {"type": "plain_text", "text": typed, "emoji": False}
    assert part.payload()["text"].count("<") == 0
    assert "mrkdwn" not in str(part.payload())


@pytest.mark.parametrize("letter", ["a", "ж", "👩", "ا"])
def test_a_long_text_goes_out_in_parts(letter: str) -> None:
    words = " ".join([letter * 9] * 2000)
    made = parts(Message(paragraphs(words), ((Button("Yes", "y"),),)))
    assert len(made) == 2
    assert [bool(part.labels) for part in made] == [False, True]
    said = [
        each["text"]
        for part in made
        for block in part.blocks[:7]
        if block["type"] == "rich_text"
        for each in block["elements"][0]["elements"]
    ]
    assert " ".join(said) == words
    assert max(map(len, said)) <= BLOCK_MAX


def test_more_buttons_than_a_message_takes_go_on_in_further_ones() -> None:
    wide = tuple(Button(f"w{n}", f"w:{n}") for n in range(ELEMENTS + 1))
    rows = (wide, *((Button(f"b{n}", f"b:{n}", style="danger"),) for n in range(60)))
    made = parts(Message(paragraphs("Choose"), rows))
    assert [len(part.blocks) for part in made] == [50, 13]
    ids = [
        each["action_id"] for part in made for block in part.blocks for each in block["elements"] if "action_id" in each
    ]
    assert len(ids) == len(set(ids)) == ELEMENTS + 1 + 60
    assert made[1].payload()["text"].startswith("b47\nb48\n")


def one(message: Message) -> Part:
    made = RENDER.one(message)
    assert violations_slack("chat.update", {"channel": "C1", "ts": "1.2", **made.payload()}) == []
    assert made.size <= TEXT_MAX
    assert len(made.blocks) <= BLOCKS
    return made


def test_what_one_message_takes_is_left_as_it_is() -> None:
    rows = tuple((Button(f"b{n}", f"b:{n}"),) for n in range(48))
    for message in (Message(paragraphs("Choose"), rows), Message((), rows), Message(())):
        assert [one(message)] == RENDER.parts(message)


@pytest.mark.parametrize("letter", ["a", "👩", "/help "])
def test_a_text_for_one_message_is_cut_and_keeps_its_buttons(letter: str) -> None:
    made = one(Message(text(" ".join([letter * 9] * 4000)), ((Button("Yes", "y"),),)))
    assert made.words[-1].endswith("…")
    assert made.labels == ["Yes"]
    assert made.size > TEXT_MAX - BLOCK_MAX


def test_more_buttons_than_one_message_takes_are_cut_too() -> None:
    rows = tuple((Button(f"b{n}", "t" * 60), Button("x" * 70, "u" * 60)) for n in range(90))
    made = one(Message(paragraphs("word " * 5000), rows))
    assert made.labels[0].startswith("b0 ·")
    assert 10 < len(made.labels) < 90
    assert made.words[-1].endswith("…")
    assert len(one(Message(paragraphs("Choose"), tuple((Button("b", "b"),) for _ in range(90)))).labels) > 30


def test_a_button_with_an_address_and_labels_too_long_or_empty() -> None:
    row = (
        Button("x" * 100, "t"),
        Button("", "t"),
        Button("Open", url="https://example.org"),
        Button("No", "t", url="javascript:x"),
    )
    ((part,),) = (parts(Message((), (row,))),)
    first, second, third, fourth = part.blocks[0]["elements"]
    assert (len(first["text"]["text"]), second["text"]["text"]) == (75, "…")
    assert (third["url"], "value" in third, "url" in fourth, fourth["value"]) == (
        "https://example.org",
        False,
        False,
        "t",
    )


def test_an_empty_message_has_no_blocks() -> None:
    (part,) = RENDER.parts(Message((Paragraph(()), Quote((Span(""),)), Bullets(()))))
    assert part.blocks == []


def test_the_home_page_ends_at_its_hundredth_block() -> None:
    view = home.view(Message(paragraphs("Welcome"), tuple((Button(str(n), str(n)),) for n in range(120))), RENDER)
    assert (view["type"], len(view["blocks"])) == ("home", 100)
    assert violations_slack("views.publish", {"user_id": "U1", "view": view}) == []


SPANS = st.builds(
    Span,
    st.text(max_size=400),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, "https://example.org", "javascript:alert(1)", "https://e.org/" + "x" * 4000]),
)
RUNS = st.lists(SPANS | st.builds(Mention, st.text(max_size=9)), max_size=4).map(tuple)
TEXTS = st.lists(
    st.builds(Paragraph, RUNS)
    | st.builds(Quote, RUNS)
    | st.builds(Bullets, st.lists(RUNS, max_size=3).map(tuple), st.booleans()),
    max_size=6,
).map(tuple)


@given(TEXTS)
def test_slack_takes_whatever_is_written(written: Text) -> None:
    made = RENDER.parts(Message(written))
    for part in made:
        if part.blocks:
            assert violations_slack("chat.postMessage", {"channel": "C1", **part.payload()}) == []
    if any(part.blocks for part in made):
        one(Message(written))
    assert any(part.blocks for part in made) or not plain(written).replace("•", "").replace("1.", "").strip(
        " \n0123456789."
    )
