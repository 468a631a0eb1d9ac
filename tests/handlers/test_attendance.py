"""Checking in, from the outside."""

from datetime import timedelta

from tests.house import DAY_1, House

BEFORE = timedelta(minutes=15)


async def test_a_tap_counts_once_and_the_card_counts_along(each_house: House) -> None:
    house = each_house
    ana = await house.joined("Ana Ćosić")
    await house.joined("Børge <b>&*_~")
    await house.move_to(DAY_1 - BEFORE)
    (card,) = house.group
    assert "0 of 2 are here" in card.text

    first = await ana.presses("I am here")
    assert first.toast is not None
    assert first.toast.text == "You are checked in to Online day 1. Welcome!"
    assert "1 of 2 are here" in card.text

    second = await ana.presses("I am here")
    assert second.toast is not None
    assert second.toast.text == "You are checked in already, since 09:45 CET. All is well."
    assert second.toast.alert
    assert "1 of 2 are here" in card.text
    assert len(house.group) == 1


async def test_too_early_late_and_closed(house: House) -> None:
    ana = await house.joined("Ana", zone="Europe/Vilnius")
    await house.move_to(DAY_1 - BEFORE - timedelta(minutes=1))
    assert house.group == []
    await ana.sends("/checkin")
    assert ana.told[-1] == (
        "No check-in is open now. The next one is for Online day 1: it opens on Wed 6 Nov 2024, 10:45 EET."
    )
    await house.move_to(DAY_1 + timedelta(minutes=10))
    reply = await ana.sends("/checkin")
    assert reply.toast is not None
    assert reply.toast.text == "You are checked in to Online day 1, but late."
    (card,) = house.group
    assert "1 of 1 are here, 1 of them late" in card.text
    token = card.buttons["I am here"].token

    await house.move_to(DAY_1 + timedelta(hours=4))
    assert card.text == "Check-in is closed: Online day 1\n1 of 1 were here, 1 of them late."
    assert card.buttons == {}
    edits = card.edits
    await house.tick()
    assert card.edits == edits

    bela = await house.joined("Béla")
    late = await bela.presses_token(token, card)
    assert late.toast is not None
    assert "closed on Wed 6 Nov 2024, 14:00 CET, so nothing was recorded" in late.toast.text
    assert "1 of 1 were here" in card.text


async def test_a_card_opens_again_when_the_clock_is_moved_back(house: House) -> None:
    ana = await house.joined("Ana")
    await house.move_to(DAY_1)
    (card,) = house.group
    edits = card.edits
    for _round in range(2):
        await house.move_to(DAY_1 + timedelta(hours=5))
        assert card.text.startswith("Check-in is closed")
        await house.move_to(DAY_1)
        assert card.text.startswith("Check-in is open")
        edits += 2
        await house.pass_time(timedelta(minutes=1))
        assert (card.edits, len(house.group)) == (edits, 1)
    await ana.presses("I am here", card)
    assert "1 of 1 are here" in card.text


async def test_a_stranger_cannot_check_in(house: House) -> None:
    await house.move_to(DAY_1)
    (card,) = house.group
    reply = await house.stranger().presses("I am here")
    assert reply.toast is not None
    assert "for members of the programme" in reply.toast.text
    async with house.app.database.read() as uow:
        assert await uow.check_ins.count(house.cohort.id, "online-1") == (0, 0)
    assert "0 of 0" in card.text
