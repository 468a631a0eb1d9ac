"""Broken packs say file, line, field, what is wrong and what to write."""

from pathlib import Path

import pytest

from bot.programme import PackError, load_programme
from tests.programme.packs import FAQ, PROGRAMME, changed, line_of, write_pack


def mistakes_of(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_programme(folder)
    assert str(caught.value).splitlines() == [str(mistake) for mistake in caught.value.mistakes]
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


def test_the_sound_pack_loads(tmp_path: Path) -> None:
    programme = load_programme(write_pack(tmp_path))
    assert [session.key for session in programme.sessions] == ["online-1", "hall-1"]
    assert programme.faq[0].phrasings == ("Whom do I ask?", "who can help", "contact?")


BROKEN_PROGRAMME = [
    (
        'ends = "14:00"',
        'ends = "09:00"',
        "sessions[0].ends: 09:00 is before the start 10:00. Write an end time after 10:00.",
    ),
    (
        'ends = "14:00"',
        "ends = 14",
        "sessions[0].ends: 14 is not a time of day. Write hours and minutes in quotes, as in",
    ),
    (
        'starts = "10:00"\n',
        "",
        "sessions[0].ends: there is an end and no start. Write both `starts` and `ends`, or neither.",
    ),
    (
        "date = 2024-11-06",
        'date = "6 Nov"',
        "sessions[0].date: '6 Nov' is not a date. Write year, month and day, as in",
    ),
    (
        'kind = "online"',
        'kind = "zoom"',
        "sessions[0].kind: 'zoom' is not one of the values known here. Write 'online' or",
    ),
    ('kind = "online"', 'knid = "online"', "sessions[0].knid: unknown key. Did you mean kind?"),
    (
        'zone = "Europe/Warsaw"',
        'zone = "Europe/Warsau"',
        "zone: 'Europe/Warsau' is not a time zone. Did you mean Europe/Warsaw?",
    ),
    ('title = "Demo"', "title = 7", 'title: 7 is not text. Put it in quotes, as in "text".'),
    ('title = "Demo"', 'title = "Demo"\nwebsit = "x"', "websit: unknown key. Did you mean website?"),
    (
        'requires = ["online"]',
        'requires = ["onlin"]',
        "sessions[1].requires[0]: no session is called onlin. Did you mean online?",
    ),
    (
        'requires = ["online"]',
        'requires = "online"',
        "sessions[1].requires: 'online' is not a list. Put it in square brackets",
    ),
    ('module = "basics"', 'module = "basic"', "sessions[0].module: no module is called basic. Did you mean basics?"),
    (
        'key = "hall-1"',
        'key = "online-1"',
        "sessions[1].key: online-1 is already sessions[0]. Write another, or remove one of",
    ),
    (
        'key = "hall-1"',
        'key = "Hall 1"',
        "sessions[1].key: 'Hall 1' is not a key. Use small letters a to z, digits and hyphens",
    ),
    (
        "ends = 2024-11-30",
        "ends = 2024-10-30",
        "modules[0].ends: 2024-10-30 is before the start 2024-11-01. Write a date from",
    ),
    (
        'until = "18:00"',
        'until = "07:00"',
        "sessions[1].check_in.until: 07:00 is not after 08:00. Write a time after 08:00.",
    ),
    ('until = "18:00"', 'untill = "18:00"', "sessions[1].check_in.untill: unknown key. Did you mean until?"),
    (
        '[contacts]\nemail = "team@demo.example"',
        "[contacts]\nemail = 5",
        "contacts.email: 5 is not text. Put it in quotes",
    ),
    (
        'id = "demo"\n',
        'id = "demo"\nlanguage = "english"\n',
        "language: 'english' is not a language. Write its code of two",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN_PROGRAMME)
def test_mistakes_in_the_programme(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = changed(PROGRAMME, old, new)
    found = mistakes_of(write_pack(tmp_path, programme=text))
    field = expected.partition(":")[0].rpartition(".")[2].partition("[")[0]
    first = line_of(PROGRAMME, old)
    line = next(n for n, said in enumerate(text.splitlines(), 1) if field in said and n >= first)
    assert [said for said in found if said.startswith(f"programme.toml:{line}: {expected}")], found


BROKEN_FAQ = [
    (
        "{contact.email}",
        "{contact.mail}",
        "faq[0].answer: unknown placeholder {contact.mail}. Did you mean contact.email?",
    ),
    ("{sessions.online}", "{sessions.zoom}", "faq[1].answer: unknown placeholder {sessions.zoom}."),
    ('id = "when"', 'id = "contact"', "faq[1].id: contact is already faq[0]. Write another, or remove one of the two."),
    ('"contact?",', '"  ",', "faq[0].phrasings[1]: it is empty. Write some text, or leave the key out."),
    ('"on which day"', '"Who can help?!"', "faq[1].phrasings[1]: the same words stand in entry contact."),
    (
        'topic = "dates"',
        'topic = "dates"\npersonal = "hotel"',
        "faq[1].personal: 'hotel' is not one of the values known here.",
    ),
    (
        'phrasings = ["dates", "on which day"]',
        "phrasings = []",
        "faq[1].phrasings: the list is empty. Write at least one.",
    ),
    (
        'topic = "dates"',
        'topic = "dates"\nvalid_from = 2024-02-01\nvalid_until = 2024-01-01',
        "faq[1].valid_until: 2024-01-01 is before valid_from 2024-02-01. Write a date from 2024-02-01 on.",
    ),
    ('topic = "dates"', 'topic = "dates"\nanswers = { de = "{nix}" }', "faq[1].answers.de: unknown placeholder {nix}."),
    (
        'topic = "dates"',
        'topic = "dates"\nanswers = { german = "x" }',
        "faq[1].answers.german: 'german' is not a language.",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN_FAQ)
def test_mistakes_in_the_questions(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = changed(FAQ, old, new)
    found = mistakes_of(write_pack(tmp_path, faq=text))
    assert len(found) == 1
    where, said = found[0].split(": ", 1)
    assert said.startswith(expected)
    field = expected.partition(":")[0].split(".", 1)[1].partition("[")[0].partition(".")[0]
    line = int(where.removeprefix("faq.toml:"))
    assert field in text.splitlines()[line - 1] or new.splitlines()[0] in text.splitlines()[line - 1]


def test_a_missing_key_points_at_its_table(tmp_path: Path) -> None:
    text = changed(PROGRAMME, 'title = "First day"\n', "")
    found = mistakes_of(write_pack(tmp_path, programme=text))
    assert found == [f"programme.toml:{line_of(text, '[[sessions]]')}: sessions[0].title: it is missing. Add this key."]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    programme = changed(changed(PROGRAMME, 'ends = "14:00"', 'ends = "09:00"'), 'module = "basics"', 'module = "x"')
    faq = changed(FAQ, "{contact.email}", "{contact.phone}")
    found = mistakes_of(write_pack(tmp_path, programme=programme, faq=faq))
    assert [said.split(": ")[1] for said in found] == ["sessions[0].ends", "sessions[0].module", "faq[0].answer"]


def test_syntax_errors_name_their_line(tmp_path: Path) -> None:
    found = mistakes_of(
        write_pack(tmp_path, programme=changed(PROGRAMME, 'title = "Demo"', 'title = "Demo'), faq="= 1\n")
    )
    assert [said.split(": ")[0] for said in found] == ["programme.toml:2", "faq.toml:1"]
    assert all("not valid TOML" in said for said in found)


@pytest.mark.parametrize("day", ["2024-02-30", "2024-13-06", "6 Nov 2024", "06.11.2024"])
def test_a_day_that_is_none_says_how_days_are_written(tmp_path: Path, day: str) -> None:
    (said,) = mistakes_of(write_pack(tmp_path, programme=changed(PROGRAMME, "date = 2024-11-06", f"date = {day}")))
    assert "this is no day of the calendar. Write it as year-month-day, as in 2024-11-06" in said
    assert "may be missing" not in said


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "programme.toml").write_bytes(PROGRAMME.replace("Demo", "Démo").encode("cp1252"))
    assert mistakes_of(tmp_path) == [
        "programme.toml:2: this is not UTF-8 text. Save the file again with the encoding UTF-8."
    ]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "programme.toml").write_bytes(PROGRAMME.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_programme(tmp_path).id == "demo"


def test_missing_folder_and_file(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path / "nowhere") == [
        f"{tmp_path}/nowhere: there is no such folder. Name the folder of a programme pack."
    ]
    assert mistakes_of(tmp_path) == ["programme.toml: there is no such file. A pack begins with one."]


def test_a_pack_without_questions_loads(tmp_path: Path) -> None:
    write_pack(tmp_path)
    (tmp_path / "faq.toml").unlink()
    assert load_programme(tmp_path).faq == ()


def test_keys_in_the_wrong_file(tmp_path: Path) -> None:
    found = mistakes_of(write_pack(tmp_path, faq='title = "x"\n' + FAQ))
    assert found == ["faq.toml:1: title: title does not belong here. Only [[faq]] belongs into faq.toml."]
