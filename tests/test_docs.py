"""What holds the documents true. Run as a module, it writes the README's tables anew: `make docs`."""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import handlers
from bot import __version__
from bot.__main__ import main
from bot.config import CohortConfig, Config, HttpConfig, SlackConfig, SmtpConfig, TelegramConfig, load_config
from bot.domain.people import Role
from bot.feature import Access, allowed
from bot.programme import load_programme
from storage.tables import metadata
from tests.house import DAY_1, House

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
METAVARS = {"integer": "N", "path": "PATH", "text": "TEXT"}
NAMED = {"cohort": "KEY", "name": "NAME", "url": "ADDRESS"}
"""What an option's value is called, by its type or by its name."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def between(text: str, mark: str) -> str:
    """What stands between the marks of a generated table."""
    return text.partition(f"<!-- {mark} -->\n")[2].partition(f"<!-- end of {mark} -->")[0]


def fences(text: str, language: str) -> list[str]:
    """The code blocks of that language."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block for name, block in blocks if name == language]


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    below = text.partition(f"\n{heading}\n")[2]
    assert below, f"no heading {heading!r}"
    table = re.search(r"(?:^\|.*\n?)+", below, re.MULTILINE)
    assert table, f"no table below {heading!r}"
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[0].splitlines()[2:]]


# --- The README's tables ---


def who(access: Access) -> str:
    return (
        access
        if isinstance(access, str)
        else ", ".join(f"{role}es" if role == "coach" else f"{role}s" for role in sorted(access))
    )


def command_table() -> str:
    listed = sorted((c for c in handlers.discover().commands.values() if not c.hidden), key=lambda c: c.name)
    lines = ["| command | who | what for | for example |", "|---|---|---|---|"]
    lines += [f"| `/{c.name}` | {who(c.access)} | {c.summary} | `/{c.example}` |" for c in listed]
    return "\n".join(lines) + "\n"


def cli_commands(group: click.Group, path: str = "groupmate") -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from cli_commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def usage(path: str, command: click.Command) -> str:
    parts = [path]
    for param in command.params:
        if isinstance(param, click.Option):
            called = NAMED.get(param.name or "", METAVARS[param.type.name]) if not param.is_flag else ""
            said = f"{param.opts[0]} {called}".strip()
            parts.append(said if param.required else f"[{said}]")
        else:
            parts.append(f"{param.name}.csv" if isinstance(param.type, click.Path) else str(param.name).upper())
    return " ".join(parts)


def cli_table() -> str:
    lines = ["| command | what it does |", "|---|---|"]
    for path, command in cli_commands(main):
        lines.append(f"| `{usage(path, command)}` | {' '.join((command.help or '').split())} |")
    return "\n".join(lines) + "\n"


TABLE_OF = {"commands": command_table, "command line": cli_table}


def write_tables() -> None:
    text = read("README.md")
    for mark, table in TABLE_OF.items():
        text = text.replace(between(text, mark) + f"<!-- end of {mark} -->", f"{table()}<!-- end of {mark} -->")
    (ROOT / "README.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("mark", TABLE_OF)
def test_the_readme_has_the_table_as_it_is(mark: str) -> None:
    assert between(read("README.md"), mark) == TABLE_OF[mark](), "Run `make docs`."


@pytest.mark.parametrize("role", [None, "participant", "trainer", "organiser"])
async def test_help_shows_each_their_own_commands(house: House, role: Role | None) -> None:
    person = await house.joined("Ana", role) if role else house.stranger()
    await person.sends("/help")
    roles = frozenset({role}) if role else None
    known = handlers.discover().commands.values()
    shown = set(re.findall(r"(?<!\S)/([a-z_]+)\b", person.told[-1].replace("•", " ")))
    done = {"join"} if role else set()
    assert shown == {c.name for c in known if not c.hidden and allowed(c.access, roles)} - done


# --- config.example.toml ---


def models() -> dict[str, type[BaseModel]]:
    """The tables of a config by name."""
    simple = {name: field.default for name, field in Config.model_fields.items() if name != "cohorts"}
    found = {name: type(value) for name, value in simple.items() if isinstance(value, BaseModel)}
    assert simple.keys() - found.keys() == {"telegram", "slack", "smtp"}
    return {**found, "telegram": TelegramConfig, "slack": SlackConfig, "smtp": SmtpConfig, "cohorts": CohortConfig}


def uncommented() -> str:
    return re.sub(r"^# (?=\[\w+\]$|\w+ = )", "", read("config.example.toml"), flags=re.MULTILINE)


def test_the_example_has_every_key_and_no_other() -> None:
    given: dict[str, Any] = tomllib.loads(uncommented())
    given["cohorts"] = given["cohorts"][0]
    assert {name: set(table) for name, table in given.items()} == {
        name: set(model.model_fields) for name, model in models().items()
    }


def test_each_key_is_explained_with_its_default() -> None:
    table, explained = "", {}
    for block in uncommented().split("\n\n"):
        *comments, last = [line for line in block.splitlines() if line and not line.startswith("# ---")] or [""]
        if header := re.fullmatch(r"\[+(\w+)\]+", last):
            table = header[1]
        elif match := re.match(r"(\w+) = ", last):
            assert comments, f"{table}.{match[1]} is not explained"
            explained[table, match[1]] = comments
    for name, model in models().items():
        for key, field in model.model_fields.items():
            said = " ".join(explained.pop((name, key)))
            if field.default is PydanticUndefined:
                assert said.endswith("Required.")
            else:
                value = f"{field.default:%H:%M}" if isinstance(field.default, time) else field.default
                default = value if isinstance(value, bool | int | float | tuple) else str(value)
                assert said.endswith(f"# Default: {json.dumps(default)}")
    assert explained == {}


@pytest.mark.parametrize("text", [read("config.example.toml"), uncommented()], ids=["as it is", "uncommented"])
def test_the_example_loads(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    config = load_config(path)
    assert load_programme(config.cohorts[0].programme).id == "academy"
    assert not config.playground.enabled, "it has no passwords"
    assert config.storage.url == f"sqlite:///{tmp_path}/data/groupmate.db"


# --- docs/architecture.md, docs/internals.md, docs/operating.md ---


async def test_the_example_feature_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = fences(read("docs/architecture.md"), "python")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "countdown.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(handlers, "__path__", [*handlers.__path__, str(tmp_path / "more")])
    house = await House(f"sqlite:///{tmp_path / 'groupmate.db'}", tmp_path).open()
    try:
        ana = await house.joined("Ana", zone="Europe/Vilnius")
        await ana.sends("/countdown")
        assert ana.told == ["Online day 1 begins on Wed 6 Nov 2024, 11:00 EET."]
        assert house.group == []
        await house.move_to(DAY_1.replace(day=5))
        await house.tick()
        assert [posted.text for posted in house.group] == ["See you at Online day 1: Wed 6 Nov 2024, 10:00 CET."]
    finally:
        await house.close()
        sys.modules.pop("handlers.countdown")


def test_the_constraints_named_exist() -> None:
    found = re.findall(r"(primary key|unique) `(\w+)\(([\w, ]+)\)`", read("docs/internals.md"))
    assert len(found) >= 25
    for kind, table, columns in found:
        wanted = set(columns.split(", "))
        given = metadata.tables[table]
        if kind == "primary key":
            assert {column.name for column in given.primary_key} == wanted
        else:
            uniques = [set(c.columns.keys()) for c in given.constraints if type(c).__name__ == "UniqueConstraint"]
            assert wanted in [*uniques, *({column.name} for column in given.columns if column.unique)]


def test_the_backup_command_works(tmp_path: Path) -> None:
    (command,) = (
        line for block in fences(read("docs/operating.md"), "") for line in block.splitlines() if "-c" in line
    )
    (tmp_path / "data").mkdir()
    source = sqlite3.connect(tmp_path / "data" / "groupmate.db")
    source.executescript(
        "PRAGMA journal_mode=WAL; CREATE TABLE member (name TEXT); INSERT INTO member VALUES ('Žaneta');"
    )
    subprocess.run([sys.executable, *shlex.split(command)[1:]], cwd=tmp_path, check=True)
    source.close()
    kept = sqlite3.connect(tmp_path / "backup.db")
    assert kept.execute("SELECT name FROM member").fetchall() == [("Žaneta",)]
    kept.close()


# --- All of them ---


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text):
        if not target.startswith("https://"):
            found = (path.parent / target).resolve() if target else path
            assert found.exists(), target
            assert not anchor or anchor in anchors(found), anchor
    for named in re.findall(r"`((?:bot|docs|handlers|programmes|storage|tests)/[\w./-]*)`", text):
        assert (ROOT / named).exists(), named


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in read("CHANGELOG.md")
    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == __version__


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_and_hash_everything(name: str) -> None:
    text = read(name)
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|git\+", text) == []
    packages = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) > 10
    for package in packages:
        assert re.match(r"[a-z0-9-]+(?:\[[a-z,]+\])?==\S+", package), package[:40]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package[:40]


def test_the_container_is_sound() -> None:
    text = read("Dockerfile").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    said = [(word, rest) for word, _, rest in (line.strip().partition(" ") for line in lines)]
    told = dict(said)
    assert "ADD" not in told
    assert all(re.fullmatch(r"\S+:\d\S*(?: AS \w+)?", rest) and "latest" not in rest for w, rest in said if w == "FROM")
    assert told["USER"] == "10001:10001"
    assert told["VOLUME"] == "/data"
    assert told["EXPOSE"] == str(HttpConfig().port)
    assert json.loads(told["ENTRYPOINT"])[1:] == ["-m", "bot"]
    assert json.loads(told["CMD"])[0] in main.commands
    _python, flag, code = json.loads(told["HEALTHCHECK"].partition(" CMD ")[2])
    assert flag == "-c"
    assert f"'127.0.0.1', {HttpConfig().port}" in code
    assert "/healthz" in code
    compile(code, "healthcheck", "exec")
    copied = [rest.split()[0] for w, rest in said if w == "COPY" and not rest.startswith("--from")]
    assert read(".dockerignore").count("!") == len(copied)
    assert all(f"!{name}\n" in read(".dockerignore") for name in copied)


if __name__ == "__main__":
    write_tables()
