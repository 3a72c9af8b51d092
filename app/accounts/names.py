"""When two names are the same name."""

import unicodedata


def name_key(name: str) -> str:
    """Equal for names that differ only in case, in look-alike forms of one letter, or in spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
