"""Where the visitor may move the programme's clock to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.adapters.playground.conftest import House
from tests.adapters.playground.fakes import START


async def test_the_clock_is_moved(house: House) -> None:
    for body, now in (
        ({"minutes": 15}, "2026-03-02T08:30:00+00:00"),
        ({"next": True}, "2026-03-02T09:15:00+00:00"),
        ({"local": "2026-07-01T10:00"}, "2026-07-01T08:00:00+00:00"),
        ({"local": "2026-01-01T10:00"}, "2026-01-01T09:00:00+00:00"),
    ):
        answer = await house.client.post("/playground/clock", json=body)
        assert (await answer.json())["now"] == now


@pytest.mark.parametrize(
    "body",
    [
        {"minutes": True},
        {"minutes": 1.5},
        {"minutes": -(10**9)},
        {"minutes": 10**30},
        {"local": "9999-99-99"},
        {"local": "0001-01-01T00:00"},
        {"local": "9999-12-31T23:59"},
        {"local": "2200-06-01T10:00"},
        {"local": 7},
        {"next": 1},
        {},
    ],
)
async def test_where_the_clock_cannot_go_is_said_in_words(house: House, body: dict[str, Any]) -> None:
    answer = await house.client.post("/playground/clock", json=body)
    assert (answer.status, house.stage.clock.at) == (422, START)
    assert "clock" in (await answer.json())["error"]


@pytest.mark.parametrize("minutes", [-999_999, 999_999])
async def test_the_clock_stops_at_the_end_of_its_years(house: House, minutes: int) -> None:
    statuses = [
        (await house.client.post("/playground/clock", json={"minutes": minutes * 10})).status for _ in range(12)
    ]
    assert statuses == sorted(statuses)
    assert set(statuses) == {200, 422}
    assert 1990 <= house.stage.clock.at.year < 2200


async def test_the_next_event_is_bounded_too(house: House) -> None:
    house.stage.clock.at = datetime(2199, 12, 31, 23, 50, tzinfo=UTC)
    assert (await house.client.post("/playground/clock", json={"next": True})).status == 422


async def test_a_clock_that_others_live_by_stands(house: House) -> None:
    house.stage.clock.stands = True
    answer = await house.client.post("/playground/clock", json={"minutes": 15})
    assert (answer.status, house.stage.clock.at) == (409, START)
    assert "real people live by it" in (await answer.json())["error"]


async def test_it_is_said_what_the_next_event_is(house: House) -> None:
    on = await (await house.client.post("/playground/clock", json={"next": True})).json()
    assert on["happened"] == [{"what": "Reminder: session 3 begins in an hour", "to": "12 participants"}]
    by_hand = await (await house.client.post("/playground/clock", json={"minutes": 15})).json()
    assert by_hand["happened"] == []


async def test_what_comes_next_is_computed_once(house: House) -> None:
    around = await (await house.client.get("/playground/around")).json()
    assert around["next"] == around["upcoming"][0]["at"]
    assert house.stage.asked_upcoming == 1
