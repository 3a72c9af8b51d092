import assert from "node:assert/strict";
import { test } from "node:test";
import { farther, nearer, neighbour, PLAIN, turned } from "./view.ts";

test("nearer and farther undo each other and end at the ends", () => {
  assert.deepEqual(farther(nearer(PLAIN)), PLAIN);
  assert.deepEqual(farther(PLAIN), PLAIN);
  assert.equal(nearer({ zoom: 8, turns: 0 }).zoom, 8);
});

test("four quarter turns are none", () => {
  assert.deepEqual(turned(turned(turned(turned(PLAIN)))), PLAIN);
});

test("after the last comes the first", () => {
  assert.equal(neighbour(2, 1, 3), 0);
  assert.equal(neighbour(0, -1, 3), 2);
});
