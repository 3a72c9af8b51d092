import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { components } from "../api/schema.d.ts";
import type { Page, Source } from "../api/types.ts";

type Schemas = components["schemas"];

export type Account = Schemas["AccountOut"];
export type NewAccount = Schemas["NewAccount"];
export type Role = Schemas["Role"];
export type Grant = Schemas["GrantOut"];
export type Invitation = Schemas["InvitationOut"];
export type Organisation = Schemas["OrganisationOut"];
export type Token = Schemas["TokenOut"];
export type ConsoleElection = Schemas["ConsoleElection"];
export type ElectionIn = Schemas["ElectionIn"];
export type Imported = Schemas["ImportedOut"];
export type Visit = Schemas["VisitOut"];
export type Export = Schemas["ExportOut"];

const API = "/api/v1";
const ELECTIONS = `${API}/console/elections`;
const PATIENCE_MS = 120_000;

interface Items<T> {
  items: T[];
}

export function listAccounts(cursor: string | null) {
  return ask<Page<Account>>("GET", paged(`${API}/accounts`, cursor));
}

export interface AccountAsked {
  name: string;
  role: Role;
  election: string | null;
  organisation_id: string | null;
}

export function createAccount(body: AccountAsked & { console: boolean }) {
  return ask<NewAccount>("POST", `${API}/accounts`, { body });
}

export function setDisabled(id: string, disabled: boolean) {
  return ask<Account>("POST", `${API}/accounts/${id}/${disabled ? "disable" : "enable"}`, { named: true });
}

export function resetPassword(id: string) {
  return ask<{ one_time_password: string }>("POST", `${API}/accounts/${id}/reset`);
}

export function resetSecondFactors(id: string) {
  return ask<void>("POST", `${API}/accounts/${id}/second-factors/reset`);
}

export function grant(id: string, { role, election }: Grant) {
  return ask<void>("PUT", `${API}/accounts/${id}/grants/${role}${inElection(election)}`);
}

export function revoke(id: string, { role, election }: Grant) {
  return ask<void>("DELETE", `${API}/accounts/${id}/grants/${role}${inElection(election)}`);
}

export function readAccount(id: string, signal: AbortSignal) {
  return ask<Account>("GET", `${API}/accounts/${id}`, { signal });
}

export function listInvitations(signal: AbortSignal) {
  return ask<Items<Invitation>>("GET", `${API}/invitations`, { signal });
}

export function invite(body: Omit<AccountAsked, "name">) {
  return ask<Invitation & { code: string }>("POST", `${API}/invitations`, { body });
}

export function withdrawInvitation(id: string) {
  return ask<void>("DELETE", `${API}/invitations/${id}`);
}

export function listOrganisations(signal: AbortSignal) {
  return ask<Items<Organisation>>("GET", `${API}/organisations`, { signal });
}

export function createOrganisation(name: string) {
  return ask<Organisation>("POST", `${API}/organisations`, { body: { name } });
}

export function listTokens(account: string, signal: AbortSignal) {
  return ask<Items<Token>>("GET", `${API}/tokens?account_id=${account}`, { signal });
}

export interface TokenAsked {
  account_id: string;
  label: string;
  role: Role | null;
  expires_at: string | null;
}

export function issueToken(body: TokenAsked) {
  return ask<Token & { token: string }>("POST", `${API}/tokens`, { body });
}

export function revokeToken(id: string) {
  return ask<void>("DELETE", `${API}/tokens/${id}`);
}

export function listAllElections(signal: AbortSignal) {
  return ask<Items<ConsoleElection>>("GET", ELECTIONS, { signal });
}

export function createElection(body: ElectionIn) {
  return ask<ConsoleElection>("POST", ELECTIONS, { body });
}

export function readElection(slug: string, signal?: AbortSignal) {
  return ask<ConsoleElection>("GET", `${ELECTIONS}/${slug}`, signal ? { signal } : {});
}

export function changeElection(slug: string, version: number, changes: Record<string, unknown>) {
  return ask<ConsoleElection>("PATCH", `${ELECTIONS}/${slug}`, { version, body: changes });
}

export function setStatus(slug: string, step: "open" | "close" | "archive") {
  return ask<ConsoleElection>("POST", `${ELECTIONS}/${slug}/${step}`, { named: true });
}

export type ImportKind = "areas" | "stations" | "visits";

/** What is there already is replaced by the same, so a file may be sent again. */
export function importFile(slug: string, kind: ImportKind, content: File, partial: boolean) {
  const type = kind === "areas" ? "application/geo+json" : "text/csv";
  return ask<Imported>("POST", `${ELECTIONS}/${slug}/import/${kind}?partial=${partial}`, {
    file: { content, type },
    named: true,
    patienceMs: PATIENCE_MS,
  });
}

export function listVisits(election: string, cursor: string | null) {
  return ask<Page<Visit>>("GET", paged(consolePath(election, "visits"), cursor));
}

export type VisitGiven = Schemas["VisitIn"];

export function addVisit(election: string, body: VisitGiven) {
  return ask<void>("POST", `${API}/elections/${election}/visits`, { body, named: true });
}

export function listSources(election: string, signal: AbortSignal) {
  return ask<Items<Source>>("GET", consolePath(election, "sources"), { signal });
}

export function accredit(election: string, id: string, accredited: boolean) {
  const body = { accredited };
  return ask<void>("PATCH", consolePath(election, `sources/${id}`), { body, named: true });
}

export function listExports(election: string, cursor: string | null) {
  return ask<Page<Export>>("GET", paged(consolePath(election, "exports"), cursor));
}

export interface ExportAsked {
  incident: string | null;
  reports: string[] | null;
  reason: string;
}

export function requestExport(election: string, body: ExportAsked) {
  return ask<Export>("POST", consolePath(election, "exports"), { body });
}

export function approveExport(election: string, id: string) {
  return ask<Export>("POST", consolePath(election, `exports/${id}/approve`), { named: true });
}

export function bundleAddress(election: string, id: string): string {
  return consolePath(election, `exports/${id}/bundle`);
}

function paged(path: string, cursor: string | null): string {
  return cursor === null ? path : `${path}?cursor=${encodeURIComponent(cursor)}`;
}

function inElection(election: string | null): string {
  return election === null ? "" : `?election=${encodeURIComponent(election)}`;
}
