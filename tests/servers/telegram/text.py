"""Text as Telegram counts and reads it: UTF-16 units, and the entities that it finds by itself."""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]

ENTITY_FIELDS: dict[str, tuple[str, ...]] = {
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time",),
}
"""What an entity of a kind has to carry besides its place."""

ENTITY_EXTRAS = {"language", "date_time_format", *(field for fields in ENTITY_FIELDS.values() for field in fields)}
FORMATTING = {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"}
LITERAL = {"code", "pre"}
DETECTED = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
ENTITY_TYPES = FORMATTING | LITERAL | DETECTED | ENTITY_FIELDS.keys()

_DOMAINS = "com|org|net|edu|io|dev|app|me|info|eu|pl|es|fr|de|ua|pt|in|br|jp|kr|cn|ng|eg|ge|am|gov|ai|co|uk|ru|it|gr"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("url", re.compile(r"(?<![\w@/.])(?:https?://|tg://)[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]'}]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w])")),
    (
        "url",
        re.compile(
            rf"(?<![\w@/.-])(?:[\w-]+\.)+(?:{_DOMAINS})(?![\w-])(?::\d+)?(?:[/?#](?:[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]'}}])?)?",
            re.IGNORECASE,
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{3,32}(?![\w])")),
    ("hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d_])\w{1,256}")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{6,18}\d(?!\w)")),
)


def units(text: str) -> int:
    """The length in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def piece(text: str, entity: Entity) -> str:
    """The part of the text that the entity covers."""
    data = text.encode("utf-16-le", "surrogatepass")
    return data[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le", "replace")


def overlaps(one: Entity, other: Entity) -> bool:
    """Whether the two share a unit."""
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def detect(text: str, given: list[Entity]) -> list[Entity]:
    """The given entities, and those that Telegram finds itself outside code and links."""
    closed = [entity for entity in given if entity["type"] in LITERAL | ENTITY_FIELDS.keys() | DETECTED]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}
            if not any(overlaps(entity, other) for other in closed + found):
                found.append(entity)
    return sorted([*given, *found], key=lambda entity: (entity["offset"], -entity["length"], entity["type"]))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, as Telegram stores it, the entities moved and cut to match."""
    shorter = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    end = units(shorter)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return shorter, kept


def entity_faults(text: str, entities: list[Any]) -> list[str]:
    """What is wrong with entities that a bot gave."""
    faults = []
    for entity in entities:
        if not isinstance(entity, dict):
            faults.append(f"an entity is not an object: {entity!r}")
            continue
        faults.extend(f"{fault}: {entity!r}" for fault in _entity_faults(units(text), entity))
    return faults


def _entity_faults(end: int, entity: Entity) -> list[str]:
    kind, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    faults = []
    if kind not in ENTITY_TYPES:
        faults.append("an entity of an unknown type")
    if type(offset) is not int or type(length) is not int:
        faults.append("an entity without a whole offset and length")
    elif offset < 0 or length < 1 or offset + length > end:
        faults.append(f"an entity outside the text of {end} units")
    required = ENTITY_FIELDS.get(str(kind), ())
    faults += [f"an entity without {field}" for field in required if entity.get(field) in (None, "")]
    if kind == "date_time" and type(entity.get("unix_time")) is not int:
        faults.append("a date_time whose unix_time is not a whole number")
    unknown = entity.keys() - {"type", "offset", "length"} - ENTITY_EXTRAS
    if unknown:
        faults.append(f"an entity with unknown fields {sorted(unknown)}")
    return faults
