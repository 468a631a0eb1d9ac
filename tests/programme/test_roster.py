"""Rosters as spreadsheets save them: what is sound is read, and every bad line says what would be right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.programme.roster import COLUMNS, RosterRow, read_roster
from tests.thorough import examples

HEADING = ",".join(COLUMNS)


def found(*lines: str, heading: str = HEADING) -> list[str]:
    return [str(mistake) for mistake in read_roster("\n".join([heading, *lines]).encode()).mistakes]


def test_a_row() -> None:
    text = f"{HEADING}\nÉva Kőszegi, Eva@kor.example ,Kör,Hungary,health,europe/budapest,hu-HU,Trainer;coach\n"
    read = read_roster(text.encode())
    assert read.mistakes == ()
    assert read.rows == (
        RosterRow(
            line=2,
            name="Éva Kőszegi",
            email="Eva@kor.example",
            organisation="Kör",
            country="Hungary",
            sector="health",
            time_zone="Europe/Budapest",
            language="hu",
            roles=frozenset({"trainer", "coach"}),
        ),
    )


def test_empty_cells_become_the_programmes() -> None:
    row = read_roster(
        b"name,email\nAda,ada@a.example\n", zone="Europe/Paris", language="fr", default_role="mentee"
    ).rows[0]
    assert (row.time_zone, row.language, row.roles) == ("Europe/Paris", "fr", frozenset({"mentee"}))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    lines = [
        ["Name", "E-Mail", "Roles"],
        ["Zoë", "zoe@a.example", '"coach,trainer"'],
        ["", "", ""],
        ["Bo", "bo@a.example", ""],
    ]
    read = read_roster("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    assert read.mistakes == ()
    assert [(row.line, row.name, len(row.roles)) for row in read.rows] == [(2, "Zoë", 2), (4, "Bo", 1)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",a@b.example,,,,,,", "line 2: name: it is empty. Write the person's name."),
        ("Ann,,,,,,,", "line 2: email: it is empty. Write the person's email."),
        (
            "Ann,ann@local,,,,,,",
            "line 2: email: ann@local is not an e-mail address. Write one address, as in anna@cluster.",
        ),
        ("Ann,a@b.example,,,,Warsaw,,", "line 2: time_zone: Warsaw is not a time zone. Did you mean Europe/Warsaw?"),
        (
            "Ann,a@b.example,,,,Europe/Warszawa,,",
            "line 2: time_zone: Europe/Warszawa is not a time zone. Did you mean Europe/W",
        ),
        (
            "Ann,a@b.example,,,,,english,",
            "line 2: language: english is not a language code. Write two letters, such as en",
        ),
        ("Ann,a@b.example,,,,,,trainor", "line 2: roles: trainor is not a role. Did you mean trainer?"),
        ("Ann,a@b.example,,,,,,boss", "line 2: roles: boss is not a role. Known roles: participant, trainer, coach,"),
        (f"{'x' * 121},a@b.example,,,,,,", "line 2: name: 121 characters are too long. At most 120."),
        (
            "An\x07n,a@b.example,,,,,,",
            "line 2: name: it holds an invisible control character or a line break. Type the",
        ),
        (
            "Ann,a@b.example,,,,,,,more",
            "line 2: 9 cells, but the heading has 8 columns. Put a cell that holds the separator",
        ),
    ],
)
def test_bad_lines(line: str, expected: str) -> None:
    said = found(line)
    assert len(said) == 1
    assert said[0].startswith(expected)


def test_a_bad_line_leaves_the_others() -> None:
    read = read_roster(f"{HEADING}\nAnn,nonsense,,,,x,,y\nBo,bo@a.example,,,,,,\n".encode())
    assert [row.name for row in read.rows] == ["Bo"]
    assert [(mistake.line, mistake.column) for mistake in read.mistakes] == [
        (2, "email"),
        (2, "time_zone"),
        (2, "roles"),
    ]


def test_duplicates_name_both_lines() -> None:
    assert found("Ann,ann@a.example,,,,,,", "", "Anna,ANN@a.example,,,,,,") == [
        (
            "line 4: email: ANN@a.example already stands in line 2. "
            "Keep one of the two lines; several roles go into one, as in trainer;coach."
        )
    ]


def test_a_cell_of_two_lines_keeps_the_count_right() -> None:
    assert (
        found('"Ann\nB",ann@a.example,,,,,,', "Bo,,,,,,,")[1] == "line 4: email: it is empty. Write the person's email."
    )


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("name,mail", "line 1: mail: unknown column. Did you mean email?"),
        ("nmae,email", "line 1: nmae: unknown column. Did you mean name?"),
        ("email", "line 1: name: this column is missing. The first line must name the columns: name, email,"),
        ("name,email,email", "line 1: email: this column stands there twice. Remove one."),
        ("name,email,shoe", "line 1: shoe: unknown column. Known columns: name, email, organisation,"),
    ],
)
def test_columns(heading: str, expected: str) -> None:
    said = found("Ann,ann@a.example", heading=heading)
    assert any(line.startswith(expected) for line in said), said


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "the file is empty. Its first line names the columns, beginning with name,email."),
        (
            "name,email\nÉ,e@a.example".encode("cp1252"),
            "the file is not saved as UTF-8 (see line 2; it looks like Windows-1252).",
        ),
        ("name,email\n".encode("utf-16"), "the file is saved as UTF-16. In Excel choose Save As"),
        ("name,email\n".encode("utf-16-le"), "the file holds zero bytes; it may be saved as UTF-16."),
        (b"PK\x03\x04rest", "this is a spreadsheet or zip file, not a CSV file."),
        (b'name,email\n"Ann,a@b.example\n', "from line 2 on the quotes don't match"),
        (b"name,email\n", "the file has no people in it. Write one person a line below the heading."),
        (b"x" * 5_000_001, "the file is larger than 5 MB."),
    ],
)
def test_files_that_cannot_be_read(data: bytes, expected: str) -> None:
    read = read_roster(data)
    assert read.rows == ()
    assert len(read.mistakes) == 1
    assert str(read.mistakes[0]).startswith(expected)


@given(st.binary(max_size=300))
@settings(max_examples=examples(150))
def test_no_bytes_ever_raise(data: bytes) -> None:
    read_roster(data)
    read_roster(HEADING.encode() + b"\n" + data)


@given(st.lists(st.lists(st.text(max_size=20), max_size=9), max_size=5), st.sampled_from(",;\t"))
@settings(max_examples=examples(150))
def test_no_text_ever_raises(lines: list[list[str]], separator: str) -> None:
    text = "\n".join([separator.join(COLUMNS), *(separator.join(cells) for cells in lines)])
    read = read_roster(text.encode("utf-8", "surrogatepass"))
    assert all(row.name and "@" in row.email and row.roles for row in read.rows)
