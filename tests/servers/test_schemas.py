"""The checks of what we send: bad calls of either platform are refused, good ones are not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.servers.schemas import SLACK, TELEGRAM, violations_slack, violations_telegram
from tests.servers.schemas.shapes import Shapes
from tests.servers.slack.parameters import SIGNATURES
from tests.servers.telegram.params import SPECS

Call = tuple[str, dict[str, Any]]


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"chat_id": 7, "text": "Which?", "reply_markup": {"inline_keyboard": [list(buttons)]}}


def entity(**fields: Any) -> Call:
    return "sendMessage", {"chat_id": 7, "text": "Tomorrow at 10", "entities": [fields]}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def options(count: int, kind: str = "plain_text") -> list[dict[str, Any]]:
    return [{"text": {"type": kind, "text": f"Choice {i}"}, "value": f"{i}"} for i in range(count)]


def posted(*blocks: dict[str, Any], **more: Any) -> Call:
    return "chat.postMessage", {"channel": "C1", "text": "Hello", "blocks": list(blocks), **more}


def section(text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def asked(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Your answer"), "element": element, **more}


def opened(*blocks: dict[str, Any], **more: Any) -> Call:
    view = {"type": "modal", "title": plain("Diary"), "submit": plain("Save"), "blocks": list(blocks)}
    return "views.open", {"trigger_id": "1.2", "view": {**view, **more}}


def without_submit() -> Call:
    method, params = opened(asked({"type": "plain_text_input", "action_id": "a"}))
    del params["view"]["submit"]
    return method, params


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def flowing(*elements: dict[str, Any]) -> dict[str, Any]:
    return rich({"type": "rich_text_section", "elements": list(elements)})


BAD_TELEGRAM: dict[str, tuple[Call, str]] = {
    "no such method": (("sendTelepathy", {}), "no such method"),
    "no such parameter": (("getMe", {"verbose": True}), "verbose"),
    "another's parameter": (("sendMessage", {"chat_id": 7, "text": "a", "blocks": []}), "blocks"),
    "nothing to say": (("sendMessage", {"chat_id": 7}), '"text" is a required'),
    "nobody to say it to": (("sendMessage", {"text": "a"}), "chat_id"),
    "a text that is a number": (("sendMessage", {"chat_id": 7, "text": 5}), "text"),
    "an empty text": (("sendMessage", {"chat_id": 7, "text": ""}), "text: 0"),
    "a long text": (("sendMessage", {"chat_id": 7, "text": "a" * 4097}), "4097"),
    "a text long in UTF-16": (("sendMessage", {"chat_id": 7, "text": "🎓" * 2049}), "4098"),
    "a half message id": (("deleteMessage", {"chat_id": 7, "message_id": 1.5}), "message_id: 1.5"),
    "a parse mode of one's own": (("sendMessage", {"chat_id": 7, "text": "a", "parse_mode": "markdown"}), "parse_mode"),
    "a button without a text": (("sendMessage", keyboard({"callback_data": "a"})), '[0][0]: "text"'),
    "a button that does nothing": (("sendMessage", keyboard({"text": "Yes"})), "exactly one"),
    "a button that does two things": (
        ("sendMessage", keyboard({"text": "Yes", "url": "https://example.org", "callback_data": "a"})),
        "exactly one",
    ),
    "callback data of 66 bytes": (("sendMessage", keyboard({"text": "Tak", "callback_data": "ż" * 33})), "66 bytes"),
    "empty callback data": (("sendMessage", keyboard({"text": "Tak", "callback_data": ""})), "0 bytes"),
    "a row that is no row": (
        ("sendMessage", {"chat_id": 7, "text": "a", "reply_markup": {"inline_keyboard": [{"text": "Yes"}]}}),
        "inline_keyboard[0]",
    ),
    "nine buttons in a row": (("sendMessage", keyboard(*[{"text": "1", "callback_data": "1"}] * 9)), "row 0: 9"),
    "an entity of no type": (entity(type="boldest", offset=0, length=4), "boldest"),
    "an entity beyond the text": (entity(type="bold", offset=10, length=40), "leaves the text"),
    "a date without its time": (entity(type="date_time", offset=0, length=8), "unix_time"),
    "a reply by hand": (
        ("sendMessage", {"chat_id": 7, "text": "a", "reply_parameters": {"message": 5}}),
        "reply_parameters: Additional properties",
    ),
    "a long caption": (("sendDocument", {"chat_id": 7, "document": "<file>", "caption": "a" * 1025}), "1025"),
    "no document": (("sendDocument", {"chat_id": 7, "caption": "a"}), "document"),
    "an album of one": (
        ("sendMediaGroup", {"chat_id": 7, "media": [{"type": "photo", "media": "attach://a"}]}),
        "number of media",
    ),
    "an album of no kind": (
        ("sendMediaGroup", {"chat_id": 7, "media": [{"type": "scroll", "media": "a"}] * 2}),
        "scroll",
    ),
    "a long answer": (("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}), "201"),
    "a command in capitals": (("setMyCommands", {"commands": [{"command": "Help", "description": "help"}]}), "'Help'"),
    "a scope of no kind": (("setMyCommands", {"commands": [], "scope": {"type": "everyone"}}), "scope.type"),
    "a scope without its chat": (("setMyCommands", {"commands": [], "scope": {"type": "chat"}}), "chat_id"),
    "updates of no kind": (("getUpdates", {"allowed_updates": ["whispers"]}), "whispers"),
    "1,000 updates": (("getUpdates", {"limit": 1000}), "limit: 1000"),
    "a long description": (("setMyShortDescription", {"short_description": "a" * 121}), "121"),
}

GOOD_TELEGRAM: dict[str, Call] = {
    "who am I": ("getMe", {}),
    "polling": (
        "getUpdates",
        {"offset": 5, "timeout": 50, "limit": 100, "allowed_updates": ["message", "callback_query"]},
    ),
    "a webhook": ("setWebhook", {"url": "https://example.org/hook", "secret_token": "abc", "max_connections": 40}),
    "HTML longer than its text": (
        "sendMessage",
        {"chat_id": "@academy", "text": "<b>" + "a" * 4096 + "</b>", "parse_mode": "HTML"},
    ),
    "entities": entity(type="bold", offset=0, length=8),
    "a date": entity(type="date_time", offset=0, length=8, unix_time=1_730_883_600, date_time_format="wDT"),
    "a mention": entity(type="text_mention", offset=0, length=4, user={"id": 7, "is_bot": False, "first_name": "Ana"}),
    "a reply in a topic": (
        "sendMessage",
        {
            "chat_id": -100,
            "message_thread_id": 4,
            "text": "Yes",
            "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True, "quote": "Is it?"},
            "link_preview_options": {"is_disabled": True},
        },
    ),
    "buttons": (
        "sendMessage",
        keyboard({"text": "Yes", "callback_data": "a" * 64}, {"text": "Read", "url": "https://example.org"}),
    ),
    "a reply keyboard": (
        "sendMessage",
        {"chat_id": 7, "text": "?", "reply_markup": {"keyboard": [[{"text": "Yes"}]], "resize_keyboard": True}},
    ),
    "a forced reply": ("sendMessage", {"chat_id": 7, "text": "?", "reply_markup": {"force_reply": True}}),
    "an edit": (
        "editMessageText",
        {"chat_id": 7, "message_id": 9, "text": "Done", "reply_markup": {"inline_keyboard": []}},
    ),
    "an edited picture": (
        "editMessageMedia",
        {"chat_id": 7, "message_id": 9, "media": {"type": "photo", "media": "attach://p", "caption": "New"}},
    ),
    "an album": ("sendMediaGroup", {"chat_id": 7, "media": [{"type": "document", "media": "attach://a"}] * 2}),
    "a file": ("sendDocument", {"chat_id": 7, "document": "<file>", "caption": "a" * 1024}),
    "an answer": ("answerCallbackQuery", {"callback_query_id": "1", "text": "Saved", "show_alert": True}),
    "commands": (
        "setMyCommands",
        {
            "commands": [{"command": "help", "description": "What I can do"}],
            "scope": {"type": "chat_administrators", "chat_id": -100},
            "language_code": "pl",
        },
    ),
}

BAD_SLACK: dict[str, tuple[Call, str]] = {
    "no such method": (("chat.whisper", {}), "no such method"),
    "no such parameter": (("users.info", {"user": "U1", "verbose": True}), "verbose"),
    "no user": (("users.info", {}), "user"),
    "nothing to say": (("chat.postMessage", {"channel": "C1"}), "is required"),
    "an empty text": (("chat.postMessage", {"channel": "C1", "text": ""}), "nothing to show"),
    "a home as a modal": (("views.open", {"trigger_id": "1", "view": {"type": "home", "blocks": [section()]}}), "home"),
    "nowhere to say it": (("chat.postMessage", {"text": "a"}), "channel"),
    "another's parameter": (("chat.postMessage", {"chat_id": 1, "channel": "C1", "text": "a"}), "chat_id"),
    "a long text": (("chat.postMessage", {"channel": "C1", "text": "a" * 40_001}), "40001"),
    "an ephemeral message to nobody": (("chat.postEphemeral", {"channel": "C1", "text": "a"}), "user"),
    "a block of no type": (posted({"type": "bogus"}), "bogus"),
    "a block without a type": (posted({"text": plain("a")}), '"type"'),
    "a divider that says something": (posted({"type": "divider", "text": plain("a")}), "text"),
    "an image without alt_text": (posted({"type": "image", "image_url": "https://example.org/a.png"}), "alt_text"),
    "a header in mrkdwn": (
        posted({"type": "header", "text": {"type": "mrkdwn", "text": "*a*"}}),
        "blocks[0].text.type",
    ),
    "a long header": (posted({"type": "header", "text": plain("a" * 151)}), "150"),
    "a long section": (posted(section("a" * 3001)), "3000"),
    "an empty section": (posted({"type": "section"}), "blocks[0]"),
    "duplicate block_id": (posted(section(block_id="a"), section(block_id="a")), "'a'"),
    "51 blocks": (posted(*[{"type": "divider"}] * 51), "51 blocks"),
    "101 blocks of a view": (opened(*[section()] * 101), "101 blocks"),
    "an input without submit": (without_submit(), "needs submit"),
    "a button without a text": (
        posted({"type": "actions", "elements": [{"type": "button", "action_id": "a"}]}),
        "text",
    ),
    "two buttons of one action": (
        posted({"type": "actions", "elements": [{"type": "button", "text": plain("Yes"), "action_id": "a"}] * 2}),
        "action_id 'a'",
    ),
    "a button of another style": (
        posted(section(accessory={"type": "button", "text": plain("Yes"), "action_id": "a", "style": "blue"})),
        "style",
    ),
    "a list in an actions block": (
        posted({"type": "actions", "elements": [{"type": "plain_text_input"}]}),
        "plain_text_input",
    ),
    "a select without options": (opened(asked({"type": "static_select", "action_id": "a"})), "options"),
    "a select of 101": (opened(asked({"type": "static_select", "action_id": "a", "options": options(101)})), "100"),
    "a select in mrkdwn": (
        opened(asked({"type": "static_select", "action_id": "a", "options": options(1, "mrkdwn")})),
        "text",
    ),
    "radio buttons that are strings": (opened(asked({"type": "radio_buttons", "options": ["a"]})), "options[0]"),
    "a long title": (opened(section(), title=plain("a" * 25)), "view.title: 25"),
    "a modal without a title": (("views.open", {"trigger_id": "1", "view": {"type": "modal", "blocks": []}}), "title"),
    "nothing to open it with": (("views.open", {"view": opened(section())[1]["view"]}), "trigger_id"),
    "a home for nobody": (("views.publish", {"view": {"type": "home", "blocks": [section()]}}), "user_id"),
    "rich text of no kind": (posted(flowing({"type": "shout", "text": "a"})), "shout"),
    "rich text without a section": (posted(rich({"type": "text", "text": "a"})), "elements[0].type"),
    "a date that is a string": (
        posted(flowing({"type": "date", "timestamp": "now", "format": "{date}"})),
        "timestamp",
    ),
    "an update of nothing": (("chat.update", {"channel": "C1", "text": "a"}), "ts"),
    "a file of no length": (("files.getUploadURLExternal", {"filename": "a.txt"}), "length"),
    "no files": (("files.completeUploadExternal", {"files": [], "channel_id": "C1"}), "files"),
}

GOOD_SLACK: dict[str, Call] = {
    "who am I": ("auth.test", {"token": "xoxb-1"}),
    "a connection": ("apps.connections.open", {"token": "xapp-1"}),
    "people": ("users.list", {"limit": 200, "cursor": ""}),
    "a person by e-mail": ("users.lookupByEmail", {"email": "ana@example.org"}),
    "a conversation": ("conversations.open", {"users": "U1"}),
    "a text": (
        "chat.postMessage",
        {"channel": "C1", "text": "a", "thread_ts": "1.2", "unfurl_links": False, "mrkdwn": True},
    ),
    "rich text": posted(
        rich(
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Hello ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U1"},
                    {"type": "emoji", "name": "wave"},
                    {"type": "link", "url": "https://example.org", "text": "read"},
                    {"type": "date", "timestamp": 1_730_883_600, "format": "{date_long}", "fallback": "6 November"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 1,
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        )
    ),
    "an image": posted({"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A plan"}),
    "our own image": posted(
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A plan", "title": plain("Plan")}
    ),
    "buttons": posted(
        section(block_id="a"),
        {
            "type": "actions",
            "block_id": "b",
            "elements": [
                {"type": "button", "text": plain("Yes"), "action_id": "y", "value": "1", "style": "primary"},
                {"type": "overflow", "action_id": "o", "options": options(2)},
                {"type": "datepicker", "action_id": "d", "initial_date": "2024-11-06"},
            ],
        },
        {"type": "context", "elements": [plain("Small"), {"type": "mrkdwn", "text": "_print_"}]},
    ),
    "an edit without buttons": ("chat.update", {"channel": "C1", "ts": "1.2", "text": "a", "blocks": []}),
    "a modal": opened(
        section(),
        asked({"type": "plain_text_input", "action_id": "t", "multiline": True, "max_length": 3000}, block_id="t"),
        asked({"type": "datepicker", "action_id": "d"}, block_id="d", optional=True),
        asked({"type": "timepicker", "action_id": "h", "initial_time": "09:00"}, block_id="h"),
        asked({"type": "datetimepicker", "action_id": "w"}, block_id="w"),
        asked({"type": "radio_buttons", "action_id": "r", "options": options(2)}, block_id="r"),
        asked({"type": "checkboxes", "action_id": "c", "options": options(2)}, block_id="c"),
        asked({"type": "static_select", "action_id": "s", "options": options(100)}, block_id="s"),
        asked({"type": "multi_static_select", "action_id": "m", "options": options(3)}, block_id="m"),
        asked({"type": "users_select", "action_id": "u"}, block_id="u", hint=plain("One person")),
        asked({"type": "number_input", "action_id": "n", "is_decimal_allowed": False}, block_id="n"),
        asked({"type": "email_text_input", "action_id": "e"}, block_id="e"),
        asked({"type": "file_input", "action_id": "f", "max_files": 1}, block_id="f"),
        callback_id="diary",
        private_metadata="{}",
        notify_on_close=True,
    ),
    "a home": ("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": [section()]}}),
    "a view renewed": ("views.update", {"view_id": "V1", "hash": "1.a", "view": opened(section())[1]["view"]}),
    "a place for a file": ("files.getUploadURLExternal", {"filename": "a.txt", "length": 12, "alt_txt": "A list"}),
    "a file": (
        "files.completeUploadExternal",
        {"files": [{"id": "F1", "title": "List"}], "channel_id": "C1", "thread_ts": "1.2", "initial_comment": "Here"},
    ),
}


@pytest.mark.parametrize("name", BAD_TELEGRAM)
def test_a_bad_call_of_telegram_is_refused(name: str) -> None:
    (method, params), what = BAD_TELEGRAM[name]
    violations = violations_telegram(method, params)
    assert any(what in line for line in violations), violations
    assert len(violations) <= 2, violations


@pytest.mark.parametrize("name", GOOD_TELEGRAM)
def test_a_good_call_of_telegram_is_accepted(name: str) -> None:
    assert violations_telegram(*GOOD_TELEGRAM[name]) == []


@pytest.mark.parametrize("name", BAD_SLACK)
def test_a_bad_call_of_slack_is_refused(name: str) -> None:
    (method, params), what = BAD_SLACK[name]
    violations = violations_slack(method, params)
    assert any(what in line for line in violations), violations
    assert len(violations) <= 2, violations


@pytest.mark.parametrize("name", GOOD_SLACK)
def test_a_good_call_of_slack_is_accepted(name: str) -> None:
    assert violations_slack(*GOOD_SLACK[name]) == []


@pytest.mark.parametrize(
    ("shapes", "method"), [(each, method) for each in (TELEGRAM, SLACK) for method in sorted(each.methods)]
)
def test_every_schema_can_be_used(shapes: Shapes, method: str) -> None:
    """A reference that leads nowhere would show here."""
    assert shapes.violations(method, {"of no method": 1})


TAKEN = {(TELEGRAM, method): set(spec) for method, spec in SPECS.items()}
TAKEN |= {(SLACK, method): set(signature.types()) for method, signature in SIGNATURES.items()}


@pytest.mark.parametrize(("shapes", "method"), TAKEN)
def test_our_servers_take_no_more_than_the_platforms(shapes: Shapes, method: str) -> None:
    assert TAKEN[shapes, method] <= set(shapes.parameters(method))
