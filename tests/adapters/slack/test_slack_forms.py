"""Forms as modals and back."""

from __future__ import annotations

import pytest

from bot.adapters.slack import forms
from bot.adapters.slack.reading import Json, Refusal
from bot.adapters.slack.render import Render
from bot.chat.events import Place
from bot.chat.forms import Field, Form, Option
from tests.servers.schemas import violations_slack

RENDER = Render(("help",))
PLACE = Place("slack", "C1", "group", "1.2")
YES_NO = (Option("y", "Yes"), Option("n", "No"))


def modal(form: Form, place: Place = PLACE) -> Json:
    view = forms.view(form, place, RENDER)
    assert violations_slack("views.open", {"trigger_id": "1", "view": view}) == []
    return view


def only(field: Field) -> Json:
    (block,) = modal(Form("f", "Title", (field,), "Send"))["blocks"]
    assert isinstance(block, dict)
    return block


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def test_a_form_is_a_modal_that_knows_where_it_was_asked_for() -> None:
    form = Form(
        "absence",
        "Absence",
        (Field("why", "Why? See /help", help="*One* line"),),
        "Send",
        "session=2",
        "We are *sorry*.",
    )
    view = modal(form)
    intro, why = view["blocks"]
    assert (view["title"], view["submit"]) == (words("Absence"), words("Send"))
    assert intro["elements"][0]["elements"] == [{"type": "text", "text": "We are *sorry*."}]
    assert why == {
        "type": "input",
        "block_id": "why",
        "label": words("Why? See /groupmate help"),
        "hint": words("*One* line"),
        "element": {"type": "plain_text_input", "action_id": "value", "multiline": False, "max_length": 500},
        "optional": False,
    }
    assert forms.read_metadata(view["private_metadata"]) == forms.Asked("absence", "session=2", PLACE)


@pytest.mark.parametrize(
    ("field", "element"),
    [
        (
            Field("a", "A", "paragraph", value="before", max_length=9000),
            {"type": "plain_text_input", "multiline": True, "max_length": 3000, "initial_value": "before"},
        ),
        (
            Field("a", "A", value="x" * 20, max_length=10),
            {"type": "plain_text_input", "multiline": False, "max_length": 20, "initial_value": "x" * 20},
        ),
        (Field("a", "A", "date", value="2026-11-24"), {"type": "datepicker", "initial_date": "2026-11-24"}),
        (Field("a", "A", "date", value="soon"), {"type": "datepicker"}),
        (Field("a", "A", "time", value="09:30"), {"type": "timepicker", "initial_time": "09:30"}),
        (Field("a", "A", "time", value="25:00"), {"type": "timepicker"}),
        (
            Field("a", "A", "choice", options=YES_NO, value="n"),
            {
                "type": "radio_buttons",
                "options": [{"text": words("Yes"), "value": "y"}, {"text": words("No"), "value": "n"}],
                "initial_option": {"text": words("No"), "value": "n"},
            },
        ),
    ],
)
def test_each_kind_of_field(field: Field, element: Json) -> None:
    assert only(field)["element"] == {"action_id": "value", **element}


def test_many_options_unfold() -> None:
    options = tuple(Option(str(n), f"{'x' * 80}{n}") for n in range(250))
    few = only(Field("a", "A", "choice", options=options[:6]))["element"]
    many = only(Field("a", "A", "choice", options=options, value="249"))["element"]
    assert (few["type"], len(few["options"])) == ("static_select", 6)
    assert [len(group["options"]) for group in many["option_groups"]] == [100, 100, 50]
    assert [group["label"]["text"] for group in many["option_groups"]] == ["1–100", "101–200", "201–250"]
    assert (many["initial_option"]["value"], len(many["initial_option"]["text"]["text"])) == ("249", 75)


def test_long_words_are_cut_and_a_long_title_is_shown_whole() -> None:
    view = modal(
        Form("f", "The absence from a session in November", (Field("a", "ا" * 3000, help="👩" * 3000),), "S" * 30)
    )
    title, block = view["blocks"]
    assert title["elements"][0]["elements"][0]["text"] == "The absence from a session in November"
    assert (view["title"]["text"], view["submit"]["text"]) == ("The absence from a…", "S" * 23 + "…")
    assert (len(block["label"]["text"]), len(block["hint"]["text"])) == (2000, 2000)


def test_the_longest_context_fits() -> None:
    view = modal(Form("f", "T", (Field("a", "A"),), "S", "\U0001f469" * 255))
    assert len(view["private_metadata"]) < 3000


def test_a_form_without_fields_only_says_something() -> None:
    assert "submit" not in modal(Form("f", "T", (), "S", intro="Nothing to fill in."))
    view = forms.notice("groupmate", "Done, <!here>", RENDER)
    assert violations_slack("views.open", {"trigger_id": "1", "view": view}) == []


def test_errors_stand_beside_their_fields_and_others_beside_the_first() -> None:
    shown = forms.errors({"b": "Say more, see /help", "gone": "No", "": "Never"}, ["a", "b"], RENDER)
    assert shown == {"response_action": "errors", "errors": {"b": "Say more, see /groupmate help", "a": "No Never"}}


@pytest.mark.parametrize(
    "written", ["", "{", "[]", '{"form": "f"}', '{"form": "f", "chat": "C1", "kind": "x"}', "[" * 100_000]
)
def test_metadata_that_is_not_ours_is_refused(written: str) -> None:
    with pytest.raises(Refusal):
        forms.read_metadata(written)
