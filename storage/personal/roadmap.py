"""What the tables of roadmaps hold of people."""

from __future__ import annotations

from collections.abc import Mapping

from storage.personal.declare import Concern, Delete, Keep, Policy

ROADMAP: Mapping[str, Policy] = {
    "roadmap": Policy(
        (
            Concern(
                "member_id",
                "member",
                Delete(),
                "roadmap",
                ("state", "shared", "topic", "made_at", "changed_at", "submitted_at", "agreed_at"),
            ),
        ),
        plain=("id", "cohort_id", "followed_up"),
    ),
    "roadmap_part": Policy(
        (
            Concern(
                *("member_id", "member", Delete(), "roadmap_parts"),
                ("answers", "due", "outcome", "note", "changed_at"),
            ),
        ),
        texts=("note",),
        plain=("id", "cohort_id", "roadmap_id", "kind", "under", "nth", "spot", "version", "reminded"),
    ),
    # Advice belongs to whom it was given, and goes with their roadmap; who gave it has no name any more.
    "roadmap_comment": Policy(
        (Concern("author_id", "member", Keep(), "roadmap_comments", ("text", "at")),),
        texts=("text",),
        plain=("id", "cohort_id", "roadmap_id"),
    ),
}
