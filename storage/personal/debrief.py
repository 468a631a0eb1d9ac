"""What the tables of debriefs and peer reviews hold of people."""

from __future__ import annotations

from collections.abc import Mapping

from storage.personal.declare import Concern, Delete, Keep, Policy

DEBRIEF: Mapping[str, Policy] = {
    "consent_ask": Policy(
        (Concern("member_id", "member", Delete(), "consents", ("asked_at", "answered_at")),),
        plain=("id", "cohort_id", "submission_id"),
    ),
    "debrief": Policy(
        (Concern("author_id", "member", Keep(), "debriefs", ("made_at", "posted_at")),),
        plain=("id", "cohort_id", "assignment_id", "shape", "minutes", "size", "seed", "asked_at", "shown_at"),
    ),
    "debrief_place": Policy((Concern("member_id", "member", Delete()),), plain=("id", "debrief_id", "part", "place")),
    "takeaway": Policy(
        (Concern("member_id", "member", Delete(), "takeaways", ("take", "text", "at")),),
        texts=("text",),
        plain=("id", "cohort_id", "debrief_id"),
    ),
    # A review is about its author's work and goes with it; the author is not told here by whom it is. What somebody wrote
    # about another's work stays with that.
    "peer_review": Policy(
        (
            Concern(
                *("author_id", "member", Delete(), "reviews"),
                ("marks", "strong", "advice", "done_at"),
                foreign=("strong", "advice"),
            ),
            Concern("reviewer_id", "member", Keep(), "reviews_by_you", ("marks", "strong", "advice", "done_at")),
        ),
        texts=("strong", "advice"),
        plain=(
            "id",
            "cohort_id",
            "assignment_id",
            "submission_id",
            "number",
            "asked_at",
            "due_at",
            "reminded_at",
            "told_at",
        ),
    ),
}
