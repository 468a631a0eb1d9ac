"""The check at a session's end: who is still there?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.handlers.packs import SECOND_CHECK, academy_with
from tests.house import DAY_1, House

END = DAY_1 + timedelta(hours=4)
ASKED = END - timedelta(minutes=20)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The academy with a second check twenty minutes before the end, on both databases."""
    house = await House(database_url, tmp_path, programme=academy_with(tmp_path, SECOND_CHECK)).open()
    yield house
    await house.close()


async def test_one_tap_at_the_end_counts_once(house: House) -> None:
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    await ben.presses("I am here")
    await house.move_to(ASKED - SECOND)
    assert len(house.group) == 1
    await house.move_to(ASKED)
    first, card = house.group
    assert card.text == (
        "Still here? Online day 1\nPlease tap once more before you go. It counts until 14:00 CET.\n"
        "0 of the 2 who have checked in are still here."
    )
    reply = await ana.presses("Still here", card)
    assert reply.toast is not None
    assert (reply.toast.text, reply.toast.alert) == ("Thank you! I have noted that you are still here.", False)
    assert "1 of the 2" in card.text
    again = await ana.presses("Still here", card)
    assert again.toast is not None
    assert again.toast.text == "I have noted already that you are still here. All is well."
    await ben.sends("/checkin")
    assert ben.told[-1] == "Thank you! I have noted that you are still here."
    assert ("2 of the 2" in card.text, "2 of 2 are here" in first.text) == (True, True)

    await house.move_to(END)
    assert card.text == (
        "The second check is over: Online day 1\n2 of the 2 who had checked in were still here at the end."
    )
    assert card.buttons == {}
    edits = card.edits
    await house.tick()
    assert card.edits == edits


async def test_before_it_a_second_tap_is_nothing_and_after_it_everything_is_closed(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    await house.move_to(ASKED - SECOND)
    reply = await ana.presses("I am here")
    assert reply.toast is not None
    assert reply.toast.text == "You are checked in already, since 10:00 CET. All is well."
    await house.move_to(ASKED)
    token = house.group[1].buttons["Still here"].token
    await house.move_to(END)
    late = await ana.presses_token(token, house.group[1])
    assert late.toast is not None
    assert "closed on Wed 6 Nov 2024, 14:00 CET, so nothing was recorded" in late.toast.text
    async with house.app.database.read() as uow:
        assert await uow.second_checks.of_session(house.cohort.id, "online-1") == {}


async def test_who_comes_only_now_is_late_and_there_and_who_was_marked_absent_is_neither(house: House) -> None:
    tina, ana, ben = await house.joined("Tina", "trainer"), await house.joined("Ana"), await house.joined("Ben")
    await house.move_to(ASKED)
    reply = await ana.presses("Still here")
    assert reply.toast is not None
    assert reply.toast.text == "You are checked in to Online day 1, but late."
    await ben.presses("Still here")
    card = house.group[1]
    assert "2 of the 2" in card.text
    await tina.sends("/mark Ben absent it was his colleague")
    assert "1 of the 1" in card.text
    refused = await ben.presses("Still here", card)
    assert refused.toast is not None
    assert refused.toast.text.startswith("Tina has marked you as absent from Online day 1")
    assert "1 of 2 are here, 1 of them late" in house.group[0].text


async def test_with_a_code_the_card_at_the_end_asks_for_it_from_who_has_not_checked_in(house: House) -> None:
    tina, ana, ben = await house.joined("Tina", "trainer"), await house.joined("Ana"), await house.joined("Ben")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    await tina.sends("/code")
    await house.move_to(ASKED)
    assert (await ana.presses("Still here")).form is None
    assert (await ben.presses("Still here")).form is not None
    assert "1 of the 1" in house.group[1].text


async def test_the_organisers_list_names_who_was_gone(house: House) -> None:
    olga = await house.joined("Olga", "organiser")
    ana, ben = await house.joined("Ana"), await house.joined("Ben")
    await house.move_to(DAY_1)
    await ana.presses("I am here")
    await ben.presses("I am here")
    await house.move_to(ASKED)
    await ana.presses("Still here")
    await house.move_to(END)
    assert olga.told[-1] == (
        "Check-in is over: Online day 1\n2 of 2 were there.\nThere, but no answer to “Still here?” (1): Ben (Ben's cluster)\n"
        "On time (2): Ana (Ana's cluster), Ben (Ben's cluster)\nIs something not right? To mark somebody, send /mark. "
        "For the list as a file, send /attendance.\n"
        "Was it in Zoom or Teams? You can send me its list of participants, and I compare it with the check-ins."
    )
