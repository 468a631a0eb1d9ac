"""The pages about Telegram and Slack, compared with the code."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.adapters.slack import errors as slack_errors
from bot.adapters.slack import manifest as slack_manifest
from bot.adapters.telegram import webhook as telegram_webhook
from bot.config import Config, load_config
from bot.programme.roster import read_roster
from bot.secrets import PREFIX, Secrets
from tests.test_docs import ROOT, read, rows

PLATFORMS = ("docs/telegram.md", "docs/slack.md")


@cache
def sayings() -> tuple[str, ...]:
    """Every text in the code, without marks of bold and code; of one with values in it, the pieces between them."""
    paths = [path for package in ("bot", "handlers", "storage") for path in (ROOT / package).rglob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return tuple(re.sub(r"\*\*|`", "", node.value) for node in nodes if isinstance(node.value, str))


@pytest.mark.parametrize("name", [*PLATFORMS, "docs/operating.md"])
def test_what_the_bot_is_said_to_say_it_says(name: str) -> None:
    """Its words stand in quotation marks, with … for what differs; on Slack with the commands as they are there."""
    quoted = re.findall("“([^”]+)”", read(name).replace("/groupmate ", "/"))
    assert quoted
    for words in quoted:
        pieces = [piece.strip() for piece in re.sub(r"\*\*|`", "", " ".join(words.split())).split("…")]
        assert [piece for piece in pieces if not any(piece in said for said in sayings())] == [], words


@pytest.mark.parametrize("name", ["README.md", "docs/operating.md", *PLATFORMS])
def test_the_variables_named_are_read(name: str) -> None:
    known = {PREFIX + field.upper() for field in Secrets.model_fields} | {"GROUPMATE_CACHE"}
    named = {variable.removesuffix("_FILE") for variable in re.findall(rf"\b{PREFIX}\w+", read(name))}
    known -= set() if name == "docs/operating.md" else {"GROUPMATE_CACHE"}
    mine = {variable for variable in known if variable.removeprefix(PREFIX).lower().startswith(Path(name).stem)}
    assert (known if name == "docs/operating.md" else mine) <= named <= known


@pytest.mark.parametrize("name", PLATFORMS)
def test_the_settings_shown_are_right(tmp_path: Path, name: str) -> None:
    """The config of the first steps is complete; those below it are parts of one."""
    first, *parts = (re.sub(r"^ +", "", block, flags=re.MULTILINE) for block in indented_fences(read(name), "toml"))
    (tmp_path / "config.toml").write_text(first, encoding="utf-8")
    config = load_config(tmp_path / "config.toml")
    assert getattr(config, Path(name).stem) is not None
    assert not config.playground.enabled
    for part in parts:
        Config.model_validate(tomllib.loads(part))
    people = next(block for block in indented_fences(read(name), "") if block.lstrip().startswith("name,"))
    roster = read_roster(re.sub(r"^ +", "", people, flags=re.MULTILINE).encode(), zone="Europe/Tallinn")
    assert roster.mistakes == ()
    assert "organiser" in roster.rows[0].roles


def indented_fences(text: str, language: str) -> list[str]:
    """Like `fences`, and those within lists too."""
    blocks = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [block for name, block in blocks if name == language]


def test_slacks_scopes_are_explained() -> None:
    table = rows(read("docs/slack.md"), "## Why it asks for what")
    assert [row[0].strip("`") for row in table] == list(slack_manifest.SCOPES)
    assert all(row[1] for row in table)


def test_each_reason_why_slack_locks_out_has_a_remedy() -> None:
    named = re.findall(r"^\| `(\w+)` \|", read("docs/slack.md").partition("Slack's own words:")[2], re.MULTILINE)
    assert named == sorted(slack_errors.LOCKED_OUT)


def test_the_paths_for_a_proxy_are_those_that_are_served() -> None:
    for name, path in zip(PLATFORMS, (telegram_webhook.PATH, slack_manifest.PATH), strict=True):
        assert set(re.findall(r"(?:reverse_proxy|location =) (/\S+)", read(name))) == {path}
