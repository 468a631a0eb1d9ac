"""The buttons under answers, offers and handed-over questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.chat.buttons import Button, ButtonData, button
from bot.locale.voice import Voice

LABEL_MAX = 60


@dataclass(frozen=True, slots=True)
class Helped(ButtonData):
    prefix: ClassVar[str] = "fh"
    asked: int
    helped: bool


@dataclass(frozen=True, slots=True)
class ChooseEntry(ButtonData):
    """One of the entries that were offered for a question."""

    prefix: ClassVar[str] = "fc"
    asked: int
    entry: str


@dataclass(frozen=True, slots=True)
class HandOver(ButtonData):
    """None of the offers: let the organisers answer."""

    prefix: ClassVar[str] = "fo"
    asked: int


@dataclass(frozen=True, slots=True)
class AnswerIt(ButtonData):
    prefix: ClassVar[str] = "qa"
    question: int


@dataclass(frozen=True, slots=True)
class IgnoreIt(ButtonData):
    prefix: ClassVar[str] = "qi"
    question: int


@dataclass(frozen=True, slots=True)
class KeepIt(ButtonData):
    """Make an entry of the question and its answer."""

    prefix: ClassVar[str] = "qk"
    question: int


@dataclass(frozen=True, slots=True)
class ShowTopic(ButtonData):
    prefix: ClassVar[str] = "ft"
    topic: str


@dataclass(frozen=True, slots=True)
class ShowEntry(ButtonData):
    prefix: ClassVar[str] = "fe"
    entry: str


@dataclass(frozen=True, slots=True)
class MakeEntry(ButtonData):
    """Write an answer to a question that several have asked; `asked` is one of them."""

    prefix: ClassVar[str] = "rm"
    asked: int


@dataclass(frozen=True, slots=True)
class AddPhrasing(ButtonData):
    """The question and those like it ask for this entry."""

    prefix: ClassVar[str] = "rp"
    asked: int
    entry: str


@dataclass(frozen=True, slots=True)
class IgnoreMissed(ButtonData):
    """The question and those like it need no entry."""

    prefix: ClassVar[str] = "ri"
    asked: int


@dataclass(frozen=True, slots=True)
class EditEntry(ButtonData):
    prefix: ClassVar[str] = "rw"
    entry: str


def short(words: str) -> str:
    """A question as a button's label."""
    return words if len(words) <= LABEL_MAX else words[: LABEL_MAX - 1].rstrip() + "…"


def feedback(voice: Voice, asked: int) -> tuple[Button, ...]:
    return (
        button(voice.plain("That helped"), Helped(asked, helped=True)),
        button(voice.plain("Not what I asked"), Helped(asked, helped=False)),
    )
