"""The bot's own page: what is coming, how one stands, and buttons for what one would type."""

from __future__ import annotations

from bot.chat.events import HomeOpened
from bot.chat.text import plain
from tests.handlers.test_attendance import BEFORE
from tests.house import DAY_1, House


async def test_a_member_sees_what_is_coming_and_how_they_are_doing(house: House) -> None:
    noor, tariq = await house.joined("Noor", zone="Europe/Vilnius"), await house.joined("Tariq")
    await house.move_to(DAY_1)
    await tariq.sends("/checkin")
    house.platform.posted.clear()
    home = (await noor.does(HomeOpened)).home
    assert home is not None
    assert plain(home.text).split("\n") == [
        "Cluster Booster Academy",
        "Next: Online day 1, Wed 6 Nov 2024, 11:00 EET.",
        "Your attendance",
        "• Online day 1: on now: send /checkin",
        "• Online day 2: to come",
        "• Online day 3: to come",
        "• Warsaw day 1: to come",
        "• Warsaw day 2: to come",
    ]
    labels = [button.label for row in home.buttons for button in row]
    assert labels == ["I am here: check in", "What do you know of me?", "What can you do?"]
    assert house.platform.posted == []


async def test_its_buttons_do_what_the_commands_do(house: House) -> None:
    noor = await house.joined("Noor")
    await house.move_to(DAY_1 - BEFORE)
    home = (await noor.does(HomeOpened)).home
    assert home is not None
    check_in, me, help_ = (button.token for row in home.buttons for button in row)
    reply = await noor.presses_token(check_in)
    assert reply.toast is not None
    assert reply.toast.text == "You are checked in to Online day 1. Welcome!"
    assert "1 of 1 are here" in house.group[0].text
    await noor.presses_token(me)
    assert noor.told[-1].startswith("Noor\n")
    await noor.presses_token(help_)
    assert noor.told[-1].startswith("Ask me anything about Cluster Booster Academy")
    again = (await noor.does(HomeOpened)).home
    assert again is not None
    assert "• Online day 1: checked in, Wed 6 Nov 2024, 09:45 CET" in plain(again.text)


async def test_a_stranger_is_told_how_to_join_and_nothing_else(house: House) -> None:
    await house.joined("Noor")
    mallory = house.stranger()
    home = (await mallory.does(HomeOpened)).home
    assert home is not None
    assert plain(home.text) == (
        "Hello! I am the assistant of Cluster Booster Academy. Ask me about it in the tab Messages. Are you a member? "
        "Then please send me /join and your invite code there."
    )
    assert [button.label for row in home.buttons for button in row] == ["What can you do?"]


async def test_a_page_that_is_asked_for_again_is_the_same(house: House) -> None:
    noor = await house.joined("Noor")
    event = noor.event(HomeOpened)
    first = (await house.receive(event)).reply
    assert first.home is not None
    assert (await house.receive(event)).reply == first


async def test_in_their_language(house: House) -> None:
    home = (await (await house.joined("Jürgen", language="de")).does(HomeOpened)).home
    assert home is not None
    assert plain(home.text).split("\n")[0] == "Cluster Booster Academy"
