"""`groupmate check`: what it says at the end agrees with what it said before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.app import SystemClock


@pytest.mark.parametrize(
    ("days", "last"),
    [(-400, "Nothing is wrong. Please read the warnings above."), (400, "All is well.")],
)
def test_all_is_well_only_where_nothing_was_warned_of(tmp_path: Path, days: int, last: str) -> None:
    held = (SystemClock().now() + timedelta(days=days)).date()
    (tmp_path / "programme.toml").write_text(
        'id = "one"\ntitle = "One day"\nzone = "Europe/Warsaw"\nlanguage = "en"\n\n[[sessions]]\nkey = "s1"\n'
        f'title = "The day"\nkind = "online"\ndate = {held}\nstarts = "10:00"\nends = "14:00"\n',
        encoding="utf-8",
    )
    said = CliRunner().invoke(main, ["check", "--programme", str(tmp_path)]).output.splitlines()
    assert said[-1] == last
    assert any(line.startswith("Warning: one: all its dates") for line in said) == (days < 0)
