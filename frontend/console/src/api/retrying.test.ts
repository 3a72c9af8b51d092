import assert from "node:assert/strict";
import { test } from "node:test";
import { isBusy, mayRepeat, waitBefore } from "./retrying.ts";

const PLAIN = { versioned: false, named: false };

test("a plain POST is never sent twice by itself", () => {
  assert.equal(mayRepeat("POST", PLAIN), false);
});

test("what names its version or its id may be sent again", () => {
  assert.equal(mayRepeat("POST", { versioned: true, named: false }), true);
  assert.equal(mayRepeat("POST", { versioned: false, named: true }), true);
  for (const method of ["GET", "PUT", "DELETE"]) assert.equal(mayRepeat(method, PLAIN), true);
});

test("waiting doubles, never beyond half a minute, and spreads", () => {
  assert.deepEqual(
    [1, 2, 3, 6, 20].map((attempt) => waitBefore(attempt, 0)),
    [1000, 2000, 4000, 30000, 30000],
  );
  assert.equal(waitBefore(1, 0.999) >= 666, true);
});

test("a busy service is asked again, a refusal is not", () => {
  assert.deepEqual([503, 429, 504, 502].map(isBusy), [true, true, true, true]);
  assert.deepEqual([400, 401, 403, 404, 409, 412, 422, 500].some(isBusy), false);
});
