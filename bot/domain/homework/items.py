"""What may be handed in: links that lead somewhere, files that are no programs, names that are only names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.homework.assignments import Part
from bot.domain.violation import RuleViolation

NAME_MAX = 120
"""Characters of a file's name that are kept, its ending among them."""

LINK_MAX = 2_000

PROGRAMS = frozenset(
    (
        *(
            "apk",
            "app",
            "appimage",
            "bat",
            "chm",
            "cmd",
            "com",
            "cpl",
            "crx",
            "deb",
            "dll",
            "dmg",
            "exe",
            "gadget",
            "hta",
        ),
        *("img", "iso", "jar", "jnlp", "js", "jse", "lnk", "mjs", "msc", "msi", "msix", "msp", "pif", "pkg", "ps1"),
        *("psm1", "reg", "rpm", "run", "scr", "sh", "sys", "vb", "vbe", "vbs", "wsf", "wsh", "xll", "xpi"),
    )
)
"""Endings of what a click can run, on any of the usual systems; a trainer should never have to wonder."""

_HEADS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe")
_MORE_HEADS = (b"\xcf\xfa\xed\xfe", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00")
"""How programs for Windows, Linux and macOS, scripts and Windows shortcuts begin, whatever they are called."""

HEAD = 64
"""So many of a file's first bytes tell."""

_ADDRESS = re.compile(r"^(?:https?://\S*|www\.\S+)$", re.IGNORECASE)
_HOST = re.compile(r"^(?=.{1,253}$)[^\s.@:/\\]{1,63}(?:\.[^\s.@:/\\]{1,63})+$")


@dataclass(frozen=True, slots=True)
class Limits:
    """`largest` in bytes a file; `most` things a version; `endings`: only these (empty: all but programs)."""

    largest: int = 50_000_000
    most: int = 20
    endings: frozenset[str] = frozenset()


def safe_name(name: str) -> str:
    """What to call a file by: without folders, steering signs, and what some system takes for more than a letter. Of a long
    one the ending stays."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    kept = re.sub(r'[<>:"|?*\s]+', " ", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > NAME_MAX:
        kept = stem[: NAME_MAX - len(ending) - 2] + "…" + dot + ending if dot and len(ending) < 12 else kept[:NAME_MAX]
    return kept or "file"


def ending_of(name: str) -> str:
    """In lower case, without the dot; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.strip().casefold() if dot and stem else ""


def check_file(name: str, size: int | None, limits: Limits) -> None:
    """Before it is fetched; `size` is None where the platform does not say. Raises `file.empty`, `file.too_large` (`max`, in
    MB), `file.program` (`ending`), and `file.type` (`ending`, `allowed`)."""
    if size == 0:
        raise RuleViolation("file.empty")
    if size is not None and size > limits.largest:
        raise RuleViolation("file.too_large", max=limits.largest // 1_000_000)
    ending = ending_of(name)
    if ending in PROGRAMS:
        raise RuleViolation("file.program", ending=ending)
    if limits.endings and ending not in limits.endings:
        raise RuleViolation("file.type", ending=ending, allowed=", ".join(sorted(limits.endings)))


def check_contents(head: bytes) -> None:
    """Once it is here: its first bytes tell what it is. Raises `file.program`."""
    if head.startswith((*_HEADS, *_MORE_HEADS)):
        raise RuleViolation("file.program", ending="")


def check_accepts(kind: Part, accepts: Collection[Part]) -> None:
    """Raises `item.not_accepted` (`kind`, `accepts`)."""
    if kind not in accepts:
        raise RuleViolation("item.not_accepted", kind=kind, accepts=tuple(accepts))


def looks_like_link(words: str) -> bool:
    """Whether somebody means it as a link: one word that begins like one."""
    return bool(_ADDRESS.match(words.strip()))


def read_link(words: str) -> str:
    """The address, with its scheme. Raises `link.none` where it leads nowhere, and `link.too_long`."""
    typed = words.strip()
    if len(typed) > LINK_MAX:
        raise RuleViolation("link.too_long")
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise RuleViolation("link.none") from None
    lacking = host.lower().startswith("www.") and host.count(".") < 2
    if (
        parts.scheme.lower() not in ("http", "https")
        or lacking
        or not _HOST.match(host)
        or re.search(r"[\s<>\"]", address)
    ):
        raise RuleViolation("link.none")
    return address
