"""Small features to see the engine at work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from bot.chat.buttons import ButtonData, button
from bot.chat.forms import Field, Form, Option
from bot.chat.markup import text
from bot.chat.messages import (
    Card,
    FormErrors,
    Intent,
    Message,
    OpenForm,
    OutgoingFile,
    Private,
    Recheck,
    Refresh,
    Say,
    Toast,
)
from bot.chat.text import paragraphs
from bot.feature import Feature


@dataclass(frozen=True, slots=True)
class Press(ButtonData):
    prefix: ClassVar[str] = "zz"
    number: int


@dataclass
class Board:
    """What the features' handlers look at and leave behind."""

    now: str | None = "open"
    seen: list[str] = field(default_factory=list)
    form: dict[str, str] = field(default_factory=dict)
    expires: datetime | None = None
    files: tuple[OutgoingFile, ...] = ()


def words(content: str) -> Message:
    return Message(paragraphs(content))


def talker(board: Board) -> Feature:
    """Says things, in several ways."""
    feature = Feature("talker")

    def command(name: str) -> Any:
        return feature.command(name, access="anyone", summary="x", example=name)

    @command("say")
    async def say(turn: Any) -> list[Intent]:
        board.seen.append(turn.event.args)
        return [Say(words(turn.event.args)), Toast(f"said {len(board.seen)}")]

    @command("tell")
    async def tell(turn: Any) -> list[Intent]:
        return [Private(Message(paragraphs(turn.event.args), files=board.files))]

    @command("boom")
    async def boom(turn: Any) -> list[Intent]:
        await turn.uow.accounts.add_join_failure(turn.account.id, turn.now)
        board.seen.append("boom")
        if board.now == "open":
            raise ZeroDivisionError
        return [Say(words("done"))]

    @command("card")
    async def card(turn: Any) -> list[Intent]:
        return [Card("card", Recheck("board"), expires=board.expires)]

    @command("change")
    async def change(turn: Any) -> list[Intent]:
        board.now = turn.event.args
        return [Refresh("card"), Refresh("card")]

    @feature.recheck("board")
    async def render(view: Any) -> Message | None:
        if board.now == "boom":
            raise ZeroDivisionError
        return words(board.now) if board.now else None

    @command("button")
    async def give(turn: Any) -> list[Intent]:
        return [Say(Message(text("press"), ((button("Press", Press(7)),),)))]

    @feature.button(Press, access="members")
    async def press(turn: Any, data: Press) -> list[Intent]:
        board.seen.append(f"pressed {data.number} in {turn.cohort.key}")
        return [Toast(f"pressed {data.number}")]

    return feature


COLOURS = (Option("r", "Red"), Option("g", "Green"), Option("b", "Blue"))
FIELDS = (
    Field("name", "What is your name?", max_length=10),
    Field("colour", "Which colour?", "choice", options=COLOURS),
    Field("day", "Which day?", "date", required=False),
    Field("why", "Why?", "paragraph", help="In a few words"),
)


def asker(board: Board) -> Feature:
    """Asks a form of four questions, and another of one."""
    feature = Feature("asker")

    @feature.command("ask", access="anyone", summary="x", example="ask")
    async def ask(turn: Any) -> list[Intent]:
        return [OpenForm(Form("quiz", "Quiz", FIELDS, "Send", context="ctx"))]

    @feature.command("other", access="anyone", summary="x", example="other")
    async def other(turn: Any) -> list[Intent]:
        return [OpenForm(Form("gone", "Other", (Field("a", "A?"),), "Send"))]

    @feature.command("cancel", access="anyone", summary="x", example="cancel")
    async def cancel(turn: Any) -> list[Intent]:
        done = await turn.uow.dialogs.end(turn.account.platform, turn.account.account_id)
        return [turn.tell("Cancelled" if done else "Nothing to cancel")]

    def check(name: str, value: str) -> str | None:
        return "No ghosts, please." if name == "name" and value == "Ghost" else None

    @feature.form("quiz", access="anyone", check=check)
    async def quiz(turn: Any, values: dict[str, str]) -> list[Intent]:
        if "because" in values["why"]:
            return [FormErrors({"day": "That day is taken.", "why": "Too short."})]
        board.form = {**values, "context": turn.event.context, "cohort": turn.cohort.key}
        return [Toast("Thank you!")] if values["why"] == "quietly" else [turn.tell("Thank you, {n}!", n=values["name"])]

    @feature.message
    async def message(turn: Any) -> list[Intent]:
        board.seen.append(turn.event.text)
        return [turn.say("You said: {words}", words=turn.event.text)]

    return feature
