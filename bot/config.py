"""config.toml as models. Every key stands in config.example.toml; tokens never do, they come from the environment."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.homework.items import Limits
from bot.domain.quiet import QuietHours


class ConfigError(Exception):
    """The config cannot be used; the text names each file and key with what is wrong and what would be right."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class StorageConfig(_Part):
    url: str = "sqlite:///data/groupmate.db"
    files: Path = Path("data/files")


class HttpConfig(_Part):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""


class SmtpConfig(_Part):
    """A mail server; with it, bookings are also sent by e-mail."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    sender: Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
    sender_name: str = "groupmate"


class PlaygroundConfig(_Part):
    enabled: bool = False
    data: Path = Path("data/playground")
    sample_people: bool = False
    allowed_hosts: tuple[str, ...] = ()


class TelegramConfig(_Part):
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""


class SlackConfig(_Part):
    base_url: str = "https://slack.com/api/"
    mode: Literal["socket", "http"] = "socket"


class CohortConfig(_Part):
    """One run of a programme in one group."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    programme: Path
    title: str = ""
    answer_unasked: bool = True
    faq_precision: Annotated[float, Field(ge=0.8, le=0.99)] = 0.95
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    weekly_digest: bool = True
    reminders: bool = True
    nudges_per_week: Annotated[int, Field(ge=0, le=21)] = 3

    @property
    def quiet(self) -> QuietHours:
        return QuietHours(self.quiet_from, self.quiet_until)


Days = Annotated[int, Field(ge=0, le=36500)]
"""0 is for ever."""


class PrivacyConfig(_Part):
    """What is kept of whom, and for how long."""

    attendance_of_erased: Literal["without_name", "ask", "erase"] = "without_name"
    keep_messages: Days = 30
    keep_questions: Days = 365
    keep_meeting_lists: Days = 90
    keep_coaching: Days = 730
    keep_attendance: Days = 1825
    keep_audit: Days = 1825


class HomeworkConfig(_Part):
    """What may be handed in. Without `file_types` (endings, such as "pdf") all kinds may be, save programs."""

    largest_file_mb: Annotated[int, Field(ge=1, le=2000)] = 50
    most_at_once: Annotated[int, Field(ge=1, le=100)] = 20
    file_types: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]{1,10}$")], ...] = ()

    @property
    def limits(self) -> Limits:
        return Limits(self.largest_file_mb * 1_000_000, self.most_at_once, frozenset(self.file_types))


class LogConfig(_Part):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"


class Config(_Part):
    storage: StorageConfig = StorageConfig()
    http: HttpConfig = HttpConfig()
    playground: PlaygroundConfig = PlaygroundConfig()
    telegram: TelegramConfig | None = None
    slack: SlackConfig | None = None
    smtp: SmtpConfig | None = None
    log: LogConfig = LogConfig()
    privacy: PrivacyConfig = PrivacyConfig()
    homework: HomeworkConfig = HomeworkConfig()
    cohorts: tuple[CohortConfig, ...] = ()


def load_config(path: Path) -> Config:
    """Read and check `path`. Relative paths in it are taken from its folder. Raises `ConfigError`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file. Copy config.example.toml to {path} and edit it.") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: this is a folder. Name the config file in it.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: the file is not UTF-8. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: this is not valid TOML: {error}.") from None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(path, problem) for problem in error.errors())) from None
    _check_cohorts(path, config)
    if config.telegram and config.telegram.mode == "webhook" and not config.telegram.webhook_url:
        raise ConfigError(
            f'{path}: telegram.webhook_url is missing: with mode = "webhook" Telegram must know this server\'s public '
            'address. Put it there, or set mode = "polling".'
        )
    return _from_folder(config, path.parent)


def _check_cohorts(path: Path, config: Config) -> None:
    keys = [cohort.key for cohort in config.cohorts]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ConfigError(f"{path}: cohorts: the key {twice[0]!r} is used twice. Give each cohort its own key.")
    if not keys:
        raise ConfigError(f'{path}: cohorts: there is none. Add one: [[cohorts]] with key = "…" and programme = "…".')


def _explain(path: Path, problem: object) -> str:
    from bot.programme.lines import line_of, locate

    assert isinstance(problem, dict)
    loc = tuple(problem["loc"])
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    where = f"{path}:{line_of(locate(path.read_text(encoding='utf-8')), loc)}: {field}"
    if problem["type"] == "extra_forbidden":
        from rapidfuzz import process

        near = process.extractOne(str(loc[-1]), _known_keys(loc[:-1]), score_cutoff=60)
        return f"{where}: there is no such key." + (f" Did you mean {near[0]!r}?" if near else " Remove it.")
    if problem["type"] == "missing":
        return f"{where}: this key is missing. See config.example.toml."
    return f"{where}: {problem['msg'][0].lower()}{problem['msg'][1:]}. See config.example.toml."


def _known_keys(loc: tuple[object, ...]) -> list[str]:
    parts: dict[object, type[BaseModel]] = {
        "storage": StorageConfig,
        "http": HttpConfig,
        "playground": PlaygroundConfig,
        "telegram": TelegramConfig,
        "slack": SlackConfig,
        "smtp": SmtpConfig,
        "log": LogConfig,
        "privacy": PrivacyConfig,
        "cohorts": CohortConfig,
    }
    return list((parts[loc[0]] if loc else Config).model_fields)


def _from_folder(config: Config, folder: Path) -> Config:
    scheme, separator, database = config.storage.url.partition(":///")
    url = config.storage.url
    if scheme.startswith("sqlite") and database and database != ":memory:":
        url = f"{scheme}{separator}{folder / database}"
    storage = config.storage.model_copy(update={"url": url, "files": folder / config.storage.files})
    playground = config.playground.model_copy(update={"data": folder / config.playground.data})
    cohorts = tuple(c.model_copy(update={"programme": _pack_folder(folder, c.programme)}) for c in config.cohorts)
    return config.model_copy(update={"storage": storage, "playground": playground, "cohorts": cohorts})


def _pack_folder(folder: Path, programme: Path) -> Path:
    """A folder beside the config, or the name of a pack that ships."""
    shipped = Path(__file__).parent.parent / "programmes" / programme
    beside = folder / programme
    return beside if beside.exists() or not shipped.exists() else shipped
