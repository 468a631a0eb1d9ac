"""Reads parse_mode HTML and MarkdownV2 into text and entities; what is not well-formed is refused as Telegram does."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.telegram.errors import Wrong
from tests.servers.telegram.text import Entity, units

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)>|<|([^<]+)")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_RESERVED = set("_*[]()~`>#+-=|{}.!")
_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}


def parse(text: str, mode: str) -> tuple[str, list[Entity]]:
    """The text without markup and what the markup says."""
    if mode.lower() == "html":
        return _Html().read(text)
    if mode.lower() == "markdownv2":
        return _Markdown(text).read()
    raise Wrong("unsupported parse_mode")


def unparsable(why: str) -> Wrong:
    """The refusal of markup that is not well-formed."""
    return Wrong(f"can't parse entities: {why}")


class _Output:
    """What was read so far."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Entity] = []

    @property
    def at(self) -> int:
        return units(self.text)

    def close(self, kind: str, start: int, **extras: Any) -> None:
        """An entity from `start` to here; an empty one is dropped."""
        if self.at > start:
            self.entities.append({"type": kind, "offset": start, "length": self.at - start, **extras})

    def done(self) -> tuple[str, list[Entity]]:
        return self.text, sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))


class _Html:
    def __init__(self) -> None:
        self.out = _Output()
        self.open: list[tuple[str, str, int, dict[str, Any]]] = []

    def read(self, source: str) -> tuple[str, list[Entity]]:
        for match in _TOKEN.finditer(source):
            closing, tag, attributes, words = match.groups()
            if words is not None:
                self.out.text += _REFERENCE.sub(lambda found: html.unescape(found.group()), words)
            elif tag is None:
                raise unparsable(f"Unsupported start tag at byte offset {match.start()}")
            elif closing:
                self._close(tag.lower())
            else:
                self._open(tag.lower(), attributes)
        if self.open:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return self.out.done()

    def _open(self, tag: str, source: str) -> None:
        if tag not in _TAGS:
            raise unparsable(f'Unsupported start tag "{tag}"')
        given = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(source)}
        kind, extras = _TAGS[tag], {}
        if tag == "a":
            extras = {"url": given.get("href", "")}
        elif tag == "tg-emoji":
            extras = {"custom_emoji_id": given.get("emoji-id", "")}
        elif tag == "tg-time":
            extras = _time(given.get("unix", ""), given.get("format", ""))
        elif tag == "blockquote" and "expandable" in given:
            kind = "expandable_blockquote"
        elif tag == "span" and given.get("class") != "tg-spoiler":
            raise unparsable('Tag "span" must have class "tg-spoiler"')
        elif tag == "code" and given.get("class", "").startswith("language-"):
            extras = {"language": given["class"].removeprefix("language-")}
        self.open.append((tag, kind, self.out.at, extras))

    def _close(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise unparsable(f'Unexpected end tag "{tag}"')
        _, kind, start, extras = self.open.pop()
        if tag == "code" and self.open and self.open[-1][0] == "pre":
            self.open[-1][3].update(extras)
        elif kind == "text_link" and not extras["url"]:
            # A link without an address is no link; Telegram shows the words.
            return
        else:
            self.out.close(kind, start, **({} if kind == "code" else extras))


def _time(unix: str, form: str) -> dict[str, Any]:
    if not re.fullmatch(r"-?\d{1,12}", unix):
        raise unparsable("a time without whole unix seconds")
    return {"unix_time": int(unix)} | ({"date_time_format": form} if form else {})


class _Markdown:
    def __init__(self, source: str) -> None:
        self.source = source
        self.place = 0
        self.out = _Output()
        self.open: list[tuple[str, int]] = []
        self.quote: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        while self.place < len(self.source):
            self._step()
        if self.quote is not None:
            self.out.close("blockquote", self.quote)
        if self.open:
            raise unparsable(f"Can't find end of the entity {self.open[-1][0]!r} starting at {self.open[-1][1]}")
        return self.out.done()

    def _step(self) -> None:
        char, line_start = self.source[self.place], self.place == 0 or self.source[self.place - 1] == "\n"
        if line_start and self.quote is not None and char != ">":
            self.out.close("blockquote", self.quote)
            self.quote = None
        if char == "\\" and self.place + 1 < len(self.source) and self.source[self.place + 1].isascii():
            self._plain(self.source[self.place + 1], 2)
        elif char == ">" and line_start:
            self.quote = self.out.at if self.quote is None else self.quote
            self.place += 1
        elif char == "`":
            self._code()
        elif char == "[" or self.source.startswith("![", self.place):
            self.open.append(("[" if char == "[" else "![", self.out.at))
            self.place += 1 if char == "[" else 2
        elif char == "]" and self.open and self.open[-1][0] in ("[", "!["):
            self._link()
        elif mark := next(
            (mark for mark in ("__", "||", "*", "_", "~") if self.source.startswith(mark, self.place)), ""
        ):
            self._mark(mark)
        elif char in _RESERVED:
            raise unparsable(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._plain(char, 1)

    def _plain(self, char: str, read: int) -> None:
        self.out.text += char
        self.place += read

    def _mark(self, mark: str) -> None:
        self.place += len(mark)
        if self.open and self.open[-1][0] == mark:
            self.out.close(_MARKS[mark], self.open.pop()[1])
        elif any(opened == mark for opened, _ in self.open):
            raise unparsable(f"the entity {mark!r} ends inside another one")
        else:
            self.open.append((mark, self.out.at))

    def _code(self) -> None:
        fence = "```" if self.source.startswith("```", self.place) else "`"
        end = self.place + len(fence)
        while not self.source.startswith(fence, end):
            if end >= len(self.source):
                raise unparsable(f"Can't find end of the entity {fence!r}")
            end += 2 if self.source[end] == "\\" else 1
        body = re.sub(r"\\([\x01-\x7e])", r"\1", self.source[self.place + len(fence) : end])
        language, newline, rest = body.partition("\n")
        extras = {}
        if fence == "```" and newline and re.fullmatch(r"\S*", language):
            body, extras = rest, {"language": language} if language else {}
        start = self.out.at
        self.out.text += body
        self.out.close("pre" if fence == "```" else "code", start, **extras)
        self.place = end + len(fence)

    def _link(self) -> None:
        mark, start = self.open.pop()
        match = re.compile(r"\]\(((?:\\.|[^)\\])*)\)", re.DOTALL).match(self.source, self.place)
        if match is None:
            raise unparsable("a link without an address")
        url = re.sub(r"\\(.)", r"\1", match.group(1))
        self.place = match.end()
        asked = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
        if mark == "[":
            self.out.close("text_link", start, url=url)
        elif url.startswith("tg://time"):
            self.out.close("date_time", start, **_time(asked.get("unix", ""), asked.get("format", "")))
        elif url.startswith("tg://emoji"):
            self.out.close("custom_emoji", start, custom_emoji_id=asked.get("id", ""))
        else:
            raise unparsable("an image that is neither an emoji nor a time")
