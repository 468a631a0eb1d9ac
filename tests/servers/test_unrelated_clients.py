"""Bots that know nothing of groupmate work on our servers, so the servers are not just what groupmate expects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.conftest import skip_loudly
from tests.servers import clients
from tests.servers.slack import Message as Posted
from tests.servers.slack import Person as Member
from tests.servers.slack import Room, SlackServer
from tests.servers.telegram import Group, Message, Person, TelegramServer

pytestmark = [pytest.mark.process, pytest.mark.slow]

SECRET = "a-secret-of-the-webhook"


@pytest.fixture(scope="session", autouse=True)
def installed() -> None:
    """The libraries in tests/servers/clients/node_modules."""
    if what := clients.missing():
        skip_loudly(what, "Install node and npm (Debian: apt install nodejs npm).")


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server
        server.check()


@pytest.fixture(params=["polling", "webhook"])
async def grammy(request: pytest.FixtureRequest, telegram: TelegramServer) -> AsyncIterator[TelegramServer]:
    """A grammY bot on the server, by polling and once more by webhook."""
    settings = {"API_ROOT": telegram.base_url.removesuffix("/bot"), "TOKEN": telegram.token}
    async with clients.running("echo_telegram.mjs", MODE=request.param, SECRET=SECRET, **settings) as ready:
        assert ready == {"ready": telegram.bot.username}
        yield telegram


async def answered(server: TelegramServer, where: Group | Person, is_it: Callable[[Message], object]) -> Message:
    """The newest message of the bot, as soon as it is so."""

    def found() -> Message | None:
        return next((each for each in reversed(server.messages(where)) if each.by_bot and is_it(each)), None)

    await server.until(found)
    message = found()
    assert message is not None
    return message


async def test_grammy_talks_and_counts(grammy: TelegramServer) -> None:
    ana = grammy.person("Ana", language="pl", username="ana")
    await ana.starts("invitation")
    await answered(grammy, ana, lambda it: it.text == "Welcome, Ana invitation")
    asked = await ana.says(None, "hello & goodbye")
    echo = await answered(grammy, ana, lambda it: it.reply_to == asked.id)
    assert echo.text == "Ana said hello & goodbye"

    await ana.says(None, "/count")
    message = await answered(grammy, ana, lambda it: it.buttons)
    assert (message.text, list(message.buttons)) == ("Nothing yet", ["Count", "Read"])
    assert (await ana.presses(message, "Count")).text == "Counted 1"
    await grammy.until(lambda: message.text == "Counted 1")
    assert (await ana.presses(message, "Count")).text == "Counted 2"
    await grammy.until(lambda: message.text == "Counted 2")
    assert message.edits == 2


async def test_grammy_edits_deletes_and_sets_commands(grammy: TelegramServer) -> None:
    ana = grammy.person("Ana")
    await ana.starts()
    await ana.says(None, "/edit")
    message = await answered(grammy, ana, lambda it: it.text == "second")
    assert [entity["type"] for entity in message.entities] == ["bold"]
    await ana.says(None, "/vanish")
    await answered(grammy, ana, lambda it: "not found" in it.text)
    await ana.says(None, "/commands")
    await answered(grammy, ana, lambda it: it.text == "Begin, Count; Zacznij")


async def test_grammy_takes_and_sends_files(grammy: TelegramServer) -> None:
    ana = grammy.person("Ana")
    await ana.starts()
    await ana.sends_file(None, "żółw.csv", "imię\n".encode())
    message = await answered(grammy, ana, lambda it: it.files)
    [(name, _, content)] = message.files
    assert (message.caption, name, content) == ("żółw.csv: 6 bytes", "copy.csv", "imię\n".encode())


async def test_grammy_in_a_group(grammy: TelegramServer) -> None:
    ana, ben = grammy.person("Ana"), grammy.person("Ben")
    group = grammy.group("Academy")
    group.add(ben)
    group.add_bot(by=ana)
    await ben.says(group, "not for the bot")
    await ben.says(group, "/where")
    await answered(grammy, group, lambda it: it.text == "supergroup Academy: 3 people, I am member")
    assert [each.text for each in grammy.messages(group) if each.by_bot] == [
        "supergroup Academy: 3 people, I am member"
    ]


@pytest.fixture(params=["socket", "http"])
async def bolt(request: pytest.FixtureRequest) -> AsyncIterator[SlackServer]:
    """A Bolt app for JavaScript on the server, by Socket Mode and once more by signed HTTP."""
    async with SlackServer() as server:
        settings = {"API_URL": server.base_url, "BOT_TOKEN": server.bot_token, "APP_TOKEN": server.app_token}
        settings |= {"SIGNING_SECRET": server.signing_secret, "MODE": request.param}
        async with clients.running("echo_slack.mjs", **settings) as ready:
            if ready["port"]:
                server.use_http(f"http://127.0.0.1:{ready['port']}/slack/events")
                assert await server.verify_url()
            else:
                await server.until(lambda: server.connections)
            yield server
            await server.settled()
        server.check()


async def posted(server: SlackServer, where: Room | Member, is_it: Callable[[Posted], object]) -> Posted:
    """The newest message of the app, as soon as it is so."""
    return await server.until(
        lambda: next((each for each in reversed(server.messages(where)) if each.by_bot and is_it(each)), None)
    )


async def test_bolt_answers_and_updates_what_was_pressed(bolt: SlackServer) -> None:
    ana = bolt.person("Ana", email="ana@example.org")
    channel = bolt.channel("academy")
    channel.invite(ana)
    channel.invite_bot(by=ana)
    asked = await ana.says(channel, "echo tea & <cake>")
    echo = await posted(bolt, channel, lambda it: it.thread_ts == asked.ts)
    assert bolt.shown(echo.text) == f"<@{ana.id}> said tea & <cake>"
    await ana.says(channel, "who am I?")
    await posted(bolt, channel, lambda it: "ana@example.org" in it.text and "conversation of 2" in it.text)

    await ana.says(channel, "let me choose")
    message = await posted(bolt, channel, lambda it: it.buttons)
    assert list(message.buttons) == ["Count", "Fill in"]
    assert (await ana.presses(message, "Count")).acked
    await bolt.until(lambda: message.text == "Counted")
    assert (message.edits, list(message.buttons)) == (1, ["Count", "Fill in"])


async def test_bolt_has_a_form_and_checks_it(bolt: SlackServer) -> None:
    ana = bolt.person("Ana", email="ana@example.org")
    channel = bolt.channel("academy")
    channel.invite(ana)
    channel.invite_bot(by=ana)
    assert (await ana.command("/groupmate", "form", channel=channel)).status == 200
    await bolt.until(lambda: ana.modal)
    assert (await ana.submits({"What did you learn?": "tea"})).errors == {"answer": "Say a little more"}
    assert ana.modal
    assert (await ana.submits({"What did you learn?": "To ask"})).errors == {}
    assert ana.modal is None
    await posted(bolt, channel, lambda it: it.text == f"<@{ana.id}> learned: To ask")


async def test_bolt_answers_a_command_for_one_person(bolt: SlackServer) -> None:
    ana = bolt.person("Ana", email="ana@example.org")
    await ana.command("/groupmate", "help")
    await bolt.until(lambda: [shown.text for shown in ana.ephemerals] == ["You asked for help"])


async def test_bolt_publishes_a_home(bolt: SlackServer) -> None:
    ana = bolt.person("Ana", email="ana@example.org")
    await ana.opens_home()
    await bolt.until(lambda: ana.home)
    assert ana.home
    assert ana.home["blocks"][0]["text"]["text"] == f"*Home* of <@{ana.id}>"


async def test_bolt_uploads_a_file(bolt: SlackServer) -> None:
    ana = bolt.person("Ana", email="ana@example.org")
    await ana.says(None, "please upload")
    message = await posted(bolt, ana, lambda it: it.files)
    [file] = message.files
    assert (message.text, file.name, file.bytes) == ("Here is the list", "people.csv", b"name,city\n")


async def test_bolt_takes_only_what_is_signed_with_its_secret() -> None:
    async with SlackServer(signing_secret="another's") as server:
        settings = {
            "API_URL": server.base_url,
            "BOT_TOKEN": server.bot_token,
            "SIGNING_SECRET": "its own",
            "MODE": "http",
        }
        async with clients.running("echo_slack.mjs", **settings) as ready:
            server.use_http(f"http://127.0.0.1:{ready['port']}/slack/events")
            assert not await server.verify_url()
