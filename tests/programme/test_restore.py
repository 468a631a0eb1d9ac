"""From an edited answer back to one with placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.programme.restore import restored

VALUES = {
    "cost.own": "transport and hotel",
    "contact.email": "a@b.example",
    "days": "5",
    "online": "3",
    "from": "10:00",
}


@pytest.mark.parametrize(
    ("template", "edited", "expected"),
    [
        ("You pay {cost.own}.", "Sorry: you pay transport and hotel!", "Sorry: you pay {cost.own}!"),
        ("Write to {contact.email}.", "Ask Ana or a@b.example.", "Ask Ana or {contact.email}."),
        ("It has {days} days.", "It has 5 days, and 5 breaks.", "It has {days} days, and 5 breaks."),
        ("{days} days, {online} online", "3 online of 5 days", "{online} online of {days} days"),
        ("It starts at {from}.", "It starts at 10:00, not 110:00.", "It starts at {from}, not 110:00."),
        ("You pay {cost.own}.", "Ask a@b.example.", "Ask a@b.example."),
        ("Nothing here.", "It has 5 days.", "It has 5 days."),
        ("You pay {unknown}.", "You pay 7.", "You pay 7."),
    ],
)
def test_facts_that_still_stand_there_are_placeholders_again(template: str, edited: str, expected: str) -> None:
    assert restored(edited, template, VALUES) == expected


@given(
    st.lists(st.sampled_from(["{days} days", "{cost.own}", "and", "{online} online", "a.", "at {from}"]), max_size=8)
)
def test_an_answer_that_nobody_changed_comes_back_as_it_was(pieces: list[str]) -> None:
    template = " and ".join(pieces)
    filled = template
    for name, value in VALUES.items():
        filled = filled.replace(f"{{{name}}}", value)
    assert restored(filled, template, VALUES) == template
