"""Where people must open the private chat themselves: the word in the group that asks them to."""

from __future__ import annotations

from bot.chat.buttons import Button
from bot.chat.messages import Message, Rows
from bot.chat.text import Mention
from bot.scene import View
from handlers.groups.declared import feature


@feature.recheck("private_chat.invitation")
async def invitation(view: View, link: str, platform: str = "", account: str = "") -> Message | None:
    """To the one who asked here, by name; without an account, to whom it may concern. None once they have come."""
    _ = view.group_voice
    rows: Rows = ((Button(_.plain("Open the private chat"), url=link + "hello"),),)
    if not account:
        words = _(
            "I have private messages for some of you. To get them, please open our private chat and tap **Start**."
        )
        return Message(words, rows)
    found = await view.uow.accounts.find(platform, account)
    if found is None or found.reachable:
        return None
    words = _(
        "{name}, I have a message for you alone. Please open our private chat and tap **Start**: it is waiting there.",
        name=Mention(found.name, ((platform, account),)),
    )
    return Message(words, rows)
