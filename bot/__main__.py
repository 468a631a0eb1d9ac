"""The command line: `groupmate …`."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import __version__

F = TypeVar("F", bound=Callable[..., Any])


def explained(command: F) -> F:
    """Faults that a person can mend are said in a sentence, without a traceback, and end with code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        _read_certificates()
        from bot.config import ConfigError
        from bot.ports import CannotStart
        from bot.programme import PackError
        from bot.registry import BrokenFeature
        from storage.engine import StorageError

        try:
            return command(*args, **kwargs)
        except (ConfigError, PackError, BrokenFeature, StorageError, CannotStart) as error:
            click.echo(str(error), err=True)
            sys.exit(1)

    return run  # type: ignore[return-value]


@click.group()
@click.version_option(__version__, prog_name="groupmate")
def main() -> None:
    """A chat-bot assistant that lives in the discussion group of a training programme."""


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port of the page; 0 takes any free one.")
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help="Folder to keep it in.",
)
@explained
def demo(port: int, no_browser: bool, data: Path) -> None:
    """Open the playground: the Academy's group chat in a web page, with nothing to configure."""
    _tune_gc()
    from bot.run import run_demo

    asyncio.run(run_demo(port, data, open_browser=not no_browser))


@main.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True)
@explained
def run(path: Path) -> None:
    """Run the bot as the config says."""
    _tune_gc()
    from bot.config import load_config
    from bot.run import run_app
    from bot.secrets import read_secrets

    asyncio.run(run_app(load_config(path), read_secrets(os.environ)))


@main.command()
@click.option("--config", "path", type=click.Path(path_type=Path), help="Check a config and the packs that it names.")
@click.option("--programme", type=click.Path(path_type=Path), help="Check one pack only: its folder.")
@explained
def check(path: Path | None, programme: Path | None) -> None:
    """Say whether config and packs are right, and print each programme's timeline."""
    from bot.app import SystemClock, load_programmes
    from bot.config import load_config
    from bot.faq.encoder import why_not
    from bot.live import check_secrets
    from bot.programme import load_programme
    from bot.programme.timeline import over, timeline, warnings
    from bot.secrets import read_secrets

    real = True
    if programme:
        packs = [load_programme(programme)]
    else:
        config = load_config(path or Path("config.toml"))
        check_secrets(config, read_secrets(os.environ))
        packs = list(load_programmes(config.cohorts).values())
        # The playground alone goes by a clock of its own, which starts before the first session.
        real = bool(config.telegram or config.slack) or not config.playground.enabled
    warned = False
    for pack in packs:
        found = [*warnings(pack), *(over(pack, SystemClock().now()) if real else ())]
        warned = warned or bool(found)
        click.echo(timeline(pack, found))
    problem = why_not()
    if problem:
        warned = True
        click.echo(f"Warning: questions are compared by their words alone, not by their meaning. {problem}")
    click.echo("Nothing is wrong. Please read the warnings above." if warned else "All is well.")


@main.command("import")
@click.argument("roster", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--cohort", required=True, help="The cohort's key in the config.")
@click.option("--config", "path", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--readmit", is_flag=True, help="Bring in again who was erased, as they want to take part after all.")
@explained
def import_(roster: Path, cohort: str, path: Path, dry_run: bool, readmit: bool) -> None:
    """Add or update the people of a cohort from a CSV file. All of it, or nothing."""
    from bot.config import load_config
    from bot.roster_import import import_roster

    importing = import_roster(load_config(path), cohort, roster.read_bytes(), dry_run=dry_run, readmit=readmit)
    report = asyncio.run(importing)
    click.echo(report.text)
    if not report.done:
        sys.exit(1)


@main.command()
@click.argument("words")
@click.option("--cohort", required=True, help="The cohort's key in the config.")
@click.option("--config", "path", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True)
@explained
def invite(words: str, cohort: str, path: Path) -> None:
    """Make an invite code for whoever on the roster has WORDS in their name or e-mail: the first organiser, say."""
    from bot.config import load_config
    from bot.invite import invite as invite_them

    click.echo(asyncio.run(invite_them(load_config(path), cohort, words)))


@main.command()
@click.option("--cohort", required=True, help="The cohort's key in the config.")
@click.option("--config", "path", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A folder to make instead of a ZIP file.")
@explained
def export(cohort: str, path: Path, out: Path | None) -> None:
    """Write everything of a cohort into a ZIP file, as CSV and JSON. The bot may be running."""
    from bot.app import SystemClock
    from bot.config import load_config
    from bot.export import export_cohort

    click.echo(asyncio.run(export_cohort(load_config(path), cohort, out, SystemClock().now())))


@main.command("slack-manifest")
@click.option("--url", default="", help='The bot\'s public address, for slack.mode = "http"; without it: Socket Mode.')
@click.option("--name", default="groupmate", show_default=True, help="What the bot is called in Slack.")
@explained
def slack_manifest(url: str, name: str) -> None:
    """Print what to paste at api.slack.com/apps to make the bot's app there."""
    import json

    import handlers
    from bot.live import slack_manifest as made

    click.echo(json.dumps(made(handlers.discover(), name, url), indent=2, ensure_ascii=False))


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@click.option("--config", "path", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True)
@explained
def db_upgrade(path: Path) -> None:
    """Bring the tables to what this version needs. `run` does it too."""
    from bot.config import load_config
    from storage.engine import Database
    from storage.upgrade import upgrade

    async def go() -> bool:
        database = Database.open(load_config(path).storage.url)
        try:
            return await upgrade(database)
        finally:
            await database.close()

    click.echo("Upgraded." if asyncio.run(go()) else "Nothing to do: the tables are up to date.")


@main.group()
def faq() -> None:
    """Questions and answers."""


@faq.command("answer")
@click.option("--programme", type=click.Path(path_type=Path), required=True, help="Folder of the pack.")
@click.option(
    "--jsonl", is_flag=True, help="Messages on standard input and answers on standard output, one JSON a line."
)
@explained
def faq_answer(programme: Path, jsonl: bool) -> None:
    """Answer messages from a pack alone, to see how well it does."""
    from bot.app import SystemClock
    from bot.faq_answer import answer_lines, answer_plain
    from bot.programme import load_programme

    answering = answer_lines if jsonl else answer_plain
    for line in answering(load_programme(programme), sys.stdin, SystemClock().now()):
        click.echo(line)
        sys.stdout.flush()


@faq.command("test")
@click.argument("questions", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--programme", type=click.Path(path_type=Path), required=True, help="Folder of the pack.")
@explained
def faq_test(questions: Path, programme: Path) -> None:
    """Try a list of questions: a line each, an entry's id (or -), a tab, and the question. Ends with 1 if one is wrong."""
    from bot.faq_report import BadList, tried_lines, try_questions
    from bot.programme import load_programme

    try:
        tried = try_questions(load_programme(programme), questions.read_text(encoding="utf-8-sig").splitlines())
    except (BadList, UnicodeDecodeError) as error:
        raise click.ClickException(f"{questions}: {error}") from None
    for line in tried_lines(tried):
        click.echo(line)
    if any(one.verdict == "wrong" for one in tried):
        sys.exit(1)


@faq.command("lint")
@click.option("--programme", type=click.Path(path_type=Path), required=True, help="Folder of the pack.")
@explained
def faq_lint(programme: Path) -> None:
    """Say which entries are weak: few phrasings, two for one question, dates that the schedule does not know."""
    from bot.app import SystemClock
    from bot.faq_report import lint
    from bot.programme import load_programme

    pack = load_programme(programme)
    found = list(lint(pack, SystemClock().now().astimezone(pack.tz).date()))
    for line in found:
        click.echo(line)
    click.echo(
        f"{len(pack.faq)} entries, {len(found)} to look at." if found else f"{len(pack.faq)} entries, all is well."
    )


@faq.command("export")
@click.option("--cohort", required=True, help="The cohort's key in the config.")
@click.option("--config", "path", type=click.Path(path_type=Path), default=Path("config.toml"), show_default=True)
@explained
def faq_export(cohort: str, path: Path) -> None:
    """Print what organisers wrote in chat as TOML for the pack's faq.toml."""
    from bot.app import SystemClock
    from bot.config import load_config
    from bot.faq_export import export_faq

    click.echo(asyncio.run(export_faq(load_config(path), cohort, SystemClock().now())))


def _tune_gc() -> None:
    """Starting makes many objects, and all that last: until the bot runs, nothing is looked through. Then it is, seldom."""
    gc.disable()
    gc.set_threshold(20_000, 50, 50)


def _read_certificates() -> None:
    """aiohttp reads the system's certificates when it is loaded, twice. OpenSSL can do that beside our other imports."""
    threading.Thread(target=import_module, args=("aiohttp",), daemon=True).start()


if __name__ == "__main__":
    main()
