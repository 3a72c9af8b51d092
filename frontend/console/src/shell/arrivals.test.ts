import assert from "node:assert/strict";
import { test } from "node:test";
import { takeIn } from "./arrivals.ts";

const A = { id: "a", version: 1 };
const B = { id: "b", version: 1 };
const C = { id: "c", version: 1 };

test("rows stay where they are, whatever the order of the news", () => {
  const taken = takeIn([A, B], [C, B, A]);
  assert.deepEqual(taken.rows, [A, B]);
  assert.equal(taken.waiting, 1);
  assert.equal(taken.gone.size, 0);
});

test("a row that changed is changed in its place", () => {
  assert.deepEqual(takeIn([A, B], [B, { ...A, version: 2 }]).rows, [{ ...A, version: 2 }, B]);
});

test("a row that left the list stays to be seen, and is marked", () => {
  const taken = takeIn([A, B], [B]);
  assert.deepEqual(taken.rows, [A, B]);
  assert.deepEqual([...taken.gone], ["a"]);
});

test("what a newer row has pushed off the end of a list that is cut there is not called gone", () => {
  assert.deepEqual([...takeIn([A, B], [C, A], true).gone], []);
  assert.deepEqual([...takeIn([A, B], [C, B], true).gone], ["a"]);
});
