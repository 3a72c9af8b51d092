import assert from "node:assert/strict";
import { test } from "node:test";
import { hindersMerge } from "./merging.ts";

const side = (publication: string) => ({ id: publication, publication });

test("what is published goes only into what is published", () => {
  assert.equal(hindersMerge(side("published"), side("internal")), "published_first");
  assert.equal(hindersMerge(side("published"), side("published")), null);
  assert.equal(hindersMerge(side("internal"), side("published")), null);
  assert.equal(hindersMerge(side("internal"), side("internal")), null);
});

test("what is still part of another in public waits", () => {
  assert.equal(hindersMerge(side("merged"), side("published")), "not_now");
  assert.equal(hindersMerge(side("internal"), side("merged")), "not_now");
});
