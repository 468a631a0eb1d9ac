"""Button tokens, markup and what rests in the outbox: whatever people type, it comes back as it was and is never markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.buttons import TOKEN_MAX, BadToken, Button, ButtonData
from bot.chat.forms import Field, Form, Option
from bot.chat.markup import markdown, text
from bot.chat.messages import DirectReply, Message, OutgoingFile, Toast
from bot.chat.text import Bullets, Mention, Moment, Paragraph, Quote, Span, Text, plain
from bot.chat.wire import dump_form, dump_message, dump_reply, load_form, load_message, load_reply

words = st.text(max_size=40)


@dataclass(frozen=True, slots=True)
class Data(ButtonData):
    prefix: ClassVar[str] = "dd"
    number: int
    yes: bool
    words: str


@given(st.integers(0, 2**31 - 1), st.booleans(), words)
def test_a_token_fits_and_comes_back_as_it_was(number: int, yes: bool, typed: str) -> None:
    data = Data(number, yes, typed)
    try:
        token = data.pack()
    except ValueError:
        assert len(f"dd:{number}:{int(yes)}:{typed}".encode()) > TOKEN_MAX
    else:
        assert len(token.encode()) <= TOKEN_MAX
        assert Data.unpack(token) == data


@given(st.text(max_size=70))
def test_whatever_is_made_up_is_a_token_or_a_bad_token(token: str) -> None:
    try:
        Data.unpack(token)
    except BadToken:
        return
    assert token.startswith("dd:")


@given(words, words)
def test_values_never_become_markup(first: str, second: str) -> None:
    expected = (Paragraph((Span(first, bold=True), Span(" and "), Span(second, code=True))),)
    assert text("**{a}** and `{b}`", a=first, b=second) == expected


@pytest.mark.parametrize("value", ["[x](javascript:alert(1))", "<b>x</b>", "**x**", "{b}", "<!channel>", "_x_\n\n# y"])
def test_dangerous_words_stay_words(value: str) -> None:
    assert text("{a}", a=value, b="secret") == (Paragraph((Span(value),)),)


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://x.example/a?b=c", True),
        ("http://x.example", True),
        ("mailto:a@x.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//x.example", False),
        ("tg://resolve?domain=x", False),
    ],
)
def test_links_lead_only_to_the_web_and_to_mail(href: str, kept: bool) -> None:
    (block,) = markdown(f"[words]({href})")
    assert isinstance(block, Paragraph)
    links = [span.link for span in block.inlines if isinstance(span, Span)]
    assert [link for link in links if link] == ([href] if kept else [])


@given(words)
def test_a_template_is_plain_text_when_nothing_in_it_is_markup(typed: str) -> None:
    assert plain(text("Hello {name}!", name=typed)) == f"Hello {typed}!"


spans = st.builds(Span, words, st.booleans(), st.booleans(), st.booleans(), st.none() | words, st.booleans())
mentions = st.builds(Mention, words, st.lists(st.tuples(words, words), max_size=2).map(tuple))
inlines = st.lists(spans | mentions | st.builds(Moment, st.datetimes(timezones=st.just(UTC)), words), max_size=3).map(
    tuple
)
blocks = (
    st.builds(Paragraph, inlines)
    | st.builds(Quote, inlines)
    | st.builds(Bullets, st.lists(inlines, max_size=3).map(tuple), st.booleans(), st.integers(1, 9))
)
texts: st.SearchStrategy[Text] = st.lists(blocks, max_size=3).map(tuple)
buttons = st.builds(Button, words, words, st.none() | words, st.sampled_from(["default", "primary", "danger"]))
rows = st.lists(st.lists(buttons, max_size=2).map(tuple), max_size=2).map(tuple)
files = st.lists(st.builds(OutgoingFile, words, words, words, st.integers(0)), max_size=2).map(tuple)
options = st.lists(st.builds(Option, words, words), max_size=2).map(tuple)
fields = st.builds(
    Field, words, words, st.sampled_from(["line", "choice", "date"]), st.booleans(), words, words, options
)
forms = st.builds(Form, words, words, st.lists(fields, max_size=2).map(tuple), words, words, words)
messages = st.builds(Message, texts, rows, files)
replies = st.builds(
    DirectReply,
    st.none() | st.builds(Toast, words, st.booleans()),
    st.none() | forms,
    st.none() | messages,
    st.none() | messages,
    st.dictionaries(words, words, max_size=2),
)


@given(messages, forms)
def test_what_rests_in_the_database_comes_back_as_it_was(message: Message, form: Form) -> None:
    assert load_message(dump_message(message)) == message
    assert load_form(dump_form(form)) == form


@given(replies)
def test_a_reply_comes_back_as_it_was(reply: DirectReply) -> None:
    assert load_reply(dump_reply(reply)) == reply
