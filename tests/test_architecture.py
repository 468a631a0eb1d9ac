"""What holds the house up: import directions, the clock, registrations, token sizes, what is loaded at start."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints
from zoneinfo import available_timezones

import pytest
from importlinter import api

import bot.app  # noqa: F401  # with it, every module that has buttons is loaded
import handlers
from bot.chat.buttons import TOKEN_MAX, ButtonData
from bot.domain.absence import mark_of as mark_of_reason
from bot.domain.people import ROLES
from bot.engine.dialogs import mark_of
from bot.feature import TOPICS, Command
from bot.programme import FaqEntry, Session
from bot.programme.roadmap import Part
from tests.budgets import ROOT, modules, over

REGISTRY = handlers.discover()
COMMANDS = sorted(REGISTRY.commands.values(), key=lambda command: command.name)
# A dataclass with slots is made twice, and only the second one is what its module has.
TOKENS = sorted(
    (
        kind
        for kind in ButtonData.__subclasses__()
        if kind.__module__.startswith(("bot.", "handlers."))
        and getattr(sys.modules[kind.__module__], kind.__name__) is kind
    ),
    key=lambda kind: kind.__name__,
)
OPTIONAL = (
    *("alembic", "babel", "asyncpg", "telegram", "slack_bolt", "slack_sdk", "typst", "xlsxwriter"),
    *("icalendar", "rapidfuzz", "sqlalchemy.dialects.postgresql"),
    "networkx",
    *("hypothesis", "playwright"),
)


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def longest(model: type[FaqEntry | Session | Part], field: str) -> str:
    """A key as long as a pack may have it."""
    schema = model.model_json_schema()["properties"][field]
    return "x" * int(schema["maxLength"])


def plausible(kind: type[ButtonData]) -> ButtonData:
    """Its longest token: ids as large as PostgreSQL counts, keys as long as packs may have them."""
    texts = {
        "session": longest(Session, "key"),
        "entry": longest(FaqEntry, "id"),
        "part_key": longest(Part, "key"),
        "topic": longest(FaqEntry, "topic"),
        "zone": max(available_timezones(), key=len),
        "language": "x" * 12,
        "often": "digest",
        "about": max(TOPICS, key=len),
        "listing": max(REGISTRY.listings, key=len),
        "kind": max(REGISTRY.nudge_kinds, key=len),
        "what": "take_back",
        "only": "#4294967295",
        "command": max(REGISTRY.commands, key=len),
        "mark": mark_of("quiz", "context"),
        "read": mark_of_reason("a reason"),
    }
    hints = get_type_hints(kind)
    others = {int: 2**31 - 1, bool: True}
    return kind(**{item.name: others.get(hints[item.name]) or texts[item.name] for item in fields(kind)})


def test_imports_run_downward() -> None:
    assert api.use_cases.lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)


def test_rules_and_vocabulary_know_no_asyncio_and_no_logging() -> None:
    paths = [path for folder in ("domain", "chat") for path in (ROOT / "bot" / folder).rglob("*.py")]
    assert paths
    wrong = {path.name: {"asyncio", "logging"} & set(imports(path)) for path in paths}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_wall_clock_is_read_in_one_place() -> None:
    """Ruff holds the ban; this holds ruff to it, and counts the exceptions."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    banned = settings["flake8-tidy-imports"]["banned-api"].keys()
    assert {"datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today", "time.time"} <= banned
    assert "TID" in settings["select"]
    ignored = [*settings["ignore"], *(rule for rules in settings["per-file-ignores"].values() for rule in rules)]
    assert [rule for rule in ignored if rule.startswith("TID")] == []
    excused = [path for path in modules() if "TID251" in path.read_text(encoding="utf-8")]
    assert excused == [ROOT / "bot" / "app.py"]


def test_the_budgets_see_what_is_over(tmp_path: Path) -> None:
    body = "    x = 1\n"
    for name, source in {
        "bot/long.py": "x = 1\n" * 401,
        "bot/storage_helper.py": "",
        "handlers/managers/__init__.py": "",
        "storage/one.py": f'def good():\n    """Ends."""\n{body * 40}\n\nasync def bad():\n{body * 41}',
        "storage/migrations/versions/0001.py": "x = 1\n" * 500,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")
    assert list(over(tmp_path)) == [
        "bot/long.py: 401 lines; at most 400. Split it by what it does.",
        "bot/storage_helper.py: the name 'storage_helper' does not say what is inside.",
        "handlers/managers/__init__.py: the name 'managers' does not say what is inside.",
        "storage/one.py:45: bad has 41 lines; at most 40.",
    ]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_each_command_says_what_it_does(command: Command) -> None:
    assert command.summary.strip()
    assert not command.summary.endswith(".")
    assert command.example.split()[0] == command.name
    assert command.name == command.name.lower()
    assert command.access in ("anyone", "members") or (command.access and command.access <= ROLES)


def test_each_button_has_a_prefix_of_its_own() -> None:
    prefixes = [kind.prefix for kind in TOKENS]
    assert REGISTRY.buttons.keys() < set(prefixes)
    assert len(set(prefixes)) == len(prefixes)
    assert all(prefix and ":" not in prefix for prefix in prefixes)


@pytest.mark.parametrize("kind", TOKENS, ids=lambda kind: kind.__name__)
def test_the_longest_token_fits_and_comes_back(kind: type[ButtonData]) -> None:
    data = plausible(kind)
    token = data.pack()
    assert len(token.encode()) <= TOKEN_MAX
    assert kind.unpack(token) == data


def test_what_a_deployment_may_not_use_is_not_loaded_at_start() -> None:
    asked = f"import sys, bot.run; print(*sorted(set({OPTIONAL!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("live", "loaded"),
    [
        ({}, []),
        ({"telegram": {}}, ["bot.adapters.telegram", "telegram"]),
        ({"slack": {}}, ["bot.adapters.slack", "slack_bolt", "slack_sdk"]),
    ],
    ids=["none", "telegram", "slack"],
)
def test_a_platform_that_is_not_configured_is_not_loaded(
    live: dict[str, object], loaded: list[str], tmp_path: Path
) -> None:
    """Not even when the bot is put together; the playground, which no live bot needs, as little as the others."""
    platforms = [f"bot.adapters.{name}" for name in ("playground", "slack", "telegram")]
    config = {
        "storage": {"url": f"sqlite:///{tmp_path / 'groupmate.db'}"},
        "cohorts": [{"key": "aca", "programme": str(ROOT / "programmes" / "academy")}],
        **live,
    }
    secrets = {"telegram_token": "1:a", "slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
    asked = f"""
import sys
import bot.run
from bot.app import App
from bot.config import Config
from bot.live import live_platforms
from bot.secrets import Secrets

app = App(Config.model_validate({config!r}), secrets := Secrets.model_validate({secrets!r}))
list(live_platforms(app.config, secrets, app.deployment, app.files, app.wall, app.web))
print(*sorted(set({(*OPTIONAL, *platforms)!r}) & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == loaded
