"""What no field can tell by itself: keys stand once, and whatever is referred to exists. Works on models and, so that a
pack with other mistakes still gets the whole list, on plain tables as TOML gives them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from pydantic_core import PydanticCustomError

from bot.programme import placeholders
from bot.programme.fields import fault, nearest

Loc = tuple[str | int, ...]
Part = TypeVar("Part", str, int)


@dataclass(frozen=True)
class Fault:
    loc: Loc
    error: PydanticCustomError


def faults(pack: object) -> list[Fault]:
    """Every mistake between the parts of a pack."""
    checks = (
        _repeated,
        _references,
        _coaching_sessions,
        _late_cancellation,
        _venue_keys,
        _unknown_placeholders,
        _shared_phrasings,
    )
    return [Fault(loc, error) for check in checks for loc, error in check(pack)]


def _get(part: object, name: str) -> object:
    return part.get(name) if isinstance(part, dict) else getattr(part, name, None)


def _parts(pack: object, name: str) -> list[object]:
    found = _get(pack, name)
    return list(found) if isinstance(found, list | tuple) else []


def _values(parts: Iterable[object], name: str, kind: type[Part]) -> list[Part]:
    return [value for part in parts if isinstance(value := _get(part, name), kind)]


def _keys(pack: object, name: str) -> list[str]:
    table = _get(pack, name)
    return [key for key in table if isinstance(key, str)] if isinstance(table, dict) else []


def _repeated(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    unique = (("sessions", "key"), ("modules", "key"), ("modules", "number"), ("venues", "key"), ("faq", "id"))
    for section, name in unique:
        first: dict[object, int] = {}
        for index, part in enumerate(_parts(pack, section)):
            value = _get(part, name)
            if isinstance(value, str | int) and first.setdefault(value, index) != index:
                yield (
                    (section, index, name),
                    fault(f"{value} is already {section}[{first[value]}]", "Write another, or remove one of the two."),
                )


def _references(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    sessions = _parts(pack, "sessions")
    keys = _values(sessions, "key", str)
    modules = _values(_parts(pack, "modules"), "key", str)
    for index, session in enumerate(sessions):
        key = _get(session, "key")
        if key in {*placeholders.KINDS, *placeholders.RESERVED}:
            yield ("sessions", index, "key"), fault(f"{key} has a meaning of its own", f"Write for instance {key}-1.")
        for place, wanted in enumerate(_parts(session, "requires")):
            if isinstance(wanted, str) and wanted not in {*keys, *placeholders.KINDS}:
                hint = nearest(wanted, [*keys, *placeholders.KINDS]) or "Write a session's key, online or in_person."
                yield ("sessions", index, "requires", place), fault(f"no session is called {wanted}", hint)
            elif wanted == key:
                yield ("sessions", index, "requires", place), fault("a session can't require itself", "Remove it.")
        module = _get(session, "module")
        if isinstance(module, str) and module not in modules:
            hint = nearest(module, modules) or "Write the key of one of the [[modules]]."
            yield ("sessions", index, "module"), fault(f"no module is called {module}", hint)


def _coaching_sessions(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    coaching, keys = _get(pack, "coaching"), _values(_parts(pack, "sessions"), "key", str)
    for name in ("after", "before"):
        wanted = _get(coaching, name)
        if isinstance(wanted, str) and wanted not in keys:
            hint = nearest(wanted, keys) or "Write the key of one of the [[sessions]]."
            yield ("coaching", name), fault(f"no session is called {wanted}", hint)


def _late_cancellation(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    wanted, entries = _get(_get(pack, "rules"), "late_cancellation"), _values(_parts(pack, "faq"), "id", str)
    if isinstance(wanted, str) and wanted not in entries:
        hint = nearest(wanted, entries) or "Write the id of the [[faq]] entry that says what cancelling late can mean."
        yield ("rules", "late_cancellation"), fault(f"no entry is called {wanted}", hint)


def _venue_keys(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    for index, key in enumerate(_values(_parts(pack, "venues"), "key", str)):
        if key in {"name", "city", "country"}:
            yield ("venues", index, "key"), fault(f"{key} has a meaning of its own", "Write another key.")


def _unknown_placeholders(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    known = placeholders.names(
        sessions=_values(_parts(pack, "sessions"), "key", str),
        modules=_values(_parts(pack, "modules"), "number", int),
        venues=_values(_parts(pack, "venues"), "key", str),
        contacts=_keys(pack, "contacts"),
        costs=_keys(pack, "costs"),
        facts=_keys(pack, "facts"),
        cancel_before=bool(_get(_get(pack, "rules"), "cancel_before_days")),
    )
    for index, entry in enumerate(_parts(pack, "faq")):
        translated = _get(entry, "answers")
        texts: dict[Loc, object] = {("answer",): _get(entry, "answer")}
        texts |= {("answers", key): text for key, text in (translated.items() if isinstance(translated, dict) else ())}
        for loc, text in texts.items():
            for name in placeholders.used(text) if isinstance(text, str) else ():
                if name not in known:
                    hint = nearest(name, sorted(known)) or "Facts of your own stand in programme.toml under [facts]."
                    yield ("faq", index, *loc), fault(f"unknown placeholder {{{name}}}", hint)


def _shared_phrasings(pack: object) -> Iterator[tuple[Loc, PydanticCustomError]]:
    first: dict[str, tuple[int, object]] = {}
    for index, entry in enumerate(_parts(pack, "faq")):
        said: list[tuple[Loc, object]] = [(("faq", index, "question"), _get(entry, "question"))]
        said += [(("faq", index, "phrasings", n), text) for n, text in enumerate(_parts(entry, "phrasings"))]
        for loc, text in said if isinstance(entry, dict) else ():
            if not isinstance(text, str):
                continue
            plain = " ".join(re.findall(r"\w+", text.casefold()))
            owner, name = first.setdefault(plain, (index, _get(entry, "id")))
            if plain and owner != index:
                hint = "Keep it with the entry that answers it."
                yield loc, fault(f"the same words stand in entry {name}", hint)
