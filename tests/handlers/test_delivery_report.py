"""Organisers see what could not be delivered, and nobody else does."""

from __future__ import annotations

import pytest

from bot.chat.errors import Refused, Unreachable
from bot.domain.people import Role
from tests.handlers.test_faq_ask import UNKNOWN
from tests.house import DAY_1, House


async def report(house: House, role: Role, name: str = "Olga") -> list[str]:
    """What that person's `/status` says of it, and the list behind its button."""
    reader = await house.joined(name, role)
    await reader.sends("/status")
    counted = [line for line in reader.told[-1].split("\n") if line.startswith("Not delivered")]
    opens = next((label for label in reader.private[-1].buttons if label.startswith("Not delivered")), None)
    if opens is None:
        return counted
    await reader.presses(opens)
    return [*counted, *reader.told[-1].split("\n")[1:]]


@pytest.mark.parametrize("role", ["organiser", "trainer", "participant"])
async def test_only_organisers_see_it_and_only_in_private(house: House, role: Role) -> None:
    ana = await house.joined("Ana <b>")
    house.platform.faults = [Unreachable("gone")]
    await ana.sends("/me")
    reader = await house.joined("Olga", role)
    await reader.sends("/status")
    await reader.sends("/status", group=True)
    assert ("Not delivered: 1." in reader.told[0].split("\n")) == (role == "organiser")
    assert ("Not delivered (1)" in reader.private[0].buttons) == (role == "organiser")
    if role == "organiser":
        await reader.presses("Not delivered (1)")
        assert reader.told[-1].endswith("\n• Ana <b> (has blocked me on Test): message")
    assert "Not delivered" not in "".join(posted.text for posted in house.group)


async def test_to_whom_and_what_but_no_words_of_it(house: House) -> None:
    ana, mallory = await house.joined("Ana"), house.stranger()
    house.platform.faults = [Refused("no")]
    await house.move_to(DAY_1)
    house.platform.faults = [Refused("no"), Refused("no")]
    await mallory.sends("/help")
    await ana.sends("/faq")
    assert await report(house, "organiser") == [
        "Not delivered: 3.",
        "• Ana: message",
        "• somebody on test: message",
        "• the group: check-in card",
    ]


async def test_a_question_and_a_change(house: House) -> None:
    pavel, ana = await house.joined("Pavel", "organiser"), await house.joined("Ana")
    house.platform.faults = [None, Refused("no")]
    await ana.asks(UNKNOWN)
    await pavel.sends("/questions")
    house.platform.faults = [Refused("no"), Refused("no")]
    await pavel.presses("Ignore")
    assert (await report(house, "organiser"))[:4] == [
        "Not delivered: 3.",
        "• Pavel: question for an organiser, a change",
        "• Ana: message",
        "• Pavel: question for an organiser",
    ]


async def test_many_are_counted_and_named_on_demand(house: House) -> None:
    ana = await house.joined("Ana")
    house.platform.faults = [Refused("no")] * 7
    for _time in range(7):
        await ana.sends("/me")
    assert await report(house, "organiser") == ["Not delivered: 7.", *["• Ana: message"] * 7]


async def test_when_all_went_well_there_is_nothing_to_say(house: House) -> None:
    assert await report(house, "organiser") == []
