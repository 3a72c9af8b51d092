import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS, askedFor, type Given, hindrance, MOST } from "./actions.ts";

const GIVEN: Given = { assignee: " ", tags: "night, gate, night,", station: " 1162 ", minutes: 60, note: "" };
const SEEN = [
  { id: "a", version: 3 },
  { id: "b", version: 1 },
];
const NOW = Date.parse("2020-10-04T03:00:00Z");

test("each report is named with the version that was looked at", () => {
  const asked = askedFor("reject_spam", GIVEN, SEEN, { now: NOW, dryRun: true });
  assert.deepEqual(asked, {
    action: "reject_spam",
    report_ids: ["a", "b"],
    versions: { a: 3, b: 1 },
    dry_run: true,
    note: "",
  });
});

test("only what belongs to the action is sent with it", () => {
  const of = (action: (typeof ACTIONS)[number]) => {
    const { assignee, tags, station, until } = askedFor(action, GIVEN, SEEN, { now: NOW, dryRun: false });
    return { assignee, tags, station, until };
  };
  const none = { assignee: undefined, tags: undefined, station: undefined, until: undefined };
  assert.deepEqual(of("assign"), { ...none, assignee: null });
  assert.deepEqual(of("tag"), { ...none, tags: ["night", "gate"] });
  assert.deepEqual(of("set_station"), { ...none, station: "1162" });
  assert.deepEqual(of("snooze"), { ...none, until: "2020-10-04T04:00:00.000Z" });
});

test("too many, or nothing to do, is said before anything is sent", () => {
  for (const action of ACTIONS) {
    assert.equal(hindrance(action, GIVEN, MOST[action]), null);
    assert.equal(hindrance(action, GIVEN, MOST[action] + 1), "too_many");
  }
  assert.equal(hindrance("tag", { ...GIVEN, tags: " , " }, 1), "incomplete");
  assert.equal(hindrance("set_station", { ...GIVEN, station: "" }, 1), "incomplete");
});
