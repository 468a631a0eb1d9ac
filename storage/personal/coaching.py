"""What the tables of coaching hold of people."""

from __future__ import annotations

from collections.abc import Mapping

from storage.personal.declare import Blank, Concern, Delete, Policy

COACHING: Mapping[str, Policy] = {
    "slot_draft": Policy(
        (Concern("coach_id", "member", Delete(), "coaching_drafts", ("content", "made_at")),), plain=("id", "cohort_id")
    ),
    # It stays until those who booked it have been told: then the tick cancels it.
    "slot": Policy(
        (
            Concern(
                "coach_id",
                "member",
                Blank({"place": "", "topics": "", "language": ""}),
                "coaching_times",
                ("starts_at", "ends_at", "capacity", "place", "language", "topics", "state", "made_at"),
            ),
        ),
        texts=("place", "topics"),
        plain=("id", "cohort_id"),
    ),
    # What coaches write down for themselves alone is theirs; names are taken out of it, and it goes with the booking.
    "booking": Policy(
        (
            Concern(
                "member_id",
                "member",
                Delete(),
                "coaching",
                ("state", "about", "shared_note", "made_at", "expires_at"),
                foreign=("shared_note",),
            ),
        ),
        texts=("about", "shared_note", "own_note"),
        plain=("id", "cohort_id", "slot_id", "seat", "nth", "uid", "sequence", "reminded"),
    ),
    "waiting": Policy(
        (
            Concern("member_id", "member", Delete(), "coaching_waiting", ("since",)),
            Concern("coach_id", "member", Blank({"coach_id": None})),
        ),
        plain=("id", "cohort_id"),
    ),
    "passed_over": Policy((Concern("member_id", "member", Delete()),), plain=("id", "slot_id")),
    "calendar_feed": Policy((Concern("member_id", "member", Delete()),), plain=("id", "nonce")),
    "signing_key": Policy(plain=("name", "key")),
    "letter": Policy(
        (Concern("member_id", "member", Delete(), "letters", ("made_at", "sent_at", "state")),),
        plain=(
            *("id", "key", "cohort_id", "writer", "writer_args", "leased_by", "lease_until", "attempts", "retry_at"),
            "error",
        ),
    ),
}
