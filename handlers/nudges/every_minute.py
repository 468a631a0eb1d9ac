"""The order of what is done each minute, after all other features: the overviews first, as they take along what is due."""

from __future__ import annotations

from handlers.nudges.declared import feature
from handlers.nudges.gather import gather
from handlers.nudges.week import on_monday

feature.tick_last(on_monday)
feature.tick_last(gather)
