"""Letters over a real SMTP server on this machine: what arrives, what is tried again, and what never goes out twice."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import vobject
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.adapters.smtp import compose
from bot.chat.messages import Letter
from bot.config import ConfigError, SmtpConfig
from bot.live import mail_server
from bot.secrets import Secrets
from tests.begun import app_of
from tests.handlers.coaching.desk import NOW, books, offers
from tests.house import EVE, House


class Box:
    """What the mail server was handed; `says` is its answer to the next recipients."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.says: list[str] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        answer = self.says.pop(0) if self.says else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append((envelope.rcpt_tos[0], message))
        return "250 OK"


@pytest.fixture
async def box() -> AsyncIterator[Box]:
    box = Box()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    yield box
    server.close()
    await server.wait_closed()


@pytest.fixture
async def house(box: Box, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    made = House(database_url, tmp_path, at=EVE)
    smtp = SmtpConfig(host="127.0.0.1", port=box.port, security="none", sender="bot@academy.example")  # type: ignore[attr-defined]
    made.config = made.config.model_copy(update={"smtp": smtp})
    await made.app.database.close()
    made.app = app_of(made.config, made.clock, made.wall)
    made.app.platforms["test"] = made.platform
    await made.open()
    yield made
    await made.close()


async def posted(house: House) -> None:
    assert house.app.mailing
    await house.app.mailing.settled()


async def test_booking_is_mailed_to_both_with_the_entry(house: House, box: Box) -> None:
    house.clock.at = NOW
    anna, ana = await house.joined("Anna", "coach"), await house.joined("Zoë Ünal")
    await offers(anna)
    await books(ana, "14:00")
    await posted(house)
    await posted(house)
    assert sorted(to for to, _letter in box.letters) == ["anna@people.example", "zoë-ünal@people.example"]
    letter = dict(box.letters)["zoë-ünal@people.example"]
    assert letter["Subject"] == "Coaching with Anna: Cluster Booster Academy"
    assert letter["From"] == "groupmate <bot@academy.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    parts = {part.get_content_type(): part for part in letter.walk()}
    assert "Tue 14 Jan 2025, 14:00–14:30 CET" in parts["text/plain"].get_content()
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert parts["application/ics"].get_filename() == "coaching.ics"
    entry = vobject.readOne(parts["application/ics"].get_content().decode())
    assert entry.method.value == "REQUEST"
    assert entry.vevent.organizer.value == "mailto:bot@academy.example"
    await ana.presses("Cancel", ana.private[-2])
    await ana.presses("Yes, cancel it", ana.private[-2])
    await posted(house)
    methods = [
        part.get_param("method")
        for _to, one in box.letters
        for part in one.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert methods == ["REQUEST", "REQUEST", "CANCEL", "CANCEL"]


async def test_a_server_that_is_busy_is_asked_again_and_no_is_no(house: House, box: Box) -> None:
    house.clock.at = NOW
    anna, ana = await house.joined("Anna", "coach"), await house.joined("Ana")
    await offers(anna)
    box.says = ["451 try again later", "550 no such user"]
    await books(ana, "14:00")
    await posted(house)
    assert box.letters == []
    house.wall.at += timedelta(seconds=29)
    await posted(house)
    assert box.letters == []
    house.wall.at += timedelta(seconds=2)
    await posted(house)
    assert [to for to, _letter in box.letters] == ["ana@people.example"]
    async with house.app.database.read() as uow:
        assert await uow.letters.failed(house.cohort.id) == 1


async def test_while_there_is_no_server_letters_wait(house: House, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    house.clock.at = NOW
    anna, ana = await house.joined("Anna", "coach"), await house.joined("Ana")
    await offers(anna)
    port = house.app.config.smtp.port  # type: ignore[union-attr]
    server = house.app.mailing._server  # type: ignore[union-attr]
    server._config = server._config.model_copy(update={"port": 1})  # type: ignore[attr-defined]
    await books(ana, "14:00")
    for _try in range(12):
        await posted(house)
        house.wall.at += timedelta(hours=3)
    assert box.letters == []
    server._config = server._config.model_copy(update={"port": port})  # type: ignore[attr-defined]
    await posted(house)
    assert len(box.letters) == 2


async def test_news_that_are_overtaken_are_not_mailed(house: House, box: Box) -> None:
    house.clock.at = NOW
    anna, ana = await house.joined("Anna", "coach"), await house.joined("Ana")
    await offers(anna)
    await books(ana, "14:00")
    await ana.presses("Cancel", ana.private[-2])
    await ana.presses("Yes, cancel it", ana.private[-2])
    await posted(house)
    methods = [
        part.get_param("method")
        for _to, one in box.letters
        for part in one.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert methods == ["CANCEL", "CANCEL"]


def test_no_header_can_be_smuggled_in() -> None:
    letter = Letter("Coaching\r\nBcc: all@x.example", "Hello", b"BEGIN:VCALENDAR", "REQUEST")
    message = compose(letter, "bot@x.example", "Bot\nX: y", "ana@x.example", "key", EVE)
    assert message["Subject"] == "Coaching Bcc: all@x.example"
    assert message["Bcc"] is None
    again = compose(letter, "bot@x.example", "Bot", "ana@x.example", "key", EVE + timedelta(days=1))
    assert again["Message-ID"] == message["Message-ID"]
    with pytest.raises(ValueError):
        compose(letter, "bot@x.example", "Bot", "ana@x.example, bo@x.example", "key", EVE)


def test_a_user_without_a_password_is_said_at_the_start() -> None:
    from bot.config import Config

    smtp = SmtpConfig(host="mail.example.org", sender="bot@x.example", user="bot")
    with pytest.raises(ConfigError, match="GROUPMATE_SMTP_PASSWORD is not set"):
        mail_server(Config(smtp=smtp), Secrets())
    assert mail_server(Config(), Secrets()) is None
