"""What a pack may say of roadmaps, and what is told to whoever writes something that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.programme.load import load_programme
from bot.programme.mistakes import PackError
from bot.programme.roadmap import FIELDS_MAX, RoadmapTemplate
from tests.handlers.packs import academy_with

FIELD = '{ key = "a", label = "A?", required = true }'
GOAL = '[roadmap]\n[[roadmap.goal]]\nkey = "goal"\nlabel = "Goal?"\n'
ACTION = '[roadmap]\n[[roadmap.action]]\nkey = "what"\nlabel = "What?"\nrequired = true\n'


def problems(folder: Path, table: str, *changes: tuple[str, str]) -> str:
    with pytest.raises(PackError) as caught:
        load_programme(academy_with(folder, ("[roadmap]\n", table), *changes))
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (GOAL, "the first question gives it its name. Make it required = true, and leave long out: a line is enough."),
        (ACTION, 'an action needs a day. Add a question with key = "by_when", not as the first one.'),
        ('[roadmap]\n[[roadmap.sections]]\nkey = "goal"\ntitle = "G"\nfields = [' + FIELD + "]\n", "goal has a meaning of its own"),
        ('[roadmap]\n[[roadmap.sections]]\nkey = "s"\ntitle = "{S}"\nfields = [' + FIELD + "]\n", "braces mean nothing here"),
        ('[roadmap]\n[[roadmap.sections]]\nkey = "s"\ntitle = "S"\nfields = [' + FIELD + ", " + FIELD + "]\n", "a stands twice"),
        ('[roadmap]\n[[roadmap.sections]]\nkey = "s"\ntitle = "S"\nfields = []\n', "roadmap.sections[0].fields"),
        ("[roadmap]\ngoals = 6\n", "roadmap.goals"),
        ("[roadmap]\nfollow_up_days = [0]\n", "roadmap.follow_up_days"),
        ("[roadmap]\ntopics = []\n", "roadmap.topics"),
        ("[roadmap]\ngoal_max = 3\n", "roadmap.goal_max"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_with_its_place(tmp_path: Path, table: str, told: str) -> None:
    said = problems(tmp_path, table)
    assert told in said
    assert "programme.toml:" in said


def test_no_roadmap_can_come_first_where_there_is_none(tmp_path: Path) -> None:
    said = problems(tmp_path, "", ("per_member = 1", "per_member = 1\nroadmap_first = true"))
    assert "coaching.roadmap_first: the programme has no roadmaps. Add a table [roadmap]" in said


def test_the_bots_own_questions_fit_a_phone() -> None:
    template = RoadmapTemplate().as_values()
    forms = [section.questions for section in template.sections] + [template.goal, template.action]
    assert max(map(len, forms)) <= FIELDS_MAX
    assert [section.key for section in template.sections] == ["vision", "pass_on"]
    assert template.follow_ups == (30, 60, 90)
