import assert from "node:assert/strict";
import { test } from "node:test";
import { nearness } from "./nearness.ts";

const REPORT = { category: "media.assault", area: "KG-GO", station: "1162", occurred_on: "2020-10-04" };

test("the same station weighs more than the same kind, and that more than the same area", () => {
  const nowhere = { category: "x.y", area: null, station: null, occurred_on: null };
  const order = [
    { ...nowhere, station: "1162" },
    { ...nowhere, category: "media.assault" },
    { ...nowhere, area: "KG-GO" },
    { ...nowhere, occurred_on: "2020-10-04" },
    nowhere,
  ].map((incident) => nearness(REPORT, incident));
  assert.deepEqual(
    order,
    order.toSorted((a, b) => b - a),
  );
  assert.equal(new Set(order).size, order.length);
});

test("what is unknown on both sides is nothing in common", () => {
  const unknown = { category: "x.y", area: null, station: null, occurred_on: null };
  assert.equal(nearness({ ...unknown, category: "z.y" }, unknown), 0);
});
