"""Where keys stand in a TOML text."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.lines import line_of, locate

TEXT = '''\
# [[not.a.table]]
title = "a = [1]"
a.b."c d" = 1

[[sessions]]
key = 'x'
text = """
[[sessions]]
key = "inside a string" \\"""
"""
list = [
    "one", # ], two
    { deep = [1, 2] },
]

[sessions.check_in]
from = "08:00"

[[sessions]]
raw = \'\'\'
key = "y"\'\'\'
key = "z"
'''


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        (("title",), 2),
        (("a", "b", "c d"), 3),
        (("sessions", 0), 5),
        (("sessions", 0, "key"), 6),
        (("sessions", 0, "text"), 7),
        (("sessions", 0, "list"), 11),
        (("sessions", 0, "list", 0), 12),
        (("sessions", 0, "list", 1, "deep"), 13),
        (("sessions", 0, "check_in"), 16),
        (("sessions", 0, "check_in", "from"), 17),
        (("sessions", 1), 19),
        (("sessions", 1, "key"), 22),
        (("sessions", 1, "missing", "deeper"), 19),
        (("nowhere",), 1),
    ],
)
def test_lines(loc: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(TEXT)
    assert line_of(locate(TEXT), loc) == line
    assert line_of(locate(TEXT.replace("\n", "\r\n")), loc) == line


@given(st.text(alphabet="ab.=\"'[]{}#, \n\\1", max_size=40))
def test_whatever_toml_accepts_is_located(text: str) -> None:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = locate(text)
    assert all((key,) in found or (key, 0) in found for key in table)
