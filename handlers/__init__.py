"""One module or folder a feature. `discover` finds them; each has a `feature` that says what it answers."""

from __future__ import annotations

import importlib
import pkgutil

from bot.feature import Feature
from bot.registry import BrokenFeature, Registry


def discover() -> Registry:
    """All features of this package. Raises `BrokenFeature` naming the module that cannot be used."""
    return Registry(_load(info.name) for info in pkgutil.iter_modules(__path__))


def _load(name: str) -> Feature:
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except Exception as error:
        raise BrokenFeature(f"handlers.{name} cannot be loaded: {error!r}.") from error
    feature = getattr(module, "feature", None)
    if not isinstance(feature, Feature):
        raise BrokenFeature(f"handlers.{name} has no `feature = Feature(…)`.")
    return feature
