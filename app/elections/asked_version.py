"""The version of what is public that a request asks for."""

from typing import Final

from app.core.parameters import Pairs, Parameters
from app.elections.public_state import Step, step_of

VERSION: Final = "version"


def asked_version(pairs: Pairs) -> Step | None:
    """Of parameters that have been let pass. None if the current one is. Raises UnknownParameter."""
    given = Parameters([pair for pair in pairs if pair[0] == VERSION], {VERSION})
    text = given.text(VERSION)
    step = None if text is None else step_of(text)
    if text is not None and step is None:
        given.refuse(
            VERSION, "not-a-version", "Should be a version as it stood in an answer, such as 118.42."
        )
    given.check()
    return step
