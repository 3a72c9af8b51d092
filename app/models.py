"""Every mapped class, imported once, so that metadata is complete for Alembic."""

from app.accounts.models import Account, ApiToken, ConsoleSession, Grant, Invitation, Organisation
from app.db.base import Model
from app.elections.models import Area, Election, Station, TaxonomyDocument, Tick, Visit
from app.incidents.models import (
    Incident,
    IncidentEvent,
    IncidentLink,
    IncidentRelation,
    PublicRef,
    Revision,
    Statement,
    Step,
    Verdict,
)
from app.incidents.public import PublicIncident
from app.jobs.models import Job
from app.reports.models import (
    Claim,
    Message,
    Photo,
    Rendition,
    Report,
    ReportEvent,
    ReportRelation,
    ReportSecret,
    Source,
    Supplement,
    TrackingCode,
)
from app.tallies.models import PublicTally, StaffTally

__all__ = [
    "Account",
    "ApiToken",
    "Area",
    "Claim",
    "ConsoleSession",
    "Election",
    "Grant",
    "Incident",
    "IncidentEvent",
    "IncidentLink",
    "IncidentRelation",
    "Invitation",
    "Job",
    "Message",
    "Model",
    "Organisation",
    "Photo",
    "PublicIncident",
    "PublicRef",
    "PublicTally",
    "Rendition",
    "Report",
    "ReportEvent",
    "ReportRelation",
    "ReportSecret",
    "Revision",
    "Source",
    "StaffTally",
    "Statement",
    "Station",
    "Step",
    "Supplement",
    "TaxonomyDocument",
    "Tick",
    "TrackingCode",
    "Verdict",
    "Visit",
]
