"""How a rule says no."""

from __future__ import annotations


class RuleViolation(Exception):
    """A rule refuses. `code` names it (`check_in.closed`), `fields` are what the wording needs."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields
