"""What may be handed in: names of files, programs that are none, links."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.homework.items import (
    HEAD,
    NAME_MAX,
    PROGRAMS,
    Limits,
    check_contents,
    check_file,
    looks_like_link,
    read_link,
    safe_name,
)
from bot.domain.violation import RuleViolation


def code(violation: pytest.ExceptionInfo[RuleViolation]) -> str:
    return violation.value.code


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/x", "x"),
        ("C:\\temp\\plan.docx", "plan.docx"),
        ("  ..hidden.pdf ", "hidden.pdf"),
        ("бізнес-план.pdf", "бізнес-план.pdf"),
        ("خطة.pdf", "خطة.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("", "file"),
        ("...", "file"),
        ('a<b>:"|?*c.txt', "a b c.txt"),
    ],
)
def test_a_name_is_only_a_name(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(max_size=400))
def test_any_name_is_safe_and_short(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_MAX
    assert not set("/\\\x00\n\u202e") & set(safe)
    assert safe not in (".", "..")


def test_a_long_name_keeps_its_ending() -> None:
    safe = safe_name("Д" * 300 + ".docx")
    assert (len(safe), safe[-6:]) == (NAME_MAX, "….docx")


@pytest.mark.parametrize(
    ("name", "size", "limits", "expected"),
    [
        ("a.pdf", 0, Limits(), "file.empty"),
        ("a.pdf", 50_000_001, Limits(), "file.too_large"),
        ("a.PDF.EXE", 9, Limits(), "file.program"),
        ("run.sh", None, Limits(), "file.program"),
        ("a.zip", 9, Limits(endings=frozenset({"pdf"})), "file.type"),
        ("pdf", 9, Limits(endings=frozenset({"pdf"})), "file.type"),
    ],
)
def test_files_that_are_not_taken(name: str, size: int | None, limits: Limits, expected: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_file(name, size, limits)
    assert code(refused) == expected


@given(st.sampled_from(sorted(PROGRAMS)))
def test_no_ending_of_a_program_gets_in_however_it_is_written(ending: str) -> None:
    for name in (f"plan.{ending}", f"plan.pdf.{ending.upper()}", f"plan.{ending} "):
        with pytest.raises(RuleViolation):
            check_file(safe_name(name), 9, Limits())


@pytest.mark.parametrize(
    "head", [b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"]
)
def test_a_program_is_one_whatever_it_is_called(head: bytes) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_contents(head[:HEAD])
    assert code(refused) == "file.program"


@pytest.mark.parametrize("head", [b"%PDF-1.7", b"PK\x03\x04", b"\x89PNG", b"Mazurka", b"", b"\xd0\xcf\x11\xe0"])
def test_other_contents_are_fine(head: bytes) -> None:
    check_contents(head)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("https://docs.example/canvas?id=1#a", "https://docs.example/canvas?id=1#a"),
        ("www.cluster.example/plan", "https://www.cluster.example/plan"),
        ("http://кластер.укр/план", "http://кластер.укр/план"),
    ],
)
def test_links(typed: str, expected: str) -> None:
    assert looks_like_link(typed)
    assert read_link(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        *("https://", "https://localhost", "javascript:alert(1)", "file:///etc/passwd", "https://a b.example", "hello"),
        *("https://[::1", "https://x.example:99999999/", "ftp://x.example", "https://.example", "https://a..b"),
    ],
)
def test_a_link_that_is_none(typed: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        read_link(typed)
    assert code(refused) == "link.none"


@given(st.text(max_size=200))
def test_any_words_are_a_link_or_refused(words: str) -> None:
    with contextlib.suppress(RuleViolation):
        assert "://" in read_link(words)
