"""What the bot says, and to whom. Handlers return these intents; the engine and the adapters decide how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.chat.buttons import Button
from bot.chat.events import Place
from bot.chat.forms import Form
from bot.chat.text import Text

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file in the file store under `key`. `alt` describes a picture. `keep=False`: removed once it was sent."""

    key: str
    name: str
    media_type: str
    size: int
    alt: str = ""
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    text: Text
    buttons: Rows = ()
    files: tuple[OutgoingFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Recheck:
    """A look at the world just before sending: the feature's `name` is called with `args` and returns the
    message as it should be now, or None where it is no longer wanted."""

    name: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """Answer where the event happened, in its thread. `place` names another place; `reply_to` a message there."""

    message: Message
    place: Place | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Private:
    """To one person alone: the asker, the member `to`, or `account` (platform, account id), who may be no member.

    `key` makes it once-only; `at` sends it later.

    With a `recheck` the message is made just before it leaves, and not given here. `card`: it is kept up to date
    afterwards, by `Refresh`. `expires` drops it when it could not leave in time.
    """

    message: Message | None = None
    to: int | None = None
    account: tuple[str, str] | None = None
    key: str | None = None
    card: str | None = None
    at: datetime | None = None
    expires: datetime | None = None
    recheck: Recheck | None = None


@dataclass(frozen=True, slots=True)
class ToMany:
    """One message to each of these members in private, stored in one go: for a whole cohort.

    Each has the key `{key}:{member id}`; the `recheck` is called with `to`, the member's id, beside its own arguments.
    `card` as in `Private`.
    """

    to: tuple[int, ...]
    key: str
    recheck: Recheck
    card: str | None = None
    at: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One message in each group of the cohort, posted once under `key` and kept up to date ever after.

    Its content is always what `recheck` says at the moment of sending, so concurrent changes cannot leave it stale.
    """

    key: str
    recheck: Recheck
    at: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """The card under `key` should be looked at again, if it was posted. Many of them become one edit.

    `once` names what has happened to it: for that it is looked at a single time, however often this is said.
    """

    key: str
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `message` in the place of the one whose button was pressed.

    In a group only what is `for_all`: else it goes to who pressed, alone, as whatever they press may be for their eyes.
    """

    message: Message
    for_all: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """A line that only the one who pressed sees, for a moment; `alert` asks for a click. ≤ 200 characters."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class OpenForm:
    form: Form


@dataclass(frozen=True, slots=True)
class Inspect:
    """Have the bot's rights in this group looked at, after the turn; `Feature.standing` hears what was found."""

    place: Place


@dataclass(frozen=True, slots=True)
class Fetch:
    """Have a file that somebody sent brought over from the platform and kept, after the turn and for as long as it takes.

    Then the feature's `fetched` handler called `then` hears of it, with `args`.
    """

    file_id: str
    then: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a `Fetch`: the file is in the file store under `key`, or there is a `problem`: it is `gone` from the
    platform or larger than it lets bots have, or it could not be had in many tries (`failed`)."""

    key: str = ""
    size: int = 0
    problem: Literal["gone", "failed"] | None = None


@dataclass(frozen=True, slots=True)
class ShowHome:
    """The bot's own page as this person sees it, where the platform has one."""

    message: Message


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail to a member, once under `key`, where the config has a mail server; else nothing. Its words are made by the
    feature's `letter` of the recheck's name, just before it leaves."""

    to: int
    key: str
    recheck: Recheck


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says. `calendar` is a calendar file with `method`, which mail programs offer to take in."""

    subject: str
    text: str
    calendar: bytes | None = None
    method: str = ""
    file_name: str = "coaching.ics"


@dataclass(frozen=True, slots=True)
class FormErrors:
    """The form stays open, each message beside its field."""

    errors: dict[str, str]


Intent = (
    Say | Private | ToMany | Card | Refresh | Edit | Toast | OpenForm | FormErrors | Inspect | Fetch | ShowHome | Mail
)


@dataclass(frozen=True, slots=True)
class DirectReply:
    """What goes back within the turn itself, where the platform waits for it.

    `form_offer` is to be shown where `form` cannot be opened any more: its button opens it.
    """

    toast: Toast | None = None
    form: Form | None = None
    form_offer: Message | None = None
    home: Message | None = None
    errors: dict[str, str] = field(default_factory=dict)
