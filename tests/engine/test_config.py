"""A config that cannot be used says where and why; a log never tells a secret."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from bot.config import ConfigError, LogConfig, load_config
from bot.logs import redact, set_up_logging

GOOD = '[[cohorts]]\nkey = "a"\nprogramme = "academy"\n'


def wrong(tmp_path: Path, content: str) -> str:
    path = tmp_path / "config.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return str(caught.value).replace(str(path), "config.toml")


def test_paths_are_taken_from_the_configs_folder(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(GOOD)
    config = load_config(tmp_path / "config.toml")
    assert config.storage.url == f"sqlite:///{tmp_path / 'data' / 'groupmate.db'}"
    assert (config.storage.files, config.playground.data) == (tmp_path / "data/files", tmp_path / "data/playground")
    assert config.cohorts[0].programme.parts[-2:] == ("programmes", "academy")


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no such file\. Copy config\.example\.toml"):
        load_config(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match=r"this is a folder\. Name the config file in it\."):
        load_config(tmp_path)
    (tmp_path / "latin").write_bytes(b'title = "\xe9"')
    with pytest.raises(ConfigError, match=r"the file is not UTF-8\."):
        load_config(tmp_path / "latin")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f'[http]\nport = "eighty"\n{GOOD}', "config.toml:2: http.port: "),
        (f"[http]\nport = 70000\n{GOOD}", "config.toml:2: http.port: "),
        (f"{GOOD}[http]\nprot = 80\n", "config.toml:5: http.prot: there is no such key. Did you mean 'port'?"),
        (f"{GOOD}[playgroud]\n", "config.toml:4: playgroud: there is no such key. Did you mean 'playground'?"),
        (f'{GOOD}titel = "x"\n', "config.toml:4: cohorts[0].titel: there is no such key. Did you mean 'title'?"),
        (
            '[[cohorts]]\nkey = "a"\n',
            "config.toml:1: cohorts[0].programme: this key is missing. See config.example.toml.",
        ),
        (GOOD + GOOD, "config.toml: cohorts: the key 'a' is used twice. Give each cohort its own key."),
        ("", "config.toml: cohorts: there is none."),
        ("x = = 1", "config.toml: this is not valid TOML: "),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    assert wrong(tmp_path, content).startswith(said)


def test_all_mistakes_at_once_and_no_value_is_repeated(tmp_path: Path) -> None:
    said = wrong(tmp_path, f'[http]\nport = "my secret"\nzzz = 1\n{GOOD}').splitlines()
    assert [line.split(": ")[:2] for line in said] == [["config.toml:2", "http.port"], ["config.toml:3", "http.zzz"]]
    assert "my secret" not in "".join(said)


SECRETS = (
    "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
    "xoxb-12-34-abcDEF",
    "xapp-1-A0-99-ff",
    "/join KQ7MW-XA3PD",
    "/start kq7mw xa3pd",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_blotted_out(secret: str) -> None:
    assert redact(f"before {secret} after") == "before [secret] after"


def test_a_line_of_json_stays_one() -> None:
    assert json.loads(redact(json.dumps({"message": "/join KQ7MW-XA3PD"}))) == {"message": "[secret]"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_log_line_tells_one(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up_logging(LogConfig(level="INFO", format=form))  # type: ignore[arg-type]
        for secret in SECRETS:
            try:
                raise ValueError(f"https://api.example/bot{secret} is not there")
            except ValueError:
                logging.getLogger("bot").exception("failed with %s today", secret, extra={"event_id": "e1"})
    finally:
        for handler in root.handlers[:]:
            root.removeHandler(handler)
        for handler in before:
            root.addHandler(handler)
        root.setLevel(level)
    said = capsys.readouterr().err
    assert "[secret]" in said
    assert not [secret for secret in SECRETS if secret.split()[-1] in said]
    if form == "json":
        assert {json.loads(line)["event_id"] for line in said.splitlines()} == {"e1"}
