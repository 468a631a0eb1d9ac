"""Size budgets of the code, as `make lint` holds them: run it as a script, and it names what is over."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "storage")

FILE_LINES = 400
MEDIAN_LINES = 120
FUNCTION_LINES = 40
"""Lines of the body, without its docstring."""

VAGUE = {"utils", "helpers", "manager", "service"}
"""Names that say nothing of what is inside, and so never stop growing. Their other number is vague too."""


def modules(root: Path = ROOT) -> list[Path]:
    """All modules, except the database migrations: those are never edited once they ran."""
    found = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def over(root: Path = ROOT) -> Iterator[str]:
    """A line for each budget that is broken."""
    sizes = []
    for path in modules(root):
        source = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        sizes.append(source.count("\n"))
        if sizes[-1] > FILE_LINES:
            yield f"{name}: {sizes[-1]} lines; at most {FILE_LINES}. Split it by what it does."
        for part in path.relative_to(root).with_suffix("").parts:
            if any(word in VAGUE or f"{word}s" in VAGUE or word.removesuffix("s") in VAGUE for word in part.split("_")):
                yield f"{name}: the name {part!r} does not say what is inside."
        yield from _long_functions(name, ast.parse(source))
    if median(sizes) > MEDIAN_LINES:
        yield f"the median module has {median(sizes):g} lines; at most {MEDIAN_LINES}."


def _long_functions(name: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines; at most {FUNCTION_LINES}."


if __name__ == "__main__":
    broken = list(over())
    for line in broken:
        sys.stdout.write(f"{line}\n")
    sys.exit(bool(broken))
