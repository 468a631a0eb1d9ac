"""What waits to be sent, as the playground's list and its toast say it: in words, never by keys."""

from __future__ import annotations

from datetime import datetime

from bot.chat.messages import Recheck
from bot.demo import waiting_in_words
from bot.ports import Target, ToAccount, ToChat, ToCircle
from storage.outgoing import OutboxRow
from tests.house import EVE

GROUP = "group-academy"
NAMES = {"member-1": "Ana Núñez", "member-2": "Bo Źdźbło", "member-3": "Bo Źdźbło"}


def waiting(key: str, target: Target, feature: str | None, at: datetime | None = EVE) -> OutboxRow:
    recheck = Recheck(f"{feature}.any") if feature else None
    account = target.account_id if isinstance(target, ToAccount) else None
    return OutboxRow(1, 1, 1, "playground", target, None, None, recheck, at, None, 0, key, account_id=account)


def test_messages_of_one_kind_are_one_line() -> None:
    ana, bo, other_bo = (ToAccount(account) for account in NAMES)
    rows = [
        waiting("peers-soon:1:1:1", bo, "peers"),
        waiting("peers-soon:1:1:2", other_bo, "peers"),
        waiting("peers-soon:1:1:2:later", other_bo, "peers"),
        waiting("coaching-offer:4", ana, "coaching"),
        waiting("digest:3", ToChat(GROUP), "peers"),
        waiting("circle:3", ToCircle(("member-1", "member-2")), "peers"),
        waiting("gone:1", ToAccount("member-99"), None),
        waiting("at once", ana, "peers", at=None),
    ]
    assert [(one.at, one.what, one.to) for one in waiting_in_words(rows, NAMES, GROUP)] == [
        (EVE, "Message about exchanges", "2 people"),
        (EVE, "Message about coaching", "Ana Núñez"),
        (EVE, "Message about exchanges", "the group"),
        (EVE, "Message about exchanges", "a small group"),
        (EVE, "Message", "one person"),
    ]
    assert waiting_in_words([], NAMES, GROUP) == []
