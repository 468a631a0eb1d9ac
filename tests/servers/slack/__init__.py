"""Slack on the loopback: Web API, Socket Mode and signed HTTP, stateful and strict."""

from tests.servers.slack.calls import Call, Limits
from tests.servers.slack.outbox import Delivery
from tests.servers.slack.people import Person
from tests.servers.slack.rooms import Room
from tests.servers.slack.server import SlackServer
from tests.servers.slack.things import Ephemeral, Message, SentFile

__all__ = ["Call", "Delivery", "Ephemeral", "Limits", "Message", "Person", "Room", "SentFile", "SlackServer"]
