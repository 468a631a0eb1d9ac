"""The conversation on Telegram, by polling. What is not confirmed comes again, so nobody has to press twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.flows.crashing.stage import FORGOTTEN, Post, Pulse, until, with_button, words_of
from tests.servers.telegram import Message, TelegramServer


class TelegramStage:
    name = "telegram"

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.section = f'[telegram]\nbase_url = "{server.base_url}"\nbase_file_url = "{server.base_file_url}"\n'
        self.secrets = {"GROUPMATE_TELEGRAM_TOKEN": server.token}
        self.pulse = Pulse()
        self.life = 0
        self.room = server.group("Academy")
        self.unheard = Counter[tuple[str, str]]()
        self._posted: list[Post] = []
        self._asked: list[dict[str, Any]] = []
        self._listen()

    def _listen(self) -> None:
        """Note each post as it was when it was posted, and each update that is to be confirmed."""
        world, updates, changes = self.server.world, self.server.updates, self.server.changes
        post, push, touched = world.post, updates.push, changes.touched

        def posted(chat: Any, sender: Any, **fields: Any) -> Message:
            message = post(chat, sender, **fields)
            if message.by_bot and not message.service:
                data = tuple(str(button.get("callback_data")) for row in message.keyboard for button in row)
                self._posted.append(Post(str(chat.id), str(message.id), words_of(message), data, self.life))
            return message

        def pushed(update: dict[str, Any]) -> dict[str, Any]:
            queued = push(update)
            self._asked.append(queued)
            return queued

        def happened() -> None:
            touched()
            self.pulse.beat()

        world.post, updates.push, changes.touched = posted, pushed, happened  # type: ignore[method-assign]

    def visitor(self, name: str, email: str, code: str) -> TelegramVisitor:
        return TelegramVisitor(self, name, email, code, self.server.person(name))

    def group(self) -> list[Message]:
        return [message for message in self.server.messages(self.room) if message.by_bot]

    def posts(self) -> list[Post]:
        return self._posted

    def promised(self) -> set[str]:
        """Updates whose offset was confirmed, and those whose press was answered."""
        confirmed, queries = self.server.updates.confirmed, self.server.queries.asked
        return {
            f"telegram:{self.server.bot.id}:{update['update_id']}"
            for update in self._asked
            if "callback_query" in update or update.get("message", {}).get("text")
            if update["update_id"] <= confirmed
            or ("callback_query" in update and queries[update["callback_query"]["id"]].answer.answered)
        }

    def forget_confirmations(self) -> None:
        updates = self.server.updates
        again = [update for update in self._asked if update["update_id"] <= updates.confirmed][-FORGOTTEN:]
        if again:
            updates.pending[:0] = again
            updates.confirmed = again[0]["update_id"] - 1

    def complaints(self) -> list[str]:
        left = [f"never confirmed: {update}" for update in self.server.updates.pending]
        return [*self.server.violations, *left]


@dataclass
class TelegramVisitor:
    stage: TelegramStage
    name: str
    email: str
    code: str
    person: Any

    @property
    def account(self) -> str:
        return str(self.person.id)

    async def arrives(self) -> None:
        self.stage.room.add(self.person)
        await self.person.starts(self.code)
        await until(f"{self.name} is welcome", lambda: any("Welcome" in words for words in self.told()))

    async def says(self, text: str, *, group: bool = False) -> Message:
        words = f"@groupmate_bot {text}" if group else text
        said: Message = await self.person.says(self.stage.room if group else None, words)
        return said

    def replies(self, said: Message) -> list[Message]:
        if said.chat.is_group:
            return [message for message in self.stage.group() if message.reply_to == said.id]
        return [message for message in self.private() if message.id > said.id]

    def private(self) -> list[Message]:
        return [message for message in self.stage.server.messages(self.person) if message.by_bot]

    def told(self) -> list[str]:
        return [words_of(message) for message in self.private()]

    async def presses(self, message: Message, label: str) -> None:
        await self.person.presses(message, label, timeout=2)

    async def commands(self, words: str) -> None:
        await self.person.says(None, f"/{words}")

    async def binds(self) -> None:
        self.stage.room.add_bot(by=self.person, admin=True)
        await until("the bot says hello", self.stage.group)
        await self.person.says(self.stage.room, "/bind")
        await until(
            "the group is bound", lambda: any("is now the home of" in words_of(one) for one in self.stage.group())
        )

    async def answers(self, card: Message, words: str) -> None:
        last = max(message.id for message in self.stage.server.messages(self.person))

        def newer(key: str) -> list[Message]:
            return [message for message in self.private() if message.id > last and key in words_of(message)]

        await self.presses(card, "Answer")
        await until("the form's question", lambda: newer("Your answer"))
        last = (await self.says(words)).id
        sure = await until("the form's second question", lambda: with_button(newer("Send this to"), "Send"))
        await self.presses(sure[-1], "Send")
        await until("word that the answer was sent", lambda: newer("I have sent your answer"))
