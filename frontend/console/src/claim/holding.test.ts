import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../api/types.ts";
import { holding, mayTakeOver, runsOut } from "./holding.ts";

const NOW = Date.parse("2020-10-04T03:00:00Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
const CLAIM: Claim = {
  holder: "aida",
  mine: false,
  taken_at: at(-200),
  renewed_at: at(-119),
  expires_at: at(181),
  on_call: false,
};

test("a claim that ran out holds nothing", () => {
  assert.equal(holding(null, NOW), "free");
  assert.equal(holding({ ...CLAIM, expires_at: at(0) }, NOW), "free");
  assert.equal(holding(CLAIM, NOW), "theirs");
  assert.equal(holding({ ...CLAIM, mine: true }, NOW), "mine");
});

test("a moderator takes over from the silent, a lead from anybody", () => {
  assert.equal(mayTakeOver(CLAIM, NOW, false), false);
  assert.equal(mayTakeOver({ ...CLAIM, renewed_at: at(-120) }, NOW, false), true);
  assert.equal(mayTakeOver({ ...CLAIM, renewed_at: at(-600), on_call: true }, NOW, false), false);
  assert.equal(mayTakeOver({ ...CLAIM, on_call: true }, NOW, true), true);
});

test("the last minute is said", () => {
  assert.equal(runsOut({ ...CLAIM, expires_at: at(61) }, NOW), false);
  assert.equal(runsOut({ ...CLAIM, expires_at: at(60) }, NOW), true);
});
