"""The rules of homework say no by code; these are the words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.violation import RuleViolation
from bot.locale.voice import N_, Voice

WORDS: Mapping[str, str] = {
    "assignment.no_title": N_("Please write a title."),
    "assignment.long_title": N_("The title is too long: {n} characters. The limit is {max}."),
    "assignment.long": N_("The instructions are too long: {n} characters. The limit is {max}. You can attach a file."),
    "assignment.accepts_nothing": N_("Please say what can be handed in: text, file or link."),
    "assignment.due_past": N_("The due date is already past: {due}. Please choose a later one."),
    "assignment.cutoff_early": N_("The cut-off ({cutoff}) is before the due date ({due}). Please choose a later one."),
    "assignment.cutoff_past": N_("The cut-off is already past: {cutoff}. Please give more time first."),
    "assignment.posted_after_due": N_("That is not before the due date: {due}. Please choose an earlier time."),
    "assignment.no_due": N_("There is no due date yet. Please choose one."),
    "assignment.not_now": N_("That is not possible any more: see above how it stands now."),
    "assignment.gone": N_("This is not there any more. /assignments shows what there is."),
    "assignment.nobody": N_("Nobody is meant by that, so nobody would get it. Please check for whom it is."),
    "assignment.module": N_("I do not know this module."),
    "assignment.session": N_("I do not know the session “{name}”. These are the sessions: {known}."),
    "extension.nothing": N_("Please say how much more time, for example: 2 days."),
    "extension.too_long": N_("That is more than a year. Please check it."),
    "extension.past": N_("That time is already past. Please choose a later one."),
    "extension.no_gain": N_("That is no more time: it is due on {due} anyway."),
    "line.no_title": N_("I miss the title. Please write it in quotes."),
    "line.no_due": N_("I miss the due date. Please write for example: due 13 Nov 18:00."),
    "line.twice": N_("“{word}” stands there twice."),
    "line.accepts": N_("I do not know “{word}”. What can be handed in is text, file and link."),
    "names.none": N_("Please write the names of the people, with commas between them."),
    "names.unknown": N_("I do not know {name}, or they do not learn here."),
    "names.several": N_("{name} can be several people: {found}. Please write the e-mail address of the one you mean."),
    "submission.not_yours": N_("This is not one of your tasks. /homework shows yours."),
    "submission.withdrawn": N_("This task was taken back by the trainers: there is nothing to hand in."),
    "submission.closed": N_(
        "This task is closed, so nothing more can be handed in. If you need more time, ask your trainers: /extend."
    ),
    "submission.over": N_(
        "The last moment to hand this in was {cutoff}, so I cannot take it any more. If you need more time, ask your "
        "trainers: /extend."
    ),
    "submission.nothing": N_("There is nothing new to hand in. Please send me your text, link or file first."),
    "submission.most": N_("That is the limit: {max} things at once. Please hand them in, or put files into one."),
    "file.empty": N_("{name} is empty (0 bytes), so I did not take it. Please check the file and send it again."),
    "file.too_large": N_(
        "{name} is too large: the limit is {max} MB. Please make it smaller, or share it online and send me the link."
    ),
    "file.program": N_("{name} is a program, and I take none. Please send a document, a picture or a PDF."),
    "file.type": N_("I cannot take {name} here. These kinds of files are allowed: {allowed}."),
    "item.not_accepted": N_("This task takes {accepts} only."),
    "item.long": N_("That text is too long for me: {n} characters. The limit is {max}. Please send it as a file."),
    "link.none": N_("That does not look like a link. A link begins with https:// and leads to a page."),
    "link.too_long": N_("That link is too long. Please send a shorter one."),
}

PARTS: Mapping[str, str] = {"text": N_("text"), "file": N_("files"), "link": N_("links")}


def worded(violation: RuleViolation, _: Voice, **more: str) -> str:
    """The refusal in the reader's language, on their clock. A code without words is a fault of ours."""
    said = {name: _said(value, _) for name, value in violation.fields.items()}
    return _.plain(WORDS[violation.code], **{**said, **more})


def accepts_words(_: Voice, accepts: tuple[str, ...]) -> str:
    """'text, files or links'."""
    words = [_.plain(PARTS[part]) for part in accepts]
    return _.plain("{many} or {last}", many=", ".join(words[:-1]), last=words[-1]) if words[1:] else words[0]


def _said(value: object, _: Voice) -> str | int:
    if isinstance(value, datetime):
        return _.moment(value).text
    if isinstance(value, tuple):
        return accepts_words(_, value)
    return value if isinstance(value, int) else str(value)
