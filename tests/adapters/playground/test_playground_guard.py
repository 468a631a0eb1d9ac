"""Who may drive the playground, by where the request comes from and what it says it is."""

from __future__ import annotations

import pytest

from bot.adapters.playground.guard import why_refused

HERE, THERE, BRIDGE = "127.0.0.1", "192.0.2.7", "172.17.0.1"


def refused(remote: str | None, host: str, *allowed: str) -> bool:
    return why_refused(remote, "GET", "/playground/state", {"Host": host}, allowed) is not None


@pytest.mark.parametrize("remote", [HERE, "127.9.9.9", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]"])
def test_this_machine_is_served(remote: str, host: str) -> None:
    assert not refused(remote, host)


@pytest.mark.parametrize("remote", [THERE, BRIDGE, "::ffff:192.0.2.7", "2001:db8::1", "", None])
@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080"])
def test_another_machine_does_not_become_this_one_by_its_host_header(remote: str | None, host: str) -> None:
    assert refused(remote, host)
    assert refused(remote, host, "groupmate.example.org")


def test_allowed_names_are_served_to_whoever_asks() -> None:
    assert not refused(THERE, "groupmate.example.org", "groupmate.example.org")
    assert not refused(HERE, "Groupmate.Example.org:443", "groupmate.example.ORG")
    assert not refused(BRIDGE, "localhost:8080", "localhost")
    assert not refused(BRIDGE, "[::1]:8080", "[::1]")
    assert refused(BRIDGE, "127.0.0.1:8080", "localhost")
    assert refused(THERE, "other.example.org", "groupmate.example.org")


@pytest.mark.parametrize(
    "host",
    [
        "", " ", ":8080", "evil@localhost", "a:b@localhost", "localhost/x", "localhost?x", "localhost#x", "localhost\\x",
        "localhost:", "localhost:x", "localhost:99999", "localhost localhost", "localhost,evil.example", "[::1", "[",
        "[::1]evil", "localhost.evil.example", "127.0.0.1.evil.example", "127.1", "2130706433", "localhost\n", "ｌocalhost",
    ],
)  # fmt: skip
def test_a_host_is_read_strictly(host: str) -> None:
    assert refused(HERE, host)
    assert refused(HERE, host, "groupmate.example.org")
