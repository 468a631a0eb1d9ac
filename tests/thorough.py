"""How often what is random is tried. The whole run tries as often as each test says; `make test` a fifth of that."""

from __future__ import annotations

from hypothesis import settings

LEAST = 3
SHARE = 5

_brief = False


def be_brief() -> None:
    """Said before any test is read."""
    global _brief  # noqa: PLW0603
    _brief = True
    settings.register_profile("brief", max_examples=examples(100))
    settings.load_profile("brief")


def examples(wanted: int) -> int:
    """For `max_examples`."""
    return max(LEAST, wanted // SHARE) if _brief else wanted
