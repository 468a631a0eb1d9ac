import pytest

from bot.faq.questions import Form, form_of, parts


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("where is the harbour", Form.QUESTION),
        ("so where is the harbour", Form.QUESTION),
        ("at what time do we sail", Form.QUESTION),
        ("harbour?", Form.QUESTION),
        ("the boat leaves from when till when", Form.QUESTION),
        ("ist das Boot groß", Form.QUESTION),
        ("onko laiva suuri", Form.QUESTION),
        ("czy łódź jest duża", Form.QUESTION),
        ("هل السفينة كبيرة", Form.QUESTION),
        ("the address of the office please", Form.REQUEST),
        ("I need a list of the boats", Form.REQUEST),
        ("the boat is new, I assume", Form.CLAIM),
        ("names of the boats", Form.FRAGMENT),
        ("The blue rope is much cheaper than the red one", Form.STATEMENT),
        ("thank you all", Form.CHATTER),
        ("what a great evening", Form.CHATTER),
        ("have a nice weekend", Form.CHATTER),
        ("did everyone get home safely?", Form.CHATTER),
    ],
)
def test_forms(text: str, form: Form) -> None:
    assert form_of(text) is form


def test_greeting_and_excuse_are_left_out_of_the_question() -> None:
    assert [part.text for part in parts("Hi all, sorry for asking again: where is the harbour?")] == [
        "where is the harbour?"
    ]


def test_clauses_and_sentences_around_a_question_become_its_context() -> None:
    (part,) = parts("I am new on board. My cousin was refused last year, can I still apply?")
    assert (part.text, part.context) == ("can I still apply?", "I am new on board. My cousin was refused last year")


def test_a_tag_stays_with_its_sentence() -> None:
    assert [part.text for part in parts("You pay the harbour fee, don't you?")] == [
        "You pay the harbour fee, don't you?"
    ]
    assert [part.text for part in parts("The boat is new. Right?")] == ["The boat is new. Right?"]


def test_an_or_is_no_second_question() -> None:
    assert len(parts("is it a day trip or do we sleep on board?")) == 1


def test_the_polish_and_is_told_from_the_english_i() -> None:
    assert len(parts("is there a person i can call about this?")) == 1
    assert len(parts("gdzie jest nasz port i kiedy zaczyna się kurs?")) == 2


def test_at_most_three_things_are_taken_up() -> None:
    assert len(parts("Where is it? Who is it? When is it? What is it for?")) == 3


def test_two_questions_of_few_words_and_a_day_with_its_full_stop() -> None:
    asked = [part.text for part in parts("is lunch included, and can I get the train reimbursed?")]
    assert asked == ["is lunch included", "can I get the train reimbursed?"]
    assert [part.text for part in parts("Muss ich am 11. November dabei sein?")] == [
        "Muss ich am 11 November dabei sein?"
    ]
    assert [part.text for part in parts("I come on the 11. When do we start?")] == ["When do we start?"]
