import pytest

from bot.faq.languages import guess_language
from bot.faq.spelling import speller
from bot.faq.stems import stem
from bot.faq.text import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What's UP, Łódź?", ("what", "is", "up", "lodz")),
        ("dont pls", ("do", "not", "please")),
        ("isn't it", ("is", "not", "it")),
        ("10 000 euro, 10,000 or 10.000", ("10000", "euro", "10000", "or", "10000")),
        ("see https://example.com/a?b and write to @eva", ("see", "and", "write", "to")),
        ("everything besides the harbour fee", ("everything", "fee")),
        ("مُدَرِّب", ("مدرب",)),
        ("🙂", ()),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "family",
    [("apply", "applies", "applying", "applied"), ("meeting", "meetings", "met"), ("five", "5"), ("boat", "boats")],
)
def test_stems(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


def test_typos_are_repaired_with_caution() -> None:
    known = speller(["harbour", "lesson", "first", "boat"])
    assert known.repair(("harbor", "leson", "frist")) == ("harbour", "lesson", "frist")
    assert known.repair(("the", "frist", "is", "leson")) == ("the", "first", "is", "lesson")
    assert known.repair(("boot", "coat", "xyzzy", "12345")) == ("boot", "coat", "xyzzy", "12345")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("When does the course start?", "en"), ("Wann beginnt der Kurs und wo ist er?", "de"), ("Où est le port ?", "fr"),
        ("¿Dónde está el puerto?", "es"), ("Dove si trova il porto?", "it"), ("Gdzie jest port?", "pl"),
        ("Onde fica o porto e quando é?", "pt"), ("När är kursen och var?", "sv"), ("Missä satama on?", "fi"),
        ("Kada yra kursas?", "lt"), ("Unde este portul și când?", "ro"), ("أين الميناء؟", "ar"), ("Πού είναι το λιμάνι;", "el"),
        ("Где находится порт и кто это?", "ru"), ("Де знаходиться порт і що це?", "uk"), ("სად არის პორტი?", "ka"),
        ("хто платить за готель?", "uk"), ("чи є обід?", "uk"), ("кто платит за гостиницу?", "ru"), ("Къде е хотелът и кога?", "ru"),
        ("ok", None), ("", None), ("👍", None), ("12:30", None),
    ],
)  # fmt: skip
def test_languages(text: str, language: str | None) -> None:
    assert guess_language(text) == language
