"""Programme packs: what a training programme is, read from a folder of TOML that its organisers write."""

from bot.programme.load import load_programme
from bot.programme.mistakes import Mistake, PackError
from bot.programme.pack import FaqEntry, Module, Programme, Session

__all__ = ["FaqEntry", "Mistake", "Module", "PackError", "Programme", "Session", "load_programme"]
