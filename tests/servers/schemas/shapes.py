"""The shape of calls: JSON Schemas generated from published types, and refusals that a person can read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft7Validator, ValidationError, ValidationErrorKind

LONGEST = 300
"""Characters of a refusal: it quotes what was sent."""


class Shapes:
    """The calls of one platform; `extra` names parameters that its types leave out ("*" stands for every method)."""

    def __init__(self, platform: str, extra: Mapping[str, Sequence[str]] | None = None) -> None:
        self._platform = platform
        self._extra = extra or {}
        self._validators: dict[str, Draft7Validator] = {}

    @cached_property
    def _schemas(self) -> dict[str, Any]:
        schemas: dict[str, Any] = json.loads((Path(__file__).parent / f"{self._platform}.json").read_text("utf-8"))
        return schemas

    @property
    def methods(self) -> frozenset[str]:
        return frozenset(self._schemas["methods"])

    def parameters(self, method: str) -> dict[str, Any]:
        """The schema of each parameter, references unresolved."""
        named = {name: {"type": "string"} for key in ("*", method) for name in self._extra.get(key, ())}
        return named | self._schemas["methods"][method]["properties"]

    def definition(self, name: str) -> dict[str, Any]:
        """A shape that calls share, to be corrected where the published types are behind."""
        found: dict[str, Any] = self._schemas["definitions"][name]
        return found

    def violations(self, method: str, params: Mapping[str, Any]) -> list[str]:
        if method not in self.methods:
            return [f"{method}: there is no such method"]
        refusals = [line for error in self._validator(method).iter_errors(dict(params)) for line in _lines(error)]
        return list(dict.fromkeys(f"{method}: {line}" for line in refusals))

    def _validator(self, method: str) -> Draft7Validator:
        if method not in self._validators:
            schema = self._schemas["methods"][method] | {"properties": self.parameters(method)}
            self._validators[method] = Draft7Validator(schema | {"definitions": self._schemas["definitions"]})
        return self._validators[method]


def _lines(error: ValidationError) -> list[str]:
    """One refusal a line; of a union, what the nearest of its members has against it."""
    if not isinstance(error.kind, ValidationErrorKind.AnyOf):
        message = error.message if len(error.message) <= LONGEST else f"…{error.message[-LONGEST:]}"
        return [f"{_path(error.instance_path)}: {message}"]
    branches: list[list[ValidationError]] = error.kind.context
    if all(isinstance(each.kind, ValidationErrorKind.Required) for branch in branches for each in branch):
        missing = " or ".join(" and ".join(str(each.kind.property) for each in branch) for branch in branches)
        return [f"{_path(error.instance_path)}: {missing} is required"]
    nearest = min(branches, key=lambda branch: (_is_another_type(branch, error), len(branch)))
    return [line for each in nearest for line in _lines(each)]


def _is_another_type(branch: list[ValidationError], error: ValidationError) -> bool:
    depth = len(error.instance_path)
    return any(isinstance(each.kind, ValidationErrorKind.Type) and len(each.instance_path) == depth for each in branch)


def _path(parts: Sequence[str | int]) -> str:
    """`blocks[0].text`, as a person writes it."""
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return written.removeprefix(".") or "the call"
