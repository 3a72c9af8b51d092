"""A service that keeps no answer: what it says twice it has made twice, as another process of it would."""

from anyio import CapacityLimiter
from fastapi import FastAPI

from app.core.kept_answers import KeptAnswers
from app.db.engine import MAX_COUNTING


def forget_answers(app: FastAPI) -> None:
    """From here on. Else whoever asks again would see what was kept, and not what would be made now."""
    app.state.kept_answers = KeptAnswers(CapacityLimiter(MAX_COUNTING), max_bytes=0)
