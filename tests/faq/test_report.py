"""`groupmate faq test`, `lint` and `export`: what organisers run over a pack."""

from __future__ import annotations

import shutil
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.questions import KeptEntry, Phrasing
from bot.faq_export import export_lines
from bot.faq_report import BadList, lint, tried_lines, try_questions
from bot.programme import FaqEntry, Programme, load_programme
from bot.programme.dates_in import days_in
from tests.house import ACADEMY

NOW = datetime(2024, 11, 5, 9, tzinfo=UTC)
LIST = """# what our people asked
cost-hotel\twho pays for my hotel
-\twhich font is on the certificate
cost-hotel\tcan I bring my dog to the dinner?
in-person-dates\twho pays for my hotel
cost-hotel\twhich font is on the certificate
"""


@pytest.fixture(scope="module")
def academy() -> Programme:
    return load_programme(ACADEMY)


def test_a_list_of_questions_is_tried(academy: Programme) -> None:
    tried = try_questions(academy, LIST.splitlines())
    assert [one.verdict for one in tried] == ["right", "right", "wrong", "wrong", "handed over"]
    assert list(tried_lines(tried))[-1] == "5 questions: 2 right, 0 offered, 1 handed over, 2 wrong"


@pytest.mark.parametrize("line", ["no tab here", "unknown-entry\tWho?", "cost-hotel\t "])
def test_a_line_that_says_nothing_is_named(academy: Programme, line: str) -> None:
    with pytest.raises(BadList, match="Line 2"):
        try_questions(academy, ["# first", line])


def test_the_packs_that_ship_are_clean() -> None:
    for pack in ("academy", "bsr", "track"):
        assert list(lint(load_programme(ACADEMY.parent / pack), date(2024, 11, 5))) == [], pack


def test_weak_entries_are_named(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(ACADEMY, pack)
    with (pack / "faq.toml").open("a", encoding="utf-8") as file:
        file.write(
            '[[faq]]\nid = "twin"\ntopic = "cost"\nquestion = "Do I have to pay for the hotel room?"\n'
            'answer = "On 7 November 2024 you pay."\nvalid_until = 2024-01-01\nphrasings = ["who pays the hotel room"]\n'
        )
    said = list(lint(load_programme(pack), date(2024, 11, 5)))
    assert "twin: it has 2 phrasings; with 3 or more it is found better." in said
    assert "twin: its validity ended on 2024-01-01." in said
    assert "twin: its answer names 2024-11-07, which is on no session, module or fact of the pack." in said


def test_days_in_words_and_figures() -> None:
    text = "On 6 November 2024, March 3rd, 2025 and 2024-12-24, not on 31 February 2024 or 2024-13-01."
    assert sorted(days_in(text)) == [date(2024, 11, 6), date(2024, 12, 24), date(2025, 3, 3)]


def test_what_is_exported_is_a_pack_again(academy: Programme, tmp_path: Path) -> None:
    hostile = 'He said: "no\\yes"\n# not a comment {cost.hotel} *stars* \x07'
    kept = (
        KeptEntry(7, "Is there a car park?", hostile),
        KeptEntry(8, "Who pays?", "The city.", instead_of="cost-hotel", changes=2),
    )
    phrasings = (Phrasing("kept-7", "parking?"), Phrasing("cost-hotel", "who pays now"), Phrasing("meals", "any food?"))
    toml = "\n".join(export_lines(academy, kept, phrasings, NOW))
    new, changed = tomllib.loads(toml)["faq"]
    assert (new["id"], new["phrasings"]) == ("kept-7", ["Is there a car park?", "parking?"])
    assert (changed["id"], changed["topic"]) == ("cost-hotel", "cost")
    assert changed["phrasings"][-1] == "who pays now"
    assert '"any food?"' in toml
    shutil.copytree(ACADEMY, tmp_path / "pack")
    rule = '[[faq]]\nid = "late-cancellation"\ntopic = "rules"\nquestion = "Too late?"\nanswer = "No."\nphrasings = ["late?"]\n'
    (tmp_path / "pack" / "faq.toml").write_text(f"{toml}\n{rule}", encoding="utf-8")
    again = load_programme(tmp_path / "pack")
    assert [entry.id for entry in again.faq] == ["kept-7", "cost-hotel", "late-cancellation"]


def test_an_export_keeps_placeholders_and_settings(academy: Programme) -> None:
    """What an organiser leaves as it was goes on coming from the pack; what was written for the old answer is named."""
    edited = "Everybody pays transport and accommodation. Lunch is on us. Write to events@clustercollaboration.eu!"
    kept = (KeptEntry(3, "What do I pay?", edited, instead_of="own-expenses", changes=1),)
    pack = academy.model_copy(update={"faq": tuple(_members_only(entry) for entry in academy.faq)})
    toml = "\n".join(export_lines(pack, kept, (), NOW))
    assert "See whether its so, not_so still hold" in toml
    (entry,) = tomllib.loads(toml)["faq"]
    assert entry["answer"] == (r"Everybody pays {cost.own}. Lunch is on us. Write to events@clustercollaboration.eu!")
    assert (entry["audience"], entry["valid_until"]) == ("members", date(2025, 3, 4))
    assert "so" not in entry


def _members_only(entry: FaqEntry) -> FaqEntry:
    return entry.model_copy(update={"audience": "members", "valid_until": date(2025, 3, 4)})


def test_sentences_that_cannot_be_told_apart_are_named(academy: Programme) -> None:
    odd = academy.faq[0].model_copy(update={"so": ("you pay my hotel",), "not_so": ("you pay my hotel",)})
    said = list(lint(academy.model_copy(update={"faq": (odd, *academy.faq[1:])}), date(2024, 11, 5)))
    assert f"{odd.id}: 'you pay my hotel' cannot be told from what is not so. Use other words." in said
