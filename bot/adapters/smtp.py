"""Letters by SMTP. The library is loaded with the first one."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from bot.chat.errors import Offline, Refused, SendError
from bot.chat.messages import Letter
from bot.config import SmtpConfig

_ADDRESS = re.compile(r"([^\s@<>,;:\"()\[\]\\]+)@([^\s@<>,;:\"()\[\]\\]+)")

SECONDS = 30.0
"""How long the server may take for one answer."""


class SmtpServer:
    """Meets `bot.ports.MailServer`. One connection a letter: there are few."""

    def __init__(self, config: SmtpConfig, password: str | None) -> None:
        self._config = config
        self._password = password

    async def send(self, to: str, letter: Letter, *, dedup: str, at: datetime) -> None:
        import aiosmtplib

        config = self._config
        try:
            message = compose(letter, config.sender, config.sender_name, to, dedup, at)
        except ValueError as error:
            raise Refused(f"no such address can be written to ({type(error).__name__})") from None
        try:
            await aiosmtplib.send(
                message,
                sender=config.sender,
                recipients=[to],
                hostname=config.host,
                port=config.port,
                username=config.user or None,
                password=self._password,
                use_tls=config.security == "tls",
                start_tls=config.security == "starttls",
                timeout=SECONDS,
            )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPRecipientRefused) as error:
            raise _refusal(error, _codes(error)) from None
        except aiosmtplib.SMTPAuthenticationError:
            raise Offline("the mail server does not accept the user and the password") from None
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error, [error.code]) from None
        except aiosmtplib.SMTPNotSupported:
            raise Refused("the mail server cannot write to this address") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Offline(f"the mail server cannot be reached ({type(error).__name__})") from None


def _codes(error: Exception) -> list[int]:
    inner = getattr(error, "recipients", None) or [error]
    return [int(getattr(one, "code", 550)) for one in inner]


def _refusal(error: Exception, codes: list[int]) -> SendError:
    """5xx is for ever, 4xx for now (RFC 5321, 4.2.1). The server's own words may hold addresses, so only codes are told."""
    said = ", ".join(map(str, codes)) or type(error).__name__
    return Refused(f"the mail server refused it ({said})") if all(c >= 500 for c in codes) else SendError(said)


def compose(letter: Letter, sender: str, name: str, to: str, dedup: str, at: datetime) -> EmailMessage:
    """As text, with the calendar entry beside it (as mail programs want it) and attached (as people do).

    Raises `ValueError` for an address that is none.
    """
    message = EmailMessage(policy=SMTP if to.isascii() else SMTPUTF8)
    message["From"] = _address(sender, _one_line(name))
    message["To"] = _address(to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(at)
    # The same for each try, so that a letter that arrives twice can be known.
    mark = hashlib.sha256(f"{dedup} {to}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{mark}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.calendar is not None:
        words = letter.calendar.decode()
        message.add_alternative(words, subtype="calendar", params={"method": letter.method})
        message.add_attachment(letter.calendar, maintype="application", subtype="ics", filename=letter.file_name)
    return message


def _address(spec: str, name: str = "") -> Address:
    """Letters of any script are fine; the standard library takes those only in two parts."""
    match = _ADDRESS.fullmatch(spec)
    if match is None:
        raise ValueError(spec)
    return Address(name, username=match[1], domain=match[2])


def _one_line(words: str) -> str:
    return " ".join(words.split())
