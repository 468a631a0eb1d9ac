"""Files that were made for one message: they go once it was sent, or will not be."""

from __future__ import annotations

import logging

from bot.chat.messages import Message
from bot.ports import FileStore

log = logging.getLogger(__name__)


async def remove_passing(files: FileStore, message: Message) -> None:
    """Those of the message that are not kept. One that cannot be removed is logged, and stays."""
    for file in message.files:
        if not file.keep:
            try:
                await files.remove(file.key)
            except (OSError, KeyError) as error:
                log.error("the file %s of a message could not be removed: %s", file.name, error)
