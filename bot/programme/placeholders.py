"""The names in braces that an answer may use. What they stand for is in `facts`; a test holds the two equal."""

import re
from collections.abc import Iterable, Iterator

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
KINDS = ("online", "in_person")
MODULE_PARTS = ("title", "dates", "starts", "ends", "host", "place", "outcomes")
KIND_PARTS = ("count", "days", "hours", "starts", "ends", "length")
RESERVED = {"count"}


def used(template: str) -> Iterator[str]:
    """The names between braces, in order."""
    return (match[1] for match in PLACEHOLDER.finditer(template))


def names(
    *,
    sessions: Iterable[str] = (),
    modules: Iterable[int] = (),
    venues: Iterable[str] = (),
    contacts: Iterable[str] = (),
    costs: Iterable[str] = (),
    facts: Iterable[str] = (),
    cancel_before: bool = False,
) -> set[str]:
    """Every name that a pack of these keys defines."""
    found = {"title", "edition", "about", "website", "zone", "next_session", "sessions", "modules", "modules.count"}
    found |= {"sessions.count", *(f"sessions.{kind}" for kind in KINDS)}
    found |= {f"sessions.{kind}.{part}" for kind in KINDS for part in KIND_PARTS}
    for key in sessions:
        found |= {f"sessions.{key}", f"sessions.{key}.day"}
    for number in modules:
        found |= {f"module.{number}", *(f"module.{number}.{part}" for part in MODULE_PARTS)}
    for place in [f"venue.{key}" for key in venues] + ["venue"] * bool(list(venues)):
        found |= {place, f"{place}.name", f"{place}.city", f"{place}.country"}
    found |= (
        {f"contact.{key}" for key in contacts} | {f"cost.{key}" for key in costs} | {f"fact.{key}" for key in facts}
    )
    return found | ({"rule.cancel_before"} if cancel_before else set())
