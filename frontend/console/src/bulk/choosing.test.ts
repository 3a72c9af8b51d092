import assert from "node:assert/strict";
import { test } from "node:test";
import { broughtUpToDate, type Choice, NOTHING, through, toggled } from "./choosing.ts";

interface Row {
  id: string;
  version: number;
}

const LIST: Row[] = ["a", "b", "c", "d"].map((id) => ({ id, version: 1 }));
const [A, B, , D] = LIST as [Row, Row, Row, Row];
const none: Choice<Row> = NOTHING;
const ids = (choice: Choice<Row>) => [...choice.rows.keys()].sort().join("");

test("choosing twice is choosing not", () => {
  const once = toggled(none, A);
  assert.equal(ids(once), "a");
  assert.equal(ids(toggled(once, A)), "");
});

test("a range goes from the last one to this, in either direction", () => {
  assert.equal(ids(through(toggled(none, B), D, LIST)), "bcd");
  assert.equal(ids(through(toggled(none, D), B, LIST)), "bcd");
});

test("without a beginning in this list a range is one report", () => {
  assert.equal(ids(through(none, B, LIST)), "b");
  assert.equal(ids(through(toggled(none, { id: "elsewhere", version: 1 }), B, LIST)), "belsewhere");
});

test("what was chosen is taken as the list shows it now, and kept where it shows it no more", () => {
  const choice = toggled(toggled(none, A), D);
  const now = broughtUpToDate(choice, [{ id: "a", version: 5 }]);
  assert.deepEqual(now, [{ id: "a", version: 5 }, D]);
});
