"""What tells a retry from a second thought where a request carries no id of its own."""

from datetime import timedelta
from typing import Final

# The same person saying the same words about the same thing within so long has pressed the button twice.
SAME_WITHIN: Final = timedelta(minutes=10)
