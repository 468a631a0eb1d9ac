"""The server: its address, its log, its faults, and the way in for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from tests.servers.telegram.asked import Profile
from tests.servers.telegram.changes import Changes
from tests.servers.telegram.door import Call, Door
from tests.servers.telegram.pace import Fault, Faults, Limits, Pace, refusal
from tests.servers.telegram.people import Group, Person, Stage
from tests.servers.telegram.queries import Queries
from tests.servers.telegram.updates import Updates
from tests.servers.telegram.webhook import Webhook
from tests.servers.telegram.world import Account, Chat, Message, World

TOKEN = "123456789:AA-test_token_of_35_characters_____"
TICK = 0.01


Found = TypeVar("Found")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime: ...


def _real_clock() -> Clock:
    from bot.app import SystemClock

    return SystemClock()


class TelegramServer:
    """A Telegram of our own on loopback, for one bot. Use it with `async with`."""

    def __init__(self, token: str = TOKEN, username: str = "groupmate_bot", clock: Clock | None = None) -> None:
        self.token = token
        self._clock = clock or _real_clock()
        bot = Account(int(token.partition(":")[0]), "Groupmate", username, is_bot=True)
        self.changes = Changes()
        self.world = World(bot, lambda: int(self._clock.now().timestamp()), self.changes.touched)
        self.updates = Updates(self.changes)
        self.queries = Queries(self.changes.touched)
        self.webhook = Webhook(self.updates, self.changes)
        self.profile = Profile()
        self.faults = Faults()
        self.pace = Pace()
        self.refused_for_pace: list[Call] = []
        self.calls: list[Call] = []
        self.revoked = False
        self._stage = Stage(self.world, self.updates, self.queries, self.changes)
        self._door = Door(self)

    async def __aenter__(self) -> Self:
        await self._door.open()
        self.webhook.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.webhook.stop()
        await self._door.close()

    @property
    def base_url(self) -> str:
        """PTB's `base_url`: the token is appended."""
        return f"http://127.0.0.1:{self._door.port}/bot"

    @property
    def base_file_url(self) -> str:
        """PTB's `base_file_url`."""
        return f"http://127.0.0.1:{self._door.port}/file/bot"

    @property
    def bot(self) -> Account:
        """The bot's account."""
        return self.world.bot

    @property
    def privacy_mode(self) -> bool:
        """Whether the bot, where it is no administrator, is told only what is meant for it."""
        return self.world.privacy_mode

    @privacy_mode.setter
    def privacy_mode(self, on: bool) -> None:
        self.world.privacy_mode = on

    @property
    def limits(self) -> Limits | None:
        """How much may be sent; None is without limit."""
        return self.pace.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.pace.limits = limits

    @property
    def violations(self) -> list[str]:
        """What the bot sent that no bot should send."""
        return self.world.violations

    @property
    def delivered_to_webhook(self) -> list[tuple[int, dict[str, Any]]]:
        """Status and update of each attempt at the webhook; status 0 is no answer."""
        return self.webhook.attempts

    @property
    def commands(self) -> Mapping[tuple[str, str], list[dict[str, str]]]:
        """What setMyCommands set, by scope (JSON with sorted keys) and language."""
        return self.profile.commands

    def person(self, name: str, language: str | None = "en", username: str | None = None) -> Person:
        """Somebody with an account, who has not opened the private chat with the bot."""
        return Person(self._stage, self.world.person(name, language, username))

    def group(self, title: str, kind: str = "supergroup", forum: bool = False) -> Group:
        """A group that nobody is in yet, nor the bot."""
        return Group(self._stage, self.world.group(title, kind, forum))

    def messages(self, where: Group | Person) -> list[Message]:
        """The messages of the chat as they stand now, without service messages."""
        return [message for message in self.history(where) if not message.service]

    def history(self, where: Group | Person) -> list[Message]:
        """All messages of the chat as they stand now, also from before it became a supergroup."""
        chats: list[Chat] = [where.chat]
        while chats[0].before is not None:
            chats.insert(0, chats[0].before)
        return [message for chat in chats for message in chat.messages.values() if not message.deleted]

    async def settled(self, timeout: float = 30) -> None:
        """Return when the bot has confirmed every update."""
        if not await self.changes.until(lambda: not self.updates.pending, timeout):
            raise TimeoutError(f"not confirmed after {timeout} s: {self.updates.pending}")

    async def until(self, condition: Callable[[], Found], timeout: float = 30) -> Found:
        """What the condition says once that is true; it is looked at after each change here, and now and then."""
        said: list[Found] = []

        def true() -> bool:
            said[:] = [condition()]
            return bool(said[0])

        if not await self.changes.until(true, timeout, tick=TICK):
            raise TimeoutError(
                f"not so after {timeout} s; violations: {self.violations}; last calls: {self.calls[-5:]}"
            )
        return said[0]

    def check(self) -> None:
        """Raise if the bot sent what no bot should send."""
        assert not self.violations, "The bot broke the Bot API's rules:\n" + "\n".join(self.violations)

    def fail_next(
        self, method: str, status: int, retry_after: int | None = None, times: int = 1, description: str | None = None
    ) -> None:
        """Let the next calls of the method fail without doing anything."""
        self.faults.order(method, Fault("fail", refusal(status, retry_after, description)), times)

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Let the next call do what it does, and then lose its answer with the connection."""
        self.faults.order(method, Fault("lose"), times)

    def hang(self, method: str, seconds: float, times: int = 1) -> None:
        """Let the next call do what it does at once, and answer so much later."""
        self.faults.order(method, Fault("hang", seconds=seconds), times)

    async def down(self) -> None:
        """Close the port and all connections. The world goes on; updates wait."""
        self.webhook.paused = True
        await self._door.close()

    async def up(self) -> None:
        """Open the same port again."""
        await self._door.open()
        self.webhook.paused = False
        self.changes.touched()

    def revoke(self) -> None:
        """Make the token worthless: 401 from now on, also for the poll that waits."""
        self.revoked = True
        self.webhook.paused = True
        self.updates.end_poll("the token was revoked")

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Queue any update, whatever the bot asked for; update_id is filled in."""
        return self.updates.push(update)

    def forget(self, message: Message) -> None:
        """Let later presses under the message come with an InaccessibleMessage."""
        message.forgotten = True
