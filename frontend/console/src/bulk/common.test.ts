import assert from "node:assert/strict";
import { test } from "node:test";
import { inCommon } from "./common.ts";

const ROW = { station: "1162", area: "KG-GO", category: "media.assault", triage: "received" };

test("only what all of them share is said of them", () => {
  assert.deepEqual(inCommon([ROW, { ...ROW, category: "other.other", area: null }]), {
    station: "1162",
    area: null,
    category: null,
    triage: "received",
  });
  assert.deepEqual(inCommon([ROW]), ROW);
});

test("nothing chosen has nothing in common", () => {
  assert.deepEqual(inCommon([]), { station: null, area: null, category: null, triage: null });
});
