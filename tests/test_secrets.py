"""Tokens come from the environment or from files, and show themselves nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.config import CohortConfig, Config, ConfigError, SlackConfig, TelegramConfig
from bot.live import check_secrets
from bot.secrets import Secrets, demand, read_secrets

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
XOXB = "xoxb-12-34-abcDEF"
COHORTS = (CohortConfig(key="aca", programme=Path("academy")),)


def told(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def test_from_the_environment() -> None:
    found = read_secrets({"GROUPMATE_TELEGRAM_TOKEN": f" {TOKEN}\n", "SLACK_BOT_TOKEN": XOXB, "PATH": "/bin"})
    assert told(found.telegram_token) == TOKEN
    assert (found.slack_bot_token, found.slack_app_token, found.slack_signing_secret) == (None, None, None)


def test_from_a_file_which_comes_first(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    environment = {
        "GROUPMATE_TELEGRAM_TOKEN_FILE": str(tmp_path / "token"),
        "GROUPMATE_TELEGRAM_TOKEN": "another",
        "GROUPMATE_SLACK_BOT_TOKEN": XOXB,
        "GROUPMATE_SLACK_BOT_TOKEN_FILE": "",
    }
    found = read_secrets(environment)
    assert (told(found.telegram_token), told(found.slack_bot_token)) == (TOKEN, XOXB)


@pytest.mark.parametrize("value", ["", " ", "\n"])
def test_what_is_empty_is_not_there(tmp_path: Path, value: str) -> None:
    (tmp_path / "token").write_text(value, encoding="utf-8")
    assert read_secrets({"GROUPMATE_TELEGRAM_TOKEN": value}).telegram_token is None
    assert read_secrets({"GROUPMATE_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}).telegram_token is None


@pytest.mark.parametrize("content", [None, b"\xff\xfesecret"])
def test_a_file_that_cannot_be_read_is_named_without_what_is_in_it(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_secrets({"GROUPMATE_SLACK_APP_TOKEN_FILE": str(path), "GROUPMATE_SLACK_APP_TOKEN": XOXB})
    assert str(caught.value).startswith(f"GROUPMATE_SLACK_APP_TOKEN_FILE: the file {path} cannot be read (")
    assert ("secret" in str(caught.value), XOXB in str(caught.value)) == (False, False)


def test_they_show_themselves_nowhere() -> None:
    found = read_secrets({"GROUPMATE_TELEGRAM_TOKEN": TOKEN, "GROUPMATE_SLACK_BOT_TOKEN": XOXB})
    shown = [repr(found), str(found), f"{found}", str(found.model_dump()), found.model_dump_json(), repr([found])]
    with pytest.raises(ValidationError) as caught:
        Secrets.model_validate({"telegram_token": TOKEN, "telegram_tokn": XOXB, "slack_bot_token": [TOKEN]})
    shown += [str(caught.value), repr(caught.value)]
    assert [words for words in shown if TOKEN in words or XOXB in words] == []


def test_one_that_is_missing_is_asked_for_by_its_variable() -> None:
    assert demand(SecretStr(TOKEN), "telegram_token", "Why.") == TOKEN
    with pytest.raises(ConfigError) as caught:
        demand(None, "telegram_token", "@BotFather gives it to you.")
    assert str(caught.value) == (
        "GROUPMATE_TELEGRAM_TOKEN is not set. @BotFather gives it to you. "
        "Put it in the environment, or its file's path in GROUPMATE_TELEGRAM_TOKEN_FILE."
    )


@pytest.mark.parametrize(
    ("config", "given", "missing"),
    [
        (Config(cohorts=COHORTS), {}, None),
        (Config(cohorts=COHORTS, telegram=TelegramConfig()), {}, "GROUPMATE_TELEGRAM_TOKEN"),
        (Config(cohorts=COHORTS, telegram=TelegramConfig()), {"telegram_token"}, None),
        (Config(cohorts=COHORTS, slack=SlackConfig()), {}, "GROUPMATE_SLACK_BOT_TOKEN"),
        (Config(cohorts=COHORTS, slack=SlackConfig()), {"slack_bot_token"}, "GROUPMATE_SLACK_APP_TOKEN"),
        (
            Config(cohorts=COHORTS, slack=SlackConfig()),
            {"slack_bot_token", "slack_signing_secret"},
            "GROUPMATE_SLACK_APP_TOKEN",
        ),
        (Config(cohorts=COHORTS, slack=SlackConfig()), {"slack_bot_token", "slack_app_token"}, None),
        (
            Config(cohorts=COHORTS, slack=SlackConfig(mode="http")),
            {"slack_bot_token", "slack_app_token"},
            "GROUPMATE_SLACK_SIGNING_SECRET",
        ),
        (Config(cohorts=COHORTS, slack=SlackConfig(mode="http")), {"slack_bot_token", "slack_signing_secret"}, None),
    ],
)
def test_what_the_config_needs_must_be_there_before_anything_starts(
    config: Config, given: set[str], missing: str | None
) -> None:
    secrets = Secrets.model_validate(dict.fromkeys(given, TOKEN))
    if missing is None:
        check_secrets(config, secrets)
        return
    with pytest.raises(ConfigError) as caught:
        check_secrets(config, secrets)
    assert str(caught.value).split()[0] == missing
    assert TOKEN not in str(caught.value)
