"""Waiting for what a visitor sees, and pressing what has no toast."""

from __future__ import annotations

from tests.contract.on_slack import SlackVisitor
from tests.contract.world import Visitor, until


async def press(visitor: Visitor, label: str) -> None:
    """What comes of it may be a changed message rather than a word to who pressed."""
    if not isinstance(visitor, SlackVisitor):
        await visitor.presses(label)
        return
    server = visitor.stage.server
    seen = (*server.messages(visitor.person), *server.messages(visitor.stage.room), *visitor.person.ephemerals)
    found = [one for one in seen if label in one.buttons]
    assert found, f"{visitor.name} sees no button {label!r}"
    done = await visitor.person.presses(max(found, key=lambda message: message.ts), label)
    assert done.acked


async def sees(visitor: Visitor, words: str) -> None:
    try:
        await until(f"{visitor.name} sees {words!r}", lambda: any(words in told for told in visitor.told()))
    except AssertionError as error:
        raise AssertionError(f"{error}; but {visitor.told()[-3:]}") from None
