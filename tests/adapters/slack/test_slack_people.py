"""The directory: looked up once, remembered for an hour, within bounds."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.api import Api
from bot.adapters.slack.people import People
from bot.chat.events import Sender
from tests.servers.slack import SlackServer


class Hands:
    """Of a clock that tests move, in seconds."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    monkeypatch.setattr("bot.adapters.slack.people.monotonic", hands := Hands())
    return hands


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def people(server: SlackServer) -> AsyncIterator[People]:
    api = Api(server.bot_token, server.base_url)
    people = People(api, server.bot_user_id, server.team_id)
    yield people
    await people.stop()
    await api.close()


def asked(server: SlackServer) -> int:
    return len([call for call in server.calls if call.method == "users.info"])


async def test_a_lookup_holds_for_an_hour(server: SlackServer, people: People, hands: Hands) -> None:
    ana = server.person("Ana Nowak", email="ana@example.org", locale="uk-UA")
    known = Sender("slack", ana.id, "Ana Nowak", "ana@example.org", "uk")
    assert await people.sender(ana.id) == known
    hands.now += 3599
    assert await people.sender(ana.id) == known
    assert asked(server) == 1
    hands.now += 2
    ana.user.real_name = "Ana Babić"
    assert (await people.sender(ana.id)).name == people.name_of(ana.id) == "Ana Babić"
    hands.now += 3601
    server.fail_next("users.info", error="internal_error")
    assert (await people.sender(ana.id)).name == "Ana Babić"


async def test_after_a_failure_it_is_asked_again_soon_and_not_at_once(
    server: SlackServer, people: People, hands: Hands
) -> None:
    ana = server.person("Ana Nowak", email="ana@example.org")
    server.fail_next("users.info", error="ratelimited", retry_after=1)
    unknown = Sender("slack", ana.id, ana.id)
    assert [await people.sender(ana.id) for _ in range(3)] == [unknown] * 3
    assert asked(server) == 1
    hands.now += 16
    assert (await people.sender(ana.id)).name == "Ana Nowak"


async def test_changes_of_people_who_were_never_met_are_passed_over(server: SlackServer, people: People) -> None:
    people.changed({"id": "U1", "real_name": "Igor"})
    people.changed({})
    assert people.name_of("U1") is None


async def test_no_more_people_are_remembered_than_allowed(
    server: SlackServer, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.people.KNOWN", 2)
    crowd = [server.person(name, email=f"{name}@example.org") for name in ("ana", "igor", "lea")]
    for person in crowd:
        await people.sender(person.id)
    assert [people.name_of(person.id) for person in crowd] == [None, "igor", "lea"]


async def test_an_address_that_nobody_confirmed_is_not_vouched_for(server: SlackServer, people: People) -> None:
    ours = {"id": "U1", "team_id": server.team_id, "profile": {"email": "a@example.org", "display_name": " ana "}}
    elsewhere = {**ours, "team_id": "T1"}
    seen = [
        people._read(user)
        for user in (
            ours,
            {**ours, "is_email_confirmed": False},
            {**ours, "is_stranger": True},
            {**ours, "deleted": True},
            elsewhere,
            {**elsewhere, "enterprise_user": {"teams": [server.team_id]}},
        )
    ]
    assert [sender.email for sender in seen] == ["a@example.org", None, None, None, None, "a@example.org"]
    assert {sender.name for sender in seen} == {"ana"}


async def test_the_bot_itself_is_not_looked_up(server: SlackServer, people: People) -> None:
    assert (await people.sender(server.bot_user_id)).account_id == server.bot_user_id
    assert asked(server) == 0
