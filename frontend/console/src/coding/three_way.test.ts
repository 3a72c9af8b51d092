import assert from "node:assert/strict";
import { test } from "node:test";
import { changedGroups, rebase, take } from "./three_way.ts";

const GROUPS = { category: ["category"], place: ["area", "station"], tags: ["tags"] };
const BASE = { category: "a", area: "KG", station: "", tags: "" };

test("a change of one field is a change of its group", () => {
  assert.deepEqual(changedGroups(GROUPS, BASE, { ...BASE, station: "1162" }), ["place"]);
  assert.deepEqual(changedGroups(GROUPS, BASE, BASE), []);
});

test("changes in different places are both kept", () => {
  const both = rebase(GROUPS, BASE, { ...BASE, tags: "mine" }, { ...BASE, category: "theirs" });
  assert.deepEqual(both, { values: { ...BASE, category: "theirs", tags: "mine" }, clashes: [] });
});

test("the same change twice is no clash", () => {
  assert.deepEqual(rebase(GROUPS, BASE, { ...BASE, tags: "x" }, { ...BASE, tags: "x" }).clashes, []);
});

test("different changes of one group clash, and mine is not lost", () => {
  const both = rebase(GROUPS, BASE, { ...BASE, station: "1" }, { ...BASE, area: "KG-GO" });
  assert.deepEqual(both.clashes, ["place"]);
  assert.deepEqual(both.values, { ...BASE, area: "KG", station: "1" });
});

test("a group is taken from one side as a whole", () => {
  assert.deepEqual(take(GROUPS, "place", { area: "KG-GO", station: "2", category: "z" }, BASE), {
    ...BASE,
    area: "KG-GO",
    station: "2",
  });
});
