/** The console's words for what the API's description calls them. */
import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Session = Schemas["SessionOut"];
export type Factors = Schemas["FactorsOut"];
export type AppStarted = Schemas["AppStarted"];
export type NewRecoveryCodes = Schemas["NewRecoveryCodes"];
export type PasskeyOptions = Schemas["PasskeyOptions"];
export type NewPasskey = Schemas["NewPasskey"];
export type Election = Schemas["ElectionOut"];
export type Categories = Schemas["Categories"];
export type Kind = Schemas["KindOut"];
export type Areas = Schemas["Areas"];
export type Area = Schemas["AreaOut"];
export type StationPack = Schemas["StationPack"];

export type Change = Schemas["Change"];
export type Changes = Schemas["Changes"];

export type Report = Schemas["ReportOut"];
export type ReportRow = Schemas["ReportRow"];
export type NextAsked = Schemas["NextIn"];
export type NextReport = Schemas["NextReport"];
export type Claim = Schemas["ClaimOut"];
export type Coding = Schemas["CodingOut"];
export type CodingChanges = Schemas["CodingIn"];
export type Photo = Schemas["app__moderation__report_schemas__PhotoOut"];
export type Finding = Schemas["FindingOut"];
export type DecisionName = Schemas["Decision"];
export type DecisionAsked = Schemas["DecisionIn"];
export type Decided = Schemas["DecisionOut"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Board = Schemas["BoardOut"];
export type Held = Schemas["HeldOut"];
export type QueueCount = Schemas["QueueOut"];
export type SavedView = Schemas["SavedViewOut"];
export type QuickReply = Schemas["QuickReplyOut"];
export type Source = Schemas["SourceWithReports"];

export type Incident = Schemas["IncidentOut"];
export type IncidentQueue = Schemas["IncidentQueue"];
export type IncidentQueueCount = Schemas["IncidentQueueOut"];
export type NextIncident = Schemas["NextIncident"];
export type IncidentRow = Schemas["IncidentRow"];
export type MergePreview = Schemas["MergePreview"];
export type IncidentChanges = Schemas["IncidentChanges"];
export type Candidates = Schemas["CandidatesOut"];
export type CandidateReport = Schemas["CandidateReport"];
export type CandidateIncident = Schemas["CandidateIncident"];
export type RelationKind = Schemas["RelationKind"];
export type Referral = Schemas["ReferralOut"];
export type Revision = Schemas["RevisionOut"];
export type PublicIncident = Schemas["PublicIncidentOut"];
export type Veracity = Schemas["Veracity"];
export type StepKind = Schemas["StepKind"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
