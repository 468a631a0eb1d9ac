"""Long texts in parts that a platform takes: nothing is lost, and markup goes on. And words cut to a length."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.split import beginning, split
from bot.chat.text import Block, Bullets, Inline, Mention, Paragraph, Quote, Span, Text, plain
from bot.chat.words import clean, shortened

LEAST = 12
"""Characters that a list's number and one letter surely fit in."""

MORE = Paragraph((Span("…"),))

words = st.text(st.sampled_from("ab \nż🙂*<&"), max_size=60)
spans = st.builds(Span, words, st.booleans(), st.booleans(), st.booleans(), st.none() | st.just("https://x.example"))
inlines = st.lists(spans, max_size=4).map(tuple)
blocks = (
    st.builds(Paragraph, inlines)
    | st.builds(Quote, inlines)
    | st.builds(Bullets, st.lists(inlines, max_size=4).map(tuple), st.booleans(), st.integers(1, 99))
)
texts: st.SearchStrategy[Text] = st.lists(blocks, max_size=5).map(tuple)


def length(text: Text) -> int:
    return len(plain(text))


def runs(block: Block) -> list[tuple[Inline, ...]]:
    return list(block.items) if isinstance(block, Bullets) else [block.inlines]


def letters(text: Text) -> list[tuple[str, Span]]:
    """Each character that is no space, with its style."""
    found = []
    for block in text:
        for run in runs(block):
            for inline in run:
                assert isinstance(inline, Span)
                found += [(c, replace(inline, text="", command=False)) for c in inline.text if not c.isspace()]
    return found


@given(texts, st.integers(LEAST, 90))
def test_each_part_fits_and_nothing_is_lost(text: Text, limit: int) -> None:
    parts = split(text, limit, length)
    assert [length(part) for part in parts if length(part) > limit] == []
    assert [letter for part in parts for letter in letters(part)] == letters(text)


@given(texts, st.integers(LEAST, 90))
def test_what_fits_is_left_as_it_is(text: Text, limit: int) -> None:
    if length(text) <= limit:
        assert split(text, limit, length) == [text]


@given(texts)
def test_there_is_an_end_whatever_the_limit(text: Text) -> None:
    parts = split(text, 0, length)
    assert [letter for part in parts for letter in letters(part)] == letters(text)


@given(st.lists(st.text(st.sampled_from("ab "), min_size=1, max_size=30), min_size=1, max_size=9), st.integers(1, 95))
def test_a_numbered_list_goes_on_with_its_numbers(items: list[str], start: int) -> None:
    parts = split((Bullets(tuple((Span(item),) for item in items), True, start),), 20, length)
    found: dict[int, str] = {}
    number = 0
    for block in (block for part in parts for block in part):
        if isinstance(block, Bullets):
            assert block.ordered
            numbered = enumerate(block.items, block.start)
        else:  # the rest of an item that was cut
            assert isinstance(block, Paragraph)
            numbered = enumerate([block.inlines], number)
        for number, item in numbered:
            found[number] = found.get(number, "") + "".join(i.text for i in item if isinstance(i, Span))
    assert [*found] == [*range(start, start + len(items))]
    expected = {number: item.replace(" ", "") for number, item in enumerate(items, start) if item.strip()}
    assert {n: item.replace(" ", "") for n, item in found.items() if item.strip()} == expected


def test_it_is_cut_between_blocks_then_items_then_words() -> None:
    two = (Paragraph((Span("one two"),)), Paragraph((Span("three"),)))
    assert split(two, 10, length) == [two[:1], two[1:]]
    items = (Bullets(((Span("one"),), (Span("two"),), (Span("three"),)), True),)
    assert split(items, 13, length) == [
        (Bullets(((Span("one"),),), True, 1), Bullets(((Span("two"),),), True, 2)),
        (Bullets(((Span("three"),),), True, 3),),
    ]
    assert split((Paragraph((Span("one two three"),)),), 9, length) == [
        (Paragraph((Span("one two"),)),),
        (Paragraph((Span("three"),)),),
    ]
    assert split((Paragraph((Span("unbreakable"),)),), 6, length) == [
        (Paragraph((Span("unbrea"),)),),
        (Paragraph((Span("kable"),)),),
    ]


def test_styles_and_mentions_go_on_and_a_cut_command_is_one_no_more() -> None:
    text = (
        Paragraph((Span("ab cd", bold=True), Mention("Zofia", (("test", "z"),)), Span("/join code", command=True))),
    )
    assert split(text, 5, length) == [
        (Paragraph((Span("ab cd", bold=True),)),),
        (Paragraph((Mention("Zofia", (("test", "z"),)),)),),
        (Paragraph((Span("/join", command=True),)),),
        (Paragraph((Span("code"),)),),
    ]


def test_an_empty_text_is_one_empty_part() -> None:
    assert split((), 10, length) == [()]


@given(texts, st.integers(LEAST + 2, 90))
def test_a_beginning_fits_and_says_that_it_goes_on(text: Text, limit: int) -> None:
    shown = beginning(text, limit, length)
    if length(text) <= limit:
        assert shown == text
        return
    assert length(shown) <= limit
    assert shown[-1] == MORE
    kept = letters(shown[:-1])
    assert kept == letters(text)[: len(kept)]


@given(texts)
def test_a_beginning_has_an_end_whatever_the_limit(text: Text) -> None:
    assert length(text) == 0 or beginning(text, 0, length)[-1] == MORE


def test_a_beginning_is_as_long_as_may_be() -> None:
    text = (Paragraph((Span("three four"),)), Paragraph((Span("five"),)))
    assert beginning(text, 15, length) == text
    assert beginning(text, 14, length) == (text[0], MORE)
    assert beginning(text, 11, length) == (Paragraph((Span("three"),)), MORE)


@given(words, st.integers(1, 70))
def test_words_are_shortened_to_a_length(given_words: str, limit: int) -> None:
    short = shortened(given_words, limit)
    assert len(short) <= limit
    assert short == given_words if len(given_words) <= limit else short.endswith("…")
    assert given_words.startswith(short.removesuffix("…"))


def test_words_are_cut_where_one_ends() -> None:
    assert [shortened("three four", limit) for limit in (10, 9, 5, 1)] == ["three four", "three…", "thre…", "…"]


def test_what_people_type_is_made_safe_to_keep() -> None:
    assert clean(" a\r\n\tb\x00\x1b\x7f\ud83d 🙂 ") == " a\n\tb 🙂 "
