"""What the tables of homework hold of people."""

from __future__ import annotations

from collections.abc import Mapping

from storage.personal.declare import Concern, Delete, Keep, Policy

HOMEWORK: Mapping[str, Policy] = {
    # What was assigned is the programme's, and others work on it.
    "assignment": Policy(
        (
            Concern(
                *("author_id", "member", Keep(), "assignments"),
                ("title", "instructions", "due_at", "made_at"),
            ),
        ),
        texts=("title", "instructions"),
        plain=(
            *("id", "cohort_id", "pack_key", "changes_id", "kind", "cutoff_at", "accepts", "meant_for", "module"),
            *(
                "debrief",
                "shared",
                "peer_reviews",
                "anonymous_reviews",
                "post_at",
                "posted_at",
                "changed_at",
                "changes",
                "files_from",
                "files_until",
            ),
            "state",
        ),
    ),
    "assignment_member": Policy((Concern("member_id", "member", Delete()),), plain=("id", "assignment_id")),
    "assignment_file": Policy(
        texts=("name",), plain=("id", "cohort_id", "assignment_id", "checksum", "media_type", "size", "state", "at")
    ),
    "assignment_due": Policy(
        (Concern("by_member_id", "member", Keep(), "due_dates_set", ("due_at", "at")),),
        plain=("id", "cohort_id", "assignment_id", "cutoff_at"),
    ),
    "extension": Policy(
        (
            Concern(
                *("member_id", "member", Delete(), "extensions"),
                ("until_at", "state", "reason", "asked_until", "asked_at", "decided_at"),
                card="extension:{id}",
            ),
            Concern("decided_by", "member", Keep(), "decisions_extension", ("decided_at", "state")),
        ),
        texts=("reason",),
        plain=("id", "cohort_id", "assignment_id"),
    ),
    "submission": Policy(
        (
            Concern(
                *("member_id", "member", Delete(), "submissions"),
                ("state", "version", "first_at", "last_at", "consent", "decided_at"),
            ),
            Concern("decided_by", "member", Keep(), "decisions_submission", ("decided_at", "state")),
        ),
        plain=("id", "cohort_id", "assignment_id", "gathering_at", "sitting", "asked_at", "decided_version"),
    ),
    "submission_version": Policy(plain=("id", "cohort_id", "submission_id", "number", "handed_in_at", "due_at")),
    # The contents of a file are with whoever sent it; they are shown its name and size.
    "submission_item": Policy(
        (
            Concern(
                *("member_id", "member", Delete(), "handed_in"),
                ("kind", "text", "name", "media_type", "size", "at"),
                files=("checksum",),
            ),
        ),
        texts=("text", "name"),
        plain=("id", "cohort_id", "submission_id", "number", "state", "checksum"),
    ),
    # Those about somebody's work go with it. Those that somebody wrote about another's work stay with that.
    "submission_comment": Policy(
        (
            Concern("member_id", "member", Delete(), "feedback", ("text", "at"), foreign=("text",)),
            Concern("author_id", "member", Keep(), "comments", ("text", "at")),
        ),
        texts=("text",),
        plain=("id", "cohort_id", "submission_id", "number"),
    ),
}
