"""The one-time id inside a report form: however often it is sent, it makes one report."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class FormIds:
    """Signed for one election, so that nobody can have a form send under an id of their choosing."""

    key: bytes

    def issue(self, election_id: int) -> str:
        form_id = uuid4()
        return f"{form_id}.{self._signature(election_id, form_id)}"

    def open(self, election_id: int, issued: str) -> UUID | None:
        """The report's id, or None for what was not issued by us for this election."""
        text, _, signature = issued.partition(".")
        try:
            form_id = UUID(text)
        except ValueError:
            return None
        expected = self._signature(election_id, form_id)
        return form_id if hmac.compare_digest(signature.encode(), expected.encode()) else None

    def _signature(self, election_id: int, form_id: UUID) -> str:
        mac = hmac.new(self.key, f"{election_id}/{form_id}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(mac[:18]).decode()
