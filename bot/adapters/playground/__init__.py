"""The playground: a web page on this machine in which a programme's group chat is alive."""

from bot.adapters.playground.adapter import Playground

__all__ = ["Playground"]
