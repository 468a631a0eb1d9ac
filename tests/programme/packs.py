"""A small sound pack, and how tests break it."""

from pathlib import Path

PROGRAMME = """\
id = "demo"
title = "Demo"
zone = "Europe/Warsaw"

[contacts]
email = "team@demo.example"

[[venues]]
key = "hall"
name = "Old Hall"
city = "Warsaw"
country = "Poland"

[[modules]]
key = "basics"
number = 1
title = "Basics"
starts = 2024-11-01
ends = 2024-11-30

[[sessions]]
key = "online-1"
title = "First day"
kind = "online"
date = 2024-11-06
starts = "10:00"
ends = "14:00"
module = "basics"

[[sessions]]
key = "hall-1"
title = "Day in the hall"
kind = "in_person"
date = 2025-03-03
requires = ["online"]
check_in = { from = "08:00", until = "18:00" }
"""

FAQ = '''\
[[faq]]
id = "contact"
topic = "contact"
question = "Whom do I ask?"
answer = "Write to {contact.email}."
phrasings = [
    "who can help", # a comment with ] and "
    "contact?",
]

[[faq]]
id = "when"
topic = "dates"
question = "When is it?"
answer = """
id = "not a key"
{sessions.online}"""
phrasings = ["dates", "on which day"]
'''


def write_pack(folder: Path, programme: str = PROGRAMME, faq: str = FAQ) -> Path:
    """The pack's files in `folder`."""
    (folder / "programme.toml").write_text(programme, encoding="utf-8")
    (folder / "faq.toml").write_text(faq, encoding="utf-8")
    return folder


def changed(text: str, old: str, new: str) -> str:
    """The text with one passage replaced, which must stand there once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def line_of(text: str, passage: str) -> int:
    """The line in which the passage begins."""
    return text.count("\n", 0, text.index(passage)) + 1
