"""The programme pack as values: sessions, modules, rules, facts and FAQ entries. Knows no chat, database or clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.programme.assignments import PackAssignment
from bot.programme.coaching import Coaching
from bot.programme.consistency import faults
from bot.programme.fields import CalendarDate, Key, Language, LocalTime, Text, ZoneName, fault
from bot.programme.peers import Peers
from bot.programme.roadmap import RoadmapTemplate

Kind = Literal["online", "in_person"]
Personal = Literal["eligibility", "next_session", "check_ins", "like_mine", "coaching", "homework"]
BUTTON_KEY_MAX = 50
"""Characters, all ASCII: what a button's token of 64 bytes has room for beside a number."""

Minutes = Annotated[int, Field(strict=True, ge=0, le=1440)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class CheckIn(_Part):
    """When check-in to a session is open, in minutes around its published hours."""

    opens_before: Minutes = 15
    late_after: Minutes = 10
    closes_after: Minutes = 0
    second_before: Minutes = 0
    """A second check begins this long before the end; 0: there is none."""


class CheckInWindow(_Part):
    """One session's own check-in: minutes that differ from the programme's, or, where no hours are published, the bot's
    opening hours for that day (an operational setting, never shown as the session's hours)."""

    opens_at: LocalTime | None = Field(default=None, validation_alias="from")
    closes_at: LocalTime | None = Field(default=None, validation_alias="until")
    opens_before: Minutes | None = None
    late_after: Minutes | None = None
    closes_after: Minutes | None = None
    second_before: Minutes | None = None

    @field_validator("closes_at")
    @classmethod
    def _after_opening(cls, value: time | None, info: ValidationInfo) -> time | None:
        opens = info.data.get("opens_at")
        if value and opens and value <= opens:
            raise fault(f"{value:%H:%M} is not after {opens:%H:%M}", f"Write a time after {opens:%H:%M}.")
        if value and "opens_at" in info.data and opens is None:
            raise fault("there is an `until` and no `from`", "Write both.")
        return value


class Session(_Part):
    """One meeting. `date` is None while it isn't published, and so are `starts` and `ends`."""

    key: Annotated[Key, Field(max_length=BUTTON_KEY_MAX)]
    title: Text
    kind: Kind
    date: CalendarDate | None = None
    starts: LocalTime | None = None
    ends: LocalTime | None = None
    zone: ZoneName = ""
    place: str = ""
    link: Annotated[str, Field(pattern=r"^(https://\S+)?$")] = ""
    """Where it takes place online: told to members alone, in private."""
    module: Key | None = None
    compulsory: StrictBool = False
    camera: StrictBool = False
    requires: tuple[str, ...] = ()
    check_in: CheckInWindow = CheckInWindow()

    @field_validator("ends")
    @classmethod
    def _ends_after_start(cls, value: time | None, info: ValidationInfo) -> time | None:
        starts = info.data.get("starts")
        if value and starts and value <= starts:
            raise fault(
                f"{value:%H:%M} is {'before' if value < starts else 'also'} the start {starts:%H:%M}",
                f"Write an end time after {starts:%H:%M}.",
            )
        if value and "starts" in info.data and starts is None:
            raise fault("there is an end and no start", "Write both `starts` and `ends`, or neither.")
        return value

    def _at(self, local: time | None) -> datetime | None:
        if self.date is None or local is None:
            return None
        return datetime.combine(self.date, local, ZoneInfo(self.zone or "UTC")).astimezone(UTC)

    @property
    def _minutes(self) -> CheckIn:
        return CheckIn.model_validate(self.check_in.model_dump(include=set(CheckIn.model_fields), exclude_none=True))

    @cached_property
    def starts_at(self) -> datetime | None:
        """In UTC; None while day or hours are unpublished."""
        return self._at(self.starts)

    @cached_property
    def ends_at(self) -> datetime | None:
        """In UTC; None while day or hours are unpublished."""
        return self._at(self.ends)

    @cached_property
    def opens_at(self) -> datetime | None:
        """When check-in opens, in UTC; None when the pack gives nothing to tell it from."""
        if self.starts_at is None:
            return self._at(self.check_in.opens_at)
        return self._at(self.check_in.opens_at) or self.starts_at - timedelta(minutes=self._minutes.opens_before)

    @cached_property
    def late_at(self) -> datetime | None:
        """From when a check-in counts as late, in UTC; None where there's no published hour to be late for."""
        return self.starts_at and self.starts_at + timedelta(minutes=self._minutes.late_after)

    @cached_property
    def closes_at(self) -> datetime | None:
        """When check-in closes, in UTC."""
        if self.ends_at is None:
            return self._at(self.check_in.closes_at)
        return self._at(self.check_in.closes_at) or self.ends_at + timedelta(minutes=self._minutes.closes_after)

    @cached_property
    def over_at(self) -> datetime | None:
        """When the session belongs to the past: at its end, or where no hours are published at the end of its day."""
        if self.ends_at or self.date is None:
            return self.ends_at
        return datetime.combine(self.date + timedelta(days=1), time(), ZoneInfo(self.zone or "UTC")).astimezone(UTC)


class Module(_Part):
    """A part of a programme with its own dates, host and learning outcomes."""

    key: Key
    number: Annotated[int, Field(strict=True, ge=1, le=99)]
    title: Text
    starts: CalendarDate | None = None
    ends: CalendarDate | None = None
    host: str = ""
    place: str = ""
    outcomes: tuple[Text, ...] = ()

    @field_validator("ends")
    @classmethod
    def _ends_after_start(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts = info.data.get("starts")
        if value and starts and value < starts:
            raise fault(f"{value} is before the start {starts}", f"Write a date from {starts} on.")
        return value


class Venue(_Part):
    """A place of in-person meetings."""

    key: Key
    name: Text
    city: Text
    country: Text


class Rules(_Part):
    """What the programme asks of its members."""

    all_sessions_compulsory: StrictBool = False
    substitution: StrictBool = True
    cancel_before_days: Annotated[int, Field(strict=True, ge=1, le=365)] | None = None
    presence_percent: Annotated[int, Field(strict=True, ge=1, le=100)] = 50
    """Of an online session: who was in the meeting for less, by its list, is not counted as there."""
    late_cancellation: Annotated[Key, Field(max_length=BUTTON_KEY_MAX)] | None = None
    """The FAQ entry that says what cancelling later than that can mean."""
    justified_absence_counts: StrictBool = False
    """Whether an absence that the organisers found justified meets a precondition, as if one had been there."""


class FaqEntry(_Part):
    """One question and its answer. `phrasings` begins with `question`; `so` and `not_so` are what people take for granted when
    they ask it, rightly or wrongly: the answer then begins with Yes or No. Where `personal` is set, a known member gets an
    answer from their own data and everybody else gets `answer`."""

    id: Annotated[Key, Field(max_length=BUTTON_KEY_MAX)]
    topic: Annotated[Key, Field(max_length=BUTTON_KEY_MAX)]
    question: Text
    phrasings: Annotated[tuple[Text, ...], Field(min_length=1)]
    so: tuple[Text, ...] = ()
    not_so: tuple[Text, ...] = ()
    answer: Text
    answers: dict[Language, Text] = {}
    personal: Personal | None = None
    audience: Literal["public", "members"] = "public"
    valid_from: CalendarDate | None = None
    valid_until: CalendarDate | None = None

    @field_validator("phrasings")
    @classmethod
    def _question_first(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        question = info.data.get("question")
        return (question, *(said for said in value if said != question)) if question else value

    @field_validator("valid_until")
    @classmethod
    def _in_order(cls, value: date | None, info: ValidationInfo) -> date | None:
        begins = info.data.get("valid_from")
        if value and begins and value < begins:
            raise fault(f"{value} is before valid_from {begins}", f"Write a date from {begins} on.")
        return value

    def valid_on(self, day: date) -> bool:
        """Whether the answer holds on that day (both ends included)."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)

    def answer_in(self, language: str, written_in: str) -> tuple[str, str]:
        """The answer's template in that language, or in the one the pack is written in, and which of them it is."""
        own = self.answers.get(language)
        return (own, language) if own else (self.answer, written_in)


class Programme(_Part):
    """A whole pack. However it is made, it is consistent: keys are unique, and what is referred to exists."""

    id: Key
    title: Text
    edition: str = ""
    zone: ZoneName
    language: Language = "en"
    about: str = ""
    website: str = ""
    contacts: dict[Key, Text] = {}
    costs: dict[Key, Text] = {}
    facts: dict[Key, Text] = {}
    venues: tuple[Venue, ...] = ()
    check_in: CheckIn = CheckIn()
    rules: Rules = Rules()
    coaching: Coaching | None = None
    assignments: tuple[PackAssignment, ...] = ()
    roadmap: RoadmapTemplate | None = None
    peers: Peers | None = None
    sessions: tuple[Session, ...] = ()
    modules: tuple[Module, ...] = ()
    faq: tuple[FaqEntry, ...] = ()
    path: Path | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        bound = tuple(self._bound(session) for session in self.sessions)
        wrong = [(found.loc, found.error) for found in faults(self)] + list(_skipped_hours(bound))
        if wrong:
            details = [InitErrorDetails(type=error, loc=loc, input=None) for loc, error in wrong]
            raise ValidationError.from_exception_data(type(self).__name__, details)
        object.__setattr__(self, "sessions", bound)
        return self

    def _bound(self, session: Session) -> Session:
        """The session with what it leaves to the programme: zone, place, minutes of check-in. To be asked for before any of
        its instants, which are kept."""
        main = self.venues[0].name if len(self.venues) == 1 and session.kind == "in_person" else ""
        minutes = self.check_in.model_dump() | session.check_in.model_dump(exclude_none=True)
        window = session.check_in.model_copy(update=minutes)
        return session.model_copy(
            update={"zone": session.zone or self.zone, "place": session.place or main, "check_in": window}
        )

    @property
    def tz(self) -> ZoneInfo:
        """The programme's clock."""
        return ZoneInfo(self.zone)

    def session(self, key: str) -> Session:
        """The session of that key; KeyError when there is none."""
        return {session.key: session for session in self.sessions}[key]

    def entry(self, entry_id: str) -> FaqEntry:
        """The FAQ entry of that id; KeyError when there is none."""
        return {entry.id: entry for entry in self.faq}[entry_id]


def _skipped_hours(sessions: tuple[Session, ...]) -> Iterator[tuple[tuple[str | int, ...], PydanticCustomError]]:
    for index, session in enumerate(sessions):
        zone = ZoneInfo(session.zone)
        for name, local in (("starts", session.starts), ("ends", session.ends)):
            if session.date and local:
                given = datetime.combine(session.date, local, zone)
                if given.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != given.replace(tzinfo=None):
                    problem = f"{local:%H:%M} does not exist on {session.date}, when the clocks go forward"
                    yield ("sessions", index, name), fault(problem, "Write another time.")
