import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Finding } from "../api/types.ts";
import { sayingOf } from "./finding_words.ts";

type Case = [code: string, level: Finding["level"], facts: Finding["facts"], key: string | null];

const TAKEN = { taken_at: "2020-10-04T05:00:00+00:00", source: "file" };
const OTHER = { photo_id: "p", report_id: "r" };
/** Everything that app/evidence/findings.py can say, and what others of its kind could. */
const CASES: Case[] = [
  ["declared-size", "ok", {}, "declared-size-ok"],
  ["declared-size", "look", { declared: 1, found: 2 }, "declared-size-look"],
  ["declared-type", "ok", {}, "declared-type-ok"],
  ["declared-type", "look", { declared: "image/png", found: "image/jpeg" }, "declared-type-look"],
  ["capture-time", "unknown", {}, "time-file-silent"],
  ["capture-time", "look", TAKEN, "time-future"],
  ["capture-time", "unknown", TAKEN, "time-report-silent"],
  ["capture-time", "ok", { ...TAKEN, off_minutes: 3 }, "time-fits"],
  ["capture-time", "look", { ...TAKEN, off_minutes: 300, before: true }, "time-before"],
  ["capture-time", "look", { ...TAKEN, off_minutes: 300, before: false }, "time-after"],
  ["capture-time", "look", { ...TAKEN, off_minutes: 300 }, null], // found before rules version 3
  ["capture-place", "look", { problem: "zero" }, "place-zero"],
  ["capture-place", "look", { problem: "no-reference" }, "place-no-reference"],
  ["capture-place", "look", { problem: "out-of-range" }, "place-out-of-range"],
  ["capture-place", "look", { problem: "not-a-number" }, "place-not-a-number"],
  ["capture-place", "unknown", {}, "place-file-silent"],
  ["capture-place", "unknown", { source: "file" }, "place-report-silent"],
  ["capture-place", "ok", { distance_m: 20, source: "file" }, "place-fits"],
  ["capture-place", "look", { distance_m: 9e6, source: "file", problem: "sign" }, "place-sign"],
  ["capture-place", "look", { distance_m: 264_100, source: "phone" }, "place-far"],
  ["file-history", "ok", { original_sha256: "a" }, "file-resized"],
  ["file-history", "look", { problem: "messenger" }, "file-messenger"],
  ["file-history", "unknown", {}, "file-silent"],
  ["file-history", "look", { software: "GIMP 3.0" }, "file-program"],
  ["file-history", "look", {}, null], // found before rules version 3
  ["file-history", "ok", { camera: "Canary 1" }, "file-camera"],
  ["seen-before", "ok", {}, "seen-nowhere"],
  ["seen-before", "look", { same: [OTHER], near: [] }, "seen-same"],
  ["seen-before", "look", { same: [], near: [OTHER, OTHER] }, "seen-near"],
  ["content-credentials", "look", {}, "content-credentials-look"],
  ["content-credentials", "unknown", {}, "content-credentials-unknown"],
  ["further-pictures", "look", { further: 2 }, "further-pictures-look"],
  ["of-next-year", "look", {}, null],
  ["capture-place", "look", { problem: "of-next-year" }, null],
  ["declared-size", "unknown", {}, null],
];

test("every finding has a sentence in the reader's language", () => {
  const path = join(import.meta.dirname, "../language/messages/en.json");
  const english: Record<string, string> = JSON.parse(readFileSync(path, "utf8"));
  for (const [code, level, facts, key] of CASES) {
    const found = sayingOf({ code, level, facts, text: "" })?.key ?? null;
    assert.equal(found, key);
    const known = key === null || `finding_says.${key}` in english || `finding_says.${key}#other` in english;
    assert.equal(known, true, `${key}`);
  }
});

test("a distance is as exact as it means something", () => {
  const km = (distance_m: number) =>
    sayingOf({ code: "capture-place", level: "look", facts: { distance_m }, text: "" })?.km;
  assert.deepEqual([1_234, 9_949, 264_100].map(km), [1.2, 9.9, 264]);
});
