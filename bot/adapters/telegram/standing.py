"""How the bot stands in a group, as Telegram tells it now."""

from __future__ import annotations

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberRestricted
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.adapters.telegram.errors import says
from bot.ports import Standing

_NEEDED = ("can_send_messages", "can_send_photos", "can_send_documents")
_ABSENT = Standing("", present=False, can_write=False, sees_all=False)


async def standing(bot: Bot, chat: int) -> Standing:
    """Raises the library's errors. Where Telegram tells nothing of the group, the bot is not in it."""
    try:
        me = await bot.get_me()  # afresh: the privacy mode may have been changed with @BotFather
        group = await bot.get_chat(chat)
        member = await bot.get_chat_member(chat, me.id)
    except Forbidden:
        return _ABSENT
    except BadRequest as error:
        if says(error, "chat not found", "not a member"):
            return _ABSENT
        raise
    if not _present(member):
        return Standing(group.title or "", present=False, can_write=False, sees_all=False)
    admin = member.status in (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)
    missing = () if admin else tuple(name for name in _NEEDED if not _may(name, member, group))
    return Standing(
        group.title or "",
        can_write="can_send_messages" not in missing,
        sees_all=admin or bool(me.can_read_all_group_messages),
        missing=missing,
    )


def _present(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def _may(right: str, member: ChatMember, group: ChatFullInfo) -> bool:
    """What is allowed to nobody who is no administrator is allowed to no bot either."""
    own = getattr(member, right, True) if isinstance(member, ChatMemberRestricted) else True
    return bool(own) and (group.permissions is None or getattr(group.permissions, right) is not False)
