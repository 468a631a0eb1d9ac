"""The chat platforms that the config names. Each adapter is imported only here, and only where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiohttp import web

from bot.config import Config, ConfigError
from bot.feature import Registry
from bot.menus import command_lists
from bot.ports import ChatPlatform, Clock, FileStore, MailServer
from bot.scene import Deployment
from bot.secrets import Secrets, demand

WANTED = ("checkin", "me", "faq", "help")
"""Commands that Slack shows first, as it has room for few."""


def live_platforms(
    config: Config, secrets: Secrets, deployment: Deployment, files: FileStore, wall: Clock, app: web.Application
) -> Iterator[ChatPlatform]:
    """Not started yet; those that are called from outside have added their routes to `app`. Raises `ConfigError`."""
    if config.telegram:
        yield _telegram(config, secrets, deployment, files, wall, app)
    if config.slack:
        yield _slack(config, secrets, deployment, files, wall, app)


def check_secrets(config: Config, secrets: Secrets) -> None:
    """Raises `ConfigError` for the first token that a configured platform needs and that is not there."""
    if config.telegram:
        _telegram_token(secrets)
    if config.slack:
        _slack_tokens(config, secrets)


def mail_server(config: Config, secrets: Secrets) -> MailServer | None:
    """None where the config has none. Raises `ConfigError` where a user is named and the password is missing."""
    if config.smtp is None:
        return None
    from bot.adapters.smtp import SmtpServer

    password = None
    if config.smtp.user:
        password = demand(secrets.smtp_password, "smtp_password", "It is that of smtp.user, on your mail server.")
    return SmtpServer(config.smtp, password)


def slack_manifest(registry: Registry, name: str, url: str) -> dict[str, Any]:
    """What Slack's "create an app from a manifest" takes; with a public `url` for HTTP, else for Socket Mode.

    Raises `ConfigError`.
    """
    from bot.adapters.slack.manifest import manifest

    listed = next(iter(command_lists(registry).values()))
    wanted = sorted(listed, key=lambda c: WANTED.index(c.name) if c.name in WANTED else len(WANTED))
    try:
        return manifest(wanted, mode="http" if url else "socket", url=url, name=name)
    except ValueError as error:
        raise ConfigError(f"--url {url}: {error}.") from None


def _telegram_token(secrets: Secrets) -> str:
    return demand(secrets.telegram_token, "telegram_token", "@BotFather gives it to you, see docs/telegram.md.")


def _slack_tokens(config: Config, secrets: Secrets) -> tuple[str, str | None, str | None]:
    assert config.slack is not None
    why = "It is on your app's page on Slack, see docs/slack.md."
    bot_token = demand(secrets.slack_bot_token, "slack_bot_token", why)
    if config.slack.mode == "socket":
        return bot_token, demand(secrets.slack_app_token, "slack_app_token", why), None
    return bot_token, None, demand(secrets.slack_signing_secret, "slack_signing_secret", why)


def _telegram(
    config: Config, secrets: Secrets, deployment: Deployment, files: FileStore, wall: Clock, app: web.Application
) -> ChatPlatform:
    from bot.adapters.telegram import Telegram

    assert config.telegram is not None
    adapter = Telegram(
        _telegram_token(secrets),
        files,
        command_lists(deployment.registry),
        wall,
        base_url=config.telegram.base_url,
        base_file_url=config.telegram.base_file_url,
        mode=config.telegram.mode,
        webhook_url=config.telegram.webhook_url,
    )
    adapter.routes(app)
    return adapter


def _slack(
    config: Config, secrets: Secrets, deployment: Deployment, files: FileStore, wall: Clock, app: web.Application
) -> ChatPlatform:
    from bot.adapters.slack import Slack

    assert config.slack is not None
    bot_token, app_token, signing_secret = _slack_tokens(config, secrets)
    adapter = Slack(
        bot_token,
        files,
        wall,
        app_token=app_token,
        signing_secret=signing_secret,
        base_url=config.slack.base_url,
        mode=config.slack.mode,
        commands=frozenset(deployment.registry.commands),
    )
    adapter.routes(app)
    return adapter
