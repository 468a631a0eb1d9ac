"""A Telegram Bot API server on loopback, stateful and strict."""

from tests.servers.telegram.door import Call
from tests.servers.telegram.pace import Limits
from tests.servers.telegram.people import Group, Person
from tests.servers.telegram.queries import Answer
from tests.servers.telegram.server import TOKEN, TelegramServer
from tests.servers.telegram.world import Message

__all__ = ["TOKEN", "Answer", "Call", "Group", "Limits", "Message", "Person", "TelegramServer"]
