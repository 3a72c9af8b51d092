import assert from "node:assert/strict";
import { test } from "node:test";
import { begunIn } from "./begun.ts";

test("what was begun is read as it was kept", () => {
  const begun = { dialog: "end", reason_code: "R2", note: "Ош" };
  assert.deepEqual(begunIn(begun), begun);
  assert.deepEqual(begunIn({ dialog: "ask", note: "" }), { dialog: "ask", reason_code: null, note: "" });
});

test("what this page does not understand is nothing", () => {
  for (const content of [
    {},
    { dialog: "publish", note: "" },
    { dialog: "end" },
    { dialog: "end", note: 1 },
  ]) {
    assert.equal(begunIn(content), null);
  }
  assert.equal(begunIn({ dialog: "end", note: "", reason_code: 7 }), null);
});
