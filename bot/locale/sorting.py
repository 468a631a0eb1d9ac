"""Names in the order in which people look for them."""

from __future__ import annotations

import unicodedata

_BARE = str.maketrans("ŁłØøĐđĦħŦŧ", "LlOoDdHhTt")
"""Letters that Unicode does not take apart."""


def alphabetical(name: str) -> str:
    """To sort by: Łucja among the L and Žaneta among the Z, as letters without their marks, whatever the alphabet."""
    if name.isascii():
        return name.casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return bare.translate(_BARE).casefold()
