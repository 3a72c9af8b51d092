"""What cannot be followed."""

from app.core.errors import TooManyRequests


class TooManyStreams(TooManyRequests):
    code = "too-many-streams"
    title = "Too many streams of events are open"
