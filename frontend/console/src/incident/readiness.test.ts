import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident, Revision } from "../api/types.ts";
import { hasBeenChecked, hindersPublishing, hindersVerdict, hindersWithdrawing } from "./readiness.ts";

const READY = {
  publication: "internal",
  occurrence: "occurred",
  reports: 1,
  public_text: { en: "Buses." },
  veracity: "unverifiable",
  revision: 2,
  published_revision: 0,
  steps: [],
} as unknown as Incident;
const NEWEST = { number: 2, author: "aida" } as Revision;
const LEAD = { name: "bakyt", verifier: true, lead: true };
const ELECTION = { four_eyes: true, languages: ["ky", "en"] };

const hinders = (changes: Partial<Incident>, person = LEAD, election = ELECTION) =>
  hindersPublishing({ ...READY, ...changes }, NEWEST, person, election);

test("what is complete and written by somebody else may be published", () => {
  assert.deepEqual(hinders({}), []);
});

test("each thing that is missing is named", () => {
  assert.deepEqual(hinders({ publication: "withdrawn" }), ["withdrawn"]);
  assert.deepEqual(hinders({ occurrence: "will_occur" }), ["warning"]);
  assert.deepEqual(hinders({ reports: 0 }), ["no-report"]);
  assert.deepEqual(hinders({ public_text: { ru: "Автобусы." } }), ["no-text"]);
  assert.deepEqual(hinders({ veracity: "unreviewed" }), ["no-verdict"]);
  assert.deepEqual(hinders({ published_revision: 2 }), ["nothing-new"]);
  assert.deepEqual(hinders({}, { ...LEAD, lead: false }), ["not-a-lead"]);
});

test("nobody publishes what they wrote, unless the rule is off", () => {
  assert.deepEqual(hinders({}, { ...LEAD, name: "aida" }), ["same-person"]);
  assert.deepEqual(hinders({}, { ...LEAD, name: "aida" }, { ...ELECTION, four_eyes: false }), []);
});

test("verifiers judge, leads withdraw what is published", () => {
  const moderator = { name: "aida", verifier: false, lead: false };
  assert.deepEqual(hindersVerdict(READY, LEAD), []);
  assert.deepEqual(hindersVerdict(READY, moderator), ["not-a-verifier"]);
  assert.deepEqual(hindersVerdict({ ...READY, publication: "withdrawn" }, LEAD), ["withdrawn"]);
  assert.deepEqual(hindersWithdrawing({ ...READY, publication: "published" }, LEAD), []);
  assert.deepEqual(hindersWithdrawing({ ...READY, publication: "published" }, moderator), ["not-a-lead"]);
  assert.deepEqual(hindersWithdrawing(READY, LEAD), ["not-published"]);
});

test("reading the report is no check of it", () => {
  const step = (kind: string) => ({ kind }) as Incident["steps"][number];
  assert.equal(hasBeenChecked({ ...READY, steps: [step("read_report")] }), false);
  assert.equal(hasBeenChecked({ ...READY, steps: [step("read_report"), step("visited")] }), true);
});
