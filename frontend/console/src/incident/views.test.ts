import assert from "node:assert/strict";
import { test } from "node:test";
import { stepNamed, stepsOf } from "./views.ts";

const MODERATOR = { name: "a", verifier: false, lead: false };
const VERIFIER = { name: "b", verifier: true, lead: false };
const LEAD = { name: "c", verifier: true, lead: true };

test("nobody is offered a step that the service would refuse them", () => {
  assert.deepEqual(stepsOf(MODERATOR), []);
  assert.deepEqual(stepsOf(VERIFIER), ["verify", "second_check", "redaction_review"]);
  assert.deepEqual(stepsOf(LEAD), ["verify", "second_check", "redaction_review", "publish"]);
});

test("a link of a lead to what is to be published leads a verifier to the first step of their own", () => {
  assert.equal(stepNamed("publish", stepsOf(LEAD)), "publish");
  assert.equal(stepNamed("publish", stepsOf(VERIFIER)), "verify");
  assert.equal(stepNamed(null, stepsOf(MODERATOR)), null);
});
