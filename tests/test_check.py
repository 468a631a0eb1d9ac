"""`groupmate check`: what it says at the end agrees with what it said before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.app import SystemClock

OVER = "  all its dates are in the past: the bot will say that all is over"
READ = "Nothing is wrong. Please read the warnings above."
WELL = "All is well."
ENTRY = (
    '[[faq]]\nid = "sauna"\ntopic = "other"\nquestion = "Is there a sauna?"\nanswer = "Yes."\n'
    'phrasings = ["sauna", "can I go to the sauna", "do you have a sauna"]\n'
)


def pack(folder: Path, days: int) -> None:
    """A programme of one session, so many days from now."""
    held = (SystemClock().now() + timedelta(days=days)).date()
    (folder / "programme.toml").write_text(
        'id = "one"\ntitle = "One day"\nzone = "Europe/Warsaw"\nlanguage = "en"\n\n[[sessions]]\nkey = "s1"\n'
        f'title = "The day"\nkind = "online"\ndate = {held}\nstarts = "10:00"\nends = "14:00"\n',
        encoding="utf-8",
    )
    (folder / "faq.toml").write_text(ENTRY, encoding="utf-8")


def said(*args: str) -> list[str]:
    return CliRunner().invoke(main, ["check", *args]).output.splitlines()


@pytest.mark.parametrize(("days", "found", "last"), [(-400, OVER, READ), (400, "  none", WELL)])
def test_all_is_well_only_where_nothing_was_warned_of(tmp_path: Path, days: int, found: str, last: str) -> None:
    pack(tmp_path, days)
    lines = said("--programme", str(tmp_path))
    assert lines[lines.index("Warnings") + 1 :] == [found, "", last]


def test_what_the_pack_itself_lacks_is_a_warning_too(tmp_path: Path) -> None:
    pack(tmp_path, 400)
    (tmp_path / "faq.toml").unlink()
    lines = said("--programme", str(tmp_path))
    assert lines[-1] == READ
    assert "  none" not in lines[lines.index("Warnings") :]


@pytest.mark.parametrize(
    ("platform", "last"), [("[playground]\nenabled = true\n", WELL), ("[playground]\nenabled = false\n", READ)]
)
def test_the_playground_alone_has_a_clock_of_its_own(tmp_path: Path, platform: str, last: str) -> None:
    (tmp_path / "programme").mkdir()
    pack(tmp_path / "programme", -400)
    config = tmp_path / "config.toml"
    config.write_text(f'[[cohorts]]\nkey = "one"\nprogramme = "programme"\n{platform}', encoding="utf-8")
    lines = said("--config", str(config))
    assert lines[-1] == last
    assert (OVER in lines) == (last == READ)
