"""What a programme's roadmaps consist of: the pack's table `[roadmap]`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, field_validator, model_validator

from bot.domain.roadmap.plan import ACTION, DUE, GOAL, OFFERED, WANTED, Question, Section, Template
from bot.locale.voice import N_
from bot.programme.fields import Key, Text, fault

FIELDS_MAX = 6
"""Questions in one form: more is no longer filled in on a phone."""


def _without_braces(value: str) -> str:
    if "{" in value or "}" in value:
        raise fault("braces mean nothing here", "Leave { and } out.")
    return value


Words = Annotated[Text, AfterValidator(_without_braces)]
Short = Annotated[Key, Field(max_length=20)]


class Asked(BaseModel):
    """One question of a form, as the pack words it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Short
    label: Annotated[Words, Field(max_length=120)]
    help: Annotated[str, Field(max_length=300), AfterValidator(_without_braces)] = ""
    long: StrictBool = False
    required: StrictBool = False


Fields = Annotated[tuple[Asked, ...], Field(min_length=1, max_length=FIELDS_MAX)]


class Part(BaseModel):
    """A section: questions that are answered once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Short
    title: Annotated[Words, Field(max_length=40)]
    last: StrictBool = False
    fields: Fields

    @field_validator("key")
    @classmethod
    def _own(cls, value: str) -> str:
        if value in (GOAL, ACTION):
            raise fault(f"{value} has a meaning of its own", "Write another key.")
        return value


VISION = Part(
    key="vision",
    title=N_("My vision"),
    fields=(
        Asked(
            key="vision",
            label=N_("Where do you want to be?"),
            help=N_("One sentence: what is different in your organisation when this has worked?"),
            long=True,
            required=True,
        ),
    ),
)
PASS_ON = Part(
    key="pass_on",
    title=N_("Passing it on"),
    last=True,
    fields=(
        Asked(key="whom", label=N_("To whom do you pass on what you have learned?"), long=True, required=True),
        Asked(key="how", label=N_("How, and until when?"), long=True),
    ),
)
GOAL_FIELDS = (
    Asked(key="goal", label=N_("What is the goal?"), help=N_("A few words are enough."), required=True),
    Asked(key="why", label=N_("Why does it matter?"), long=True, required=True),
    Asked(key="measure", label=N_("How do you see that you have reached it?"), long=True, required=True),
    Asked(key=WANTED, label=N_("What help would you like?"), help=N_("From others in the group, or your coach.")),
    Asked(key=OFFERED, label=N_("What help can you offer?"), help=N_("Something that others may learn from you.")),
)
ACTION_FIELDS = (
    Asked(key="what", label=N_("What will be done?"), required=True),
    Asked(key="who", label=N_("Who does it?")),
    Asked(
        key=DUE,
        label=N_("By when?"),
        help=N_("A day, for example: 14 Jan, or in 3 weeks. I remind you on that day."),
        required=True,
    ),
    Asked(key="first_step", label=N_("What is the first step?")),
)

TOPICS = (
    N_("Strategy of the cluster"),
    N_("Services for members"),
    N_("Funding and business model"),
    N_("Going international"),
    N_("Digital transition"),
    N_("Green transition"),
    N_("Community and communication"),
    N_("Something else"),
)


class RoadmapTemplate(BaseModel):
    """With no word in it, it is the bot's own template: the vision, goals with their actions, and passing it on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sections: tuple[Part, ...] = (VISION, PASS_ON)
    goal: Fields = GOAL_FIELDS
    action: Fields = ACTION_FIELDS
    goals: Annotated[int, Field(strict=True, ge=1, le=5)] = 5
    actions: Annotated[int, Field(strict=True, ge=1, le=10)] = 5
    follow_up_days: Annotated[tuple[Annotated[int, Field(strict=True, ge=1, le=730)], ...], Field(max_length=6)] = (
        *(30, 60, 90),
    )
    topics: Annotated[tuple[Annotated[Words, Field(max_length=60)], ...], Field(min_length=1, max_length=12)] = TOPICS

    @field_validator("goal", "action")
    @classmethod
    def _title_first(cls, value: tuple[Asked, ...]) -> tuple[Asked, ...]:
        if not value[0].required or value[0].long:
            raise fault(
                "the first question gives it its name", "Make it required = true, and leave long out: a line is enough."
            )
        return value

    @field_validator("action")
    @classmethod
    def _has_a_day(cls, value: tuple[Asked, ...]) -> tuple[Asked, ...]:
        if all(asked.key != DUE for asked in value[1:]):
            raise fault("an action needs a day", f'Add a question with key = "{DUE}", not as the first one.')
        return value

    @model_validator(mode="after")
    def _no_key_twice(self) -> Self:
        lists = [[part.key for part in self.sections]]
        lists += [[asked.key for asked in asked_of] for asked_of in (self.goal, self.action)]
        lists += [[asked.key for asked in part.fields] for part in self.sections]
        twice = next((key for keys in lists for key in keys if keys.count(key) > 1), None)
        if twice:
            raise fault(f"{twice} stands twice", "Write another key.")
        return self

    def as_values(self) -> Template:
        """As the rules want it."""
        return Template(
            tuple(Section(part.key, part.title, _questions(part.fields), part.last) for part in self.sections),
            _questions(self.goal),
            _questions(self.action),
            self.goals,
            self.actions,
            tuple(sorted(self.follow_up_days)),
            self.topics,
        )


def _questions(asked: tuple[Asked, ...]) -> tuple[Question, ...]:
    return tuple(Question(one.key, one.label, one.help, one.long, one.required) for one in asked)
