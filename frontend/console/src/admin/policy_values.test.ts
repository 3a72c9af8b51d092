import assert from "node:assert/strict";
import { test } from "node:test";
import { policyChanges, policyValues } from "./policy_values.ts";

const POLICY = {
  name: { ru: "Выборы", en: "Elections" },
  languages: ["ky", "ru"],
  mode: "rehearsal",
  anonymous_reports: true,
  four_eyes: true,
  publication_delay_minutes: 60,
  emergency_number: "102",
};
const READ = policyValues(POLICY);

test("what nobody touched is not sent", () => {
  assert.deepEqual(policyChanges(READ, READ), {});
  assert.deepEqual(policyChanges(READ, { ...READ, four_eyes: "" }), { four_eyes: false });
});

test("names and languages are sent whole, without the empty ones", () => {
  const changed = { ...READ, name_en: " ", name_ky: "Шайлоо", in_en: "yes", publication_delay_minutes: "90" };
  assert.deepEqual(policyChanges(READ, changed), {
    name: { ky: "Шайлоо", ru: "Выборы" },
    languages: ["ky", "ru", "en"],
    publication_delay_minutes: 90,
  });
});
