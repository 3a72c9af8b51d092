"""Who is working on which incident."""

from typing import Final

from app.incidents.models import Incident, IncidentClaim
from app.reports.leases import Leases

INCIDENTS: Final = Leases(IncidentClaim, IncidentClaim.incident_id, Incident.id)
find, take, release, held = INCIDENTS.find, INCIDENTS.take, INCIDENTS.release, INCIDENTS.held
check_not_held_by_another = INCIDENTS.check_not_held_by_another
