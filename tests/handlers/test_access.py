"""Who may do what: every command, every button and every form, for every role, beside data that could leak."""

from __future__ import annotations

import pytest

from bot.chat.buttons import ButtonData
from bot.domain.absence import mark_of
from handlers.announce.declared import CancelIt, ChangeIt, SendIt, TakeTime
from handlers.attendance.absence import NOT_YOURS as NOT_YOUR_NOTICE
from handlers.attendance.absence import ChangeAbsence, NewAbsence, TakeBack
from handlers.attendance.card import ImHere
from handlers.attendance.changed_check_ins import AskToDrop, DropCheckIns, KeepCheckIns
from handlers.attendance.codes import NoCode, ShowCode
from handlers.attendance.decide_absence import AddNote, DecideAbsence
from handlers.attendance.eligibility import ShowEligibility
from handlers.attendance.moved_notices import CanComeNow
from handlers.attendance.second_check import StillHere
from handlers.audit import ShowAudit
from handlers.enrolment.second_account import Decide
from handlers.enrolment.settings import SetLanguage, SetTimeZone
from handlers.enrolment.withdraw import AskWhetherTheyLeft, TheyAreBack, TheyLeft
from handlers.faq.buttons import (
    AddPhrasing,
    AnswerIt,
    ChooseEntry,
    EditEntry,
    HandOver,
    Helped,
    IgnoreIt,
    IgnoreMissed,
    KeepIt,
    MakeEntry,
    ShowEntry,
    ShowTopic,
)
from handlers.groups.bind import BindTo
from handlers.help import HelpAbout
from handlers.meeting_lists.buttons import (
    AllExact,
    ConfirmNames,
    CountThere,
    Done,
    MarkAbsent,
    OfSession,
    TheyAre,
    ThisIs,
    WhichSession,
    WhoIsThis,
)
from handlers.my_data.attendance_of_erased import DecideErasure
from handlers.my_data.declared import minute
from handlers.my_data.forget import NOT_YOURS as NOT_YOUR_DATA
from handlers.my_data.forget import AskToForget, ForgetMe, ForgetWhich, KeepAll
from handlers.my_data.forget_other import AskToForgetThem, ForgetThem, ForgetWhom
from handlers.sheets.declared import AsCsv, AsPdf, AsXlsx, ChooseSheet, SheetPage
from handlers.status import ShowNames
from handlers.status.declared import ByPerson, Export, ShowPicture, WhoIsMissing
from handlers.status.export import ExportCsv
from handlers.status.lists import ListPage, OpenList
from handlers.status.missing import MissingAt
from handlers.status.people import PeoplePage
from tests.handlers.beside import (
    ANYONE,
    FOR_MEMBERS,
    LEADS,
    MEMBERS,
    NOBODY,
    OFFERING,
    ORGANISER,
    REASON,
    REFUSALS,
    STAFF,
    STRANGER,
    Secrets,
    furnished,
    refusal,
    words_of,
)
from tests.handlers.coaching import test_coaching_access as coaching
from tests.handlers.feedback import test_feedback_access as feedback
from tests.handlers.groups import CODE, keep_files
from tests.handlers.homework import test_homework_access as homework
from tests.handlers.nudges import test_nudges_access as nudges
from tests.handlers.peers import test_peers_access as peers
from tests.handlers.roadmap import test_roadmap_access as roadmap
from tests.house import DAY_1, House, Person

THEIR_OWN = (coaching, feedback, homework, nudges, peers, roadmap)
"""Features with tables of their own buttons and forms."""

COMMANDS = {
    "ignored": ORGANISER,
    "nudges": MEMBERS,
    "absences": ORGANISER,
    "announce": LEADS,
    "announcements": LEADS,
    "assign": LEADS,
    "assignments": LEADS,
    "attendance": LEADS,
    "audit": ORGANISER,
    "absent": MEMBERS,
    "bind": ORGANISER,
    "calendar": MEMBERS,
    "cancel": ANYONE,
    "changes": ORGANISER,
    "checkin": MEMBERS,
    "coaching": MEMBERS,
    "debrief": LEADS,
    "code": LEADS,
    "eligibility": MEMBERS,
    "extend": MEMBERS,
    "faq": ANYONE,
    "feedback": MEMBERS,
    "forget": ORGANISER,
    "forgetme": ANYONE,
    "help": ANYONE,
    "homework": MEMBERS,
    "invites": ORGANISER,
    "join": ANYONE,
    "language": MEMBERS,
    "library": MEMBERS,
    "link": MEMBERS,
    "mark": LEADS,
    "me": MEMBERS,
    "peers": MEMBERS,
    "profile": MEMBERS,
    "who": MEMBERS,
    "mydata": ANYONE,
    "questions": ORGANISER,
    "roadmap": MEMBERS,
    "reviews": MEMBERS,
    "slots": OFFERING,
    "submissions": LEADS,
    "readmit": ORGANISER,
    "start": ANYONE,
    "submit": MEMBERS,
    "status": MEMBERS,
    "timezone": MEMBERS,
    "withdraw": ORGANISER,
}

BUTTONS: dict[type[ButtonData], frozenset[str]] = {
    ImHere: MEMBERS,
    StillHere: MEMBERS,
    ShowCode: LEADS,
    NoCode: LEADS,
    SetLanguage: MEMBERS,
    SetTimeZone: MEMBERS,
    ShowTopic: ANYONE,
    HelpAbout: ANYONE,
    ShowEntry: ANYONE,
    ShowNames: STAFF,
    WhoIsMissing: STAFF,
    OpenList: STAFF,
    ListPage: STAFF,
    MissingAt: STAFF,
    ByPerson: STAFF,
    PeoplePage: STAFF,
    ShowPicture: STAFF,
    Export: LEADS,
    ExportCsv: LEADS,
    SheetPage: LEADS,
    ChooseSheet: LEADS,
    AsXlsx: LEADS,
    AsCsv: LEADS,
    AsPdf: LEADS,
    Helped: NOBODY,  # under somebody else's answer
    ChooseEntry: NOBODY,
    HandOver: NOBODY,
    AnswerIt: ORGANISER,
    KeepIt: ORGANISER,
    IgnoreIt: ORGANISER,
    MakeEntry: ORGANISER,
    AddPhrasing: ORGANISER,
    IgnoreMissed: ORGANISER,
    EditEntry: ORGANISER,
    Decide: ORGANISER,
    BindTo: ORGANISER,
    ShowAudit: ORGANISER,
    KeepAll: ANYONE,
    ForgetWhich: NOBODY,  # somebody else's
    AskToForget: NOBODY,
    ForgetMe: NOBODY,
    DecideErasure: ORGANISER,
    SendIt: ORGANISER,  # somebody else's announcement
    ChangeIt: ORGANISER,
    CancelIt: ORGANISER,
    TakeTime: ORGANISER,
    NewAbsence: MEMBERS,
    ChangeAbsence: NOBODY,  # somebody else's
    TakeBack: NOBODY,
    CanComeNow: NOBODY,
    DecideAbsence: ORGANISER,
    AddNote: ORGANISER,
    KeepCheckIns: ORGANISER,
    AskToDrop: ORGANISER,
    DropCheckIns: ORGANISER,
    ShowEligibility: STAFF,
    AskWhetherTheyLeft: ORGANISER,
    TheyLeft: ORGANISER,
    TheyAreBack: ORGANISER,
    WhichSession: LEADS,
    OfSession: LEADS,
    ConfirmNames: LEADS,
    AllExact: LEADS,
    ThisIs: LEADS,
    WhoIsThis: LEADS,
    TheyAre: LEADS,
    CountThere: ORGANISER,
    MarkAbsent: ORGANISER,
    Done: LEADS,
    ForgetWhom: ORGANISER,
    AskToForgetThem: ORGANISER,
    ForgetThem: ORGANISER,
}

FORMS = {
    "announce.write": LEADS,
    "attendance.absence": MEMBERS,
    "attendance.absence_note": ORGANISER,
    "attendance.code": MEMBERS,
    "attendance.mark": LEADS,
    "faq.answer": ORGANISER,
    "faq.write": ORGANISER,
}

OWN_DATA = "stored about"
"""Stands in the files that everybody may have of themselves."""

NOT_YOURS = "Only the person who asked can say that. Please ask me yourself."


@pytest.fixture
async def secrets(house: House) -> Secrets:
    return await furnished(house)


def test_the_tables_know_every_command_button_and_form() -> None:
    import handlers

    registry = handlers.discover()
    assert set(registry.commands) == set(COMMANDS)
    assert {route.data for route in registry.buttons.values()} == {
        *BUTTONS,
        *(b for one in THEIR_OWN for b in one.BUTTONS),
    }
    assert set(registry.forms) == {*FORMS, *(form for one in THEIR_OWN for form in getattr(one, "FORMS", ()))}


async def test_commands(secrets: Secrets) -> None:
    house = secrets.house
    files = keep_files(house)
    for role, asker in await secrets.visitors():
        files.clear()
        for name, allowed in COMMANDS.items():
            for group in (False, True):
                before, in_group = len(asker.private), len(house.group)
                reply = await asker.sends(f"/{name}", group=group)
                told, said = (
                    asker.told[before:] + words_of(reply.form),
                    [posted.text for posted in house.group[in_group:]],
                )
                if role in allowed:
                    assert told or said, (role, name)
                    assert refusal(role, allowed) not in told, (role, name)
                else:
                    assert (told, said) == ([refusal(role, allowed)], []), (role, name)
                assert secrets.found_in(said) == [], (role, name)
                assert role in STAFF or secrets.found_in(told) == [], (role, name)
        of_others = [text for text in files if OWN_DATA not in text]
        assert secrets.found_in([text for text in files if OWN_DATA in text]) == [], role
        assert len(files) - len(of_others) == 2, role  # to read, and for programs
        assert bool(of_others) == (role in ORGANISER)
        assert bool(CODE.findall("".join(files))) == (role in ORGANISER)


NOTICES = {ChangeAbsence, TakeBack, CanComeNow}
DATA = {ForgetWhich, AskToForget, ForgetMe}


def data_of(kind: type[ButtonData], secrets: Secrets) -> ButtonData:
    made: dict[type[ButtonData], ButtonData] = {
        ImHere: ImHere(1, "online-1"),
        StillHere: StillHere(1, "online-1"),
        ShowCode: ShowCode(1, "online-1"),
        NoCode: NoCode(1, "online-1"),
        SetLanguage: SetLanguage("en"),
        SetTimeZone: SetTimeZone("Europe/Vilnius"),
        ShowTopic: ShowTopic("cost"),
        ShowEntry: ShowEntry("am-i-eligible"),
        ShowNames: ShowNames(secrets.house.cohort.id),
        HelpAbout: HelpAbout("manage"),
        WhoIsMissing: WhoIsMissing(secrets.house.cohort.id),
        OpenList: OpenList(secrets.house.cohort.id, "not_joined"),
        ListPage: ListPage(secrets.house.cohort.id, 0, "not_joined"),
        MissingAt: MissingAt(secrets.house.cohort.id, "online-1"),
        ByPerson: ByPerson(secrets.house.cohort.id),
        PeoplePage: PeoplePage(secrets.house.cohort.id, 0),
        ShowPicture: ShowPicture(secrets.house.cohort.id),
        Export: Export(secrets.house.cohort.id),
        ExportCsv: ExportCsv(secrets.house.cohort.id, csv=True),
        SheetPage: SheetPage(secrets.house.cohort.id, 0),
        ChooseSheet: ChooseSheet(secrets.house.cohort.id, "online-1"),
        AsXlsx: AsXlsx(secrets.house.cohort.id, "online-1"),
        AsCsv: AsCsv(secrets.house.cohort.id, "online-1"),
        AsPdf: AsPdf(secrets.house.cohort.id, "online-1"),
        Helped: Helped(secrets.asked, helped=False),
        ChooseEntry: ChooseEntry(secrets.asked, "cost-hotel"),
        HandOver: HandOver(secrets.asked),
        AnswerIt: AnswerIt(secrets.question),
        KeepIt: KeepIt(secrets.question),
        IgnoreIt: IgnoreIt(secrets.question),
        MakeEntry: MakeEntry(secrets.asked),
        AddPhrasing: AddPhrasing(secrets.asked, "cost-hotel"),
        IgnoreMissed: IgnoreMissed(secrets.asked),
        EditEntry: EditEntry("cost-hotel"),
        Decide: Decide(secrets.request, approve=True),
        BindTo: BindTo(secrets.house.cohort.id),
        ShowAudit: ShowAudit(1, 0),
        KeepAll: KeepAll(),
        ForgetWhich: ForgetWhich(secrets.somebody),
        AskToForget: AskToForget(secrets.somebody, minute(DAY_1)),
        ForgetMe: ForgetMe(secrets.somebody, minute(DAY_1)),
        DecideErasure: DecideErasure(1, remove=False),
        ForgetWhom: ForgetWhom(secrets.spare),
        AskToForgetThem: AskToForgetThem(secrets.spare, minute(DAY_1)),
        ForgetThem: ForgetThem(secrets.spare, minute(DAY_1)),
        SendIt: SendIt(1),
        ChangeIt: ChangeIt(1),
        CancelIt: CancelIt(1),
        TakeTime: TakeTime(1, 29_000_000),
        NewAbsence: NewAbsence(1),
        ChangeAbsence: ChangeAbsence(secrets.absence),
        TakeBack: TakeBack(secrets.absence),
        CanComeNow: CanComeNow(secrets.absence, can=True),
        DecideAbsence: DecideAbsence(secrets.absence, justified=True, read=mark_of(REASON)),
        AddNote: AddNote(secrets.absence),
        KeepCheckIns: KeepCheckIns(1, 1),
        AskToDrop: AskToDrop(1, 1),
        DropCheckIns: DropCheckIns(1, 1, 0),
        ShowEligibility: ShowEligibility(1, 0, 0, 0),
        AskWhetherTheyLeft: AskWhetherTheyLeft(secrets.spare),
        TheyLeft: TheyLeft(secrets.spare),
        TheyAreBack: TheyAreBack(secrets.spare),
        WhichSession: WhichSession(1),
        OfSession: OfSession(1, "online-1"),
        ConfirmNames: ConfirmNames(1),
        AllExact: AllExact(1),
        ThisIs: ThisIs(1, 1, yes=True),
        WhoIsThis: WhoIsThis(1),
        TheyAre: TheyAre(1, 1, 0),
        CountThere: CountThere(1),
        MarkAbsent: MarkAbsent(1, sure=True),
        Done: Done(1),
    }
    return made[kind]


async def test_buttons_and_forms(secrets: Secrets) -> None:
    for role, asker in await secrets.visitors():
        await asker.sends("/help")
        for kind, allowed in BUTTONS.items():
            await press(secrets, role, asker, kind, allowed)
        reply = await asker.submits("faq.answer", str(secrets.question), answer="Mine!")
        async with secrets.house.app.database.read() as uow:
            question = await uow.questions.by_id(secrets.question)
            request = await uow.accounts.request(secrets.request)
        assert question is not None
        assert request is not None
        expected = ("ignored", "approved") if role in ORGANISER else ("open", "open")
        assert (question.state, request.state) == expected, role
        written = await asker.submits(
            "faq.write", f"{secrets.house.cohort.id}|new", question=f"Does a {role} write?", answer="Yes."
        )
        async with secrets.house.app.database.read() as uow:
            kept = [entry.question for entry in await uow.faq.kept(secrets.house.cohort.id)]
        assert (f"Does a {role} write?" in kept) == (role in FORMS["faq.write"]), role
        if role not in FORMS["faq.write"]:
            assert (written.toast.text if written.toast else "") == refusal(role, ORGANISER)
        if role not in FORMS["faq.answer"]:
            assert (reply.toast.text if reply.toast else "") == refusal(role, ORGANISER)


async def press(secrets: Secrets, role: str, asker: Person, kind: type[ButtonData], allowed: frozenset[str]) -> None:
    """One button, under the first message they were told; and whether what came of it is as the table says."""
    under, posted = asker.private[0], secrets.house.platform.posted
    before, edits = len(posted), under.edits
    reply = await asker.presses_token(data_of(kind, secrets).pack(), under)
    said = reply.toast.text if reply.toast else ""
    told = [new.text for new in posted[before:]] + ([under.text] if under.edits > edits else [])
    if allowed == NOBODY:
        theirs = NOT_YOUR_NOTICE if kind in NOTICES else NOT_YOUR_DATA if kind in DATA else NOT_YOURS
        no = FOR_MEMBERS if role == STRANGER and kind in {HandOver, *NOTICES} else theirs
        assert (said, told, reply.form) == (no, [], None), (role, kind)
    elif role in allowed:
        assert said not in REFUSALS, (role, kind)
    else:
        assert (said, told, reply.form) == (refusal(role, allowed), [], None), (role, kind)
    assert role in STAFF or secrets.found_in([said, *told]) == [], (role, kind)
