"""Tokens, from the environment or from files that it names: `GROUPMATE_TELEGRAM_TOKEN`, or `…_TOKEN_FILE` with a path.

Thirty lines of our own, as pydantic-settings adds nine megabytes to the ninety that the bot idles at.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.config import ConfigError

PREFIX = "GROUPMATE_"


class Secrets(BaseModel):
    """None where it is not given. A `SecretStr` shows itself in no log and no error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    telegram_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    smtp_password: SecretStr | None = None


def read_secrets(environment: Mapping[str, str]) -> Secrets:
    """Raises `ConfigError` for a file that cannot be read."""
    found = {name: _read(PREFIX + name.upper(), environment) for name in Secrets.model_fields}
    return Secrets.model_validate({name: value for name, value in found.items() if value})


def demand(secret: SecretStr | None, name: str, why: str) -> str:
    """The secret itself. Raises `ConfigError`, which says which variable to set and where its value is found."""
    if secret is None:
        variable = PREFIX + name.upper()
        raise ConfigError(
            f"{variable} is not set. {why} Put it in the environment, or its file's path in {variable}_FILE."
        )
    return secret.get_secret_value()


def _read(variable: str, environment: Mapping[str, str]) -> str:
    path = environment.get(f"{variable}_FILE")
    if not path:
        return environment.get(variable, "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{variable}_FILE: the file {path} cannot be read ({error}).") from None
