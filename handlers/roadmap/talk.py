"""Comments on a roadmap, and answers to them: between its author and those who review it."""

from __future__ import annotations

from typing import Any

from bot.chat.buttons import button
from bot.chat.forms import Field, Form
from bot.chat.messages import Message, OpenForm
from bot.chat.text import Text, quote
from bot.domain.roadmap.plan import Roadmap
from bot.domain.roadmap.sight import Sight
from bot.locale.voice import Voice
from bot.scene import Turn
from handlers.roadmap.buttons import Mine, Read

COMMENT_MAX = 1000
SHOWN = 10
"""The latest; the page is read on a phone."""


async def talk_page(turn: Turn[Any], found: Roadmap, sight: Sight) -> Message:
    _ = turn.voice
    said = await turn.uow.roadmap_talk.of_roadmap(found.id)
    text: Text = _("**Comments**") if said else _("**Comments**\n\nThere are none yet.")
    if len(said) > SHOWN:
        text += _("Earlier ones that are not shown: {n}.", n=len(said) - SHOWN)
    for one in said[-SHOWN:]:
        text += _("**{name}**, {when}:", name=one.author, when=_.moment(one.at)) + quote(one.text)
    say = button(_.plain("Answer") if said else _.plain("Write a comment"), Read(found.id, "say"))
    back = (
        button(_.plain("◀ My roadmap"), Mine(found.cohort_id, "see"))
        if sight == "own"
        else button(_.plain("◀ The roadmap"), Read(found.id, "see"))
    )
    return Message(text, ((say,), (back,)))


def say_form(_: Voice, found: Roadmap, *, returning: bool = False) -> OpenForm:
    """A comment; `returning` sends the roadmap back to its author with it."""
    label = _.plain("What is to be changed?") if returning else _.plain("What would you like to say?")
    field = Field("text", label, "paragraph", max_length=COMMENT_MAX)
    title = _.plain("Ask for changes") if returning else _.plain("Comment")
    what = "return" if returning else "say"
    return OpenForm(Form("roadmap.say", title, (field,), _.plain("Send"), context=f"{what}:{found.id}"))
