import assert from "node:assert/strict";
import { test } from "node:test";
import { saying } from "./saying.ts";

test("a distance and a span of time are said with their figures", () => {
  assert.deepEqual(saying({ code: "distance", facts: { distance_m: 300 } }).values, { distance: 300 });
  assert.equal(saying({ code: "time", facts: { minutes: 20 } }).minutes, 20);
});

test("the same words and the same file are said to be the same, others to be alike", () => {
  const keys = [
    saying({ code: "text", facts: { share: 1 } }),
    saying({ code: "text", facts: { share: 0.456 } }),
    saying({ code: "photo", facts: { distance_bits: 0 } }),
    saying({ code: "photo", facts: { distance_bits: 3 } }),
  ];
  assert.deepEqual(
    keys.map((each) => each.key),
    ["same_text", "text", "same_photo", "photo"],
  );
  assert.deepEqual(keys[1]?.values, { percent: 46 });
});

test("what needs no figure is said by its code", () => {
  assert.deepEqual(saying({ code: "station", facts: { station: "T-0117" } }), {
    key: "station",
    values: {},
    minutes: null,
  });
});
