"""Homework in `/status` and its picture: counts for all, names for nobody who should not see them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.homework.assignments import Audience
from handlers.status import picture
from tests.handlers.feedback.desk import DUE, HOUR, POSTED, given_out, hands_in, member_of
from tests.house import House


async def test_counts_by_assignment(each_house: House) -> None:
    house = each_house
    house.clock.at = POSTED
    tom = await house.joined("Tom", "trainer")
    ana, bo, _cem = [await house.joined(name) for name in ("Ana", "Bo", "Cem")]
    task = await given_out(house, tom)
    await hands_in(house, ana, task, "Mine")
    await tom.sends("/status")
    assert "due Wed 13 Nov 2024: 1 of 3 handed in, 2 not yet, 1 to look at" in tom.told[-1]
    house.clock.at = DUE + HOUR
    await hands_in(house, bo, task, "Late")
    line = "• Business model canvas, due Wed 13 Nov 2024: 2 of 3 handed in, 1 late, 1 missing, 2 to look at"
    await given_out(house, tom, "Interview three members and write down what they would pay for", due=DUE + 2 * HOUR)
    await tom.sends("/status")
    assert line in tom.told[-1]
    ahead = "• Interview three members and write down…, due Wed 13 Nov 2024: 0 of 3 handed in, 3 not yet"
    assert tom.told[-1].split("\n").count(ahead) == 1, "before it is due nobody is missing"
    await tom.sends("/status", group=True)
    assert line in house.group[-1].text
    assert not [name for name in ("Ana", "Bo", "Cem") if name in house.group[-1].text.split("Homework")[1]]
    await ana.sends("/status")
    assert line not in ana.told[-1]


async def test_columns_of_the_picture(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[dict[str, Any]] = []
    png = picture.png

    def look(template: str, values: dict[str, Any]) -> bytes:
        drawn.append(values)
        return png(template, values)

    monkeypatch.setattr(picture, "png", look)
    house.clock.at = POSTED
    tom = await house.joined("Tom", "trainer")
    ana, bo, cem = [await house.joined(name) for name in ("Ana", "Bo", "Cem")]
    task = await given_out(house, tom)
    chosen = frozenset([(await member_of(house, cem)).id])
    await given_out(house, tom, "Only for Cem", due=DUE + HOUR, audience=Audience("people", people=chosen))
    await hands_in(house, ana, task, "Mine")
    house.clock.at = DUE + HOUR / 2
    await hands_in(house, bo, task, "Late")
    await tom.sends("/status")
    await tom.presses("Picture")
    assert tom.private[-1].message.files
    (values,) = drawn
    assert values["columns"][-2:] == ["✎ Business model canvas", "✎ Only for Cem"]
    cells = {row["label"]: [cell["sign"] for cell in row["cells"][-2:]] for row in values["rows"]}
    assert cells == {"Ana": ["✓", ""], "Bo": ["◐", ""], "Cem": ["✗", "·"]}
    assert values["totals"]["cells"][-2:] == ["2", "0"]
    assert all(len(row["cells"]) == len(values["columns"]) for row in values["rows"])
    assert "✎ not handed in" in [one["words"] for one in values["legend"]]
    monkeypatch.setattr(picture, "PEOPLE_MAX", 2)
    await tom.presses("Picture")
    groups = drawn[-1]
    shares = {row["label"]: [cell["sign"] for cell in row["cells"][-2:]] for row in groups["rows"]}
    assert shares == {
        "Ana's cluster (1)": ["100", ""],
        "Bo's cluster (1)": ["100", ""],
        "Cem's cluster (1)": ["0", "0"],
    }
    assert groups["totals"]["cells"][-2:] == ["67", "0"]
