import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, emptyEntry, isBegun, keyOf, wrongEntries } from "./body.ts";

const NOW = "2020-10-04T05:10:00.000Z";
const EMPTY = emptyEntry("2020-10-04");
const NAMED = { ...EMPTY, kind: "voter_transport.carousel_voting" };

function body(changes: Record<string, string>, keys: ReadonlyMap<string, string> = new Map()) {
  return bodyOf({ ...NAMED, ...changes }, { now: NOW, timeZone: "Asia/Bishkek", keys, photos: [] });
}

test("only what happened has to be known", () => {
  assert.deepEqual(wrongEntries(EMPTY), ["kind"]);
  assert.deepEqual(wrongEntries(NAMED), []);
  assert.deepEqual(wrongEntries({ ...NAMED, when: "at", day: "", point: "91, 0", injured_max: "2" }).sort(), [
    "day",
    "injured_max",
    "point",
  ]);
  assert.deepEqual(wrongEntries({ ...NAMED, source: "???" }), ["source"]);
});

test("a form is begun with the first thing that is said, and no longer when it is taken back", () => {
  assert.equal(isBegun(EMPTY), false);
  assert.equal(isBegun(NAMED), true);
  assert.equal(isBegun({ ...EMPTY, may_refer: "yes" }), true);
  assert.equal(isBegun({ ...EMPTY, description: "" }), false);
});

test("what nobody said is not sent", () => {
  assert.deepEqual(body({}), {
    category: "voter_transport.carousel_voting",
    channel: "phone",
    may_refer: "no",
    occurrence: "occurred",
    occurred_at: NOW,
    time_precision: "hour",
  });
});

test("the same entry sent again says the same", () => {
  assert.deepEqual(body({ description: "Two buses." }), body({ description: "Two buses." }));
});

test("a time is the election's, a day alone is a day, and not knowing is allowed", () => {
  const of = (changes: Record<string, string>) => {
    const { occurred_at, occurred_on, time_precision } = body(changes) as Record<string, unknown>;
    return [occurred_at, occurred_on, time_precision];
  };
  assert.deepEqual(of({ when: "at", time: "09:15" }), ["2020-10-04T03:15:00.000Z", undefined, "minute"]);
  assert.deepEqual(of({ when: "at" }), [undefined, "2020-10-04", "day"]);
  assert.deepEqual(of({ when: "unknown" }), [undefined, undefined, "unknown"]);
});

test("a point is exact, and at least one injured stays at least one", () => {
  const said = body({ point: "40.5283, 72.7985", injured_min: "1" }) as Record<string, unknown>;
  assert.deepEqual(
    [said.latitude_deg, said.longitude_deg, said.location_precision],
    [40.5283, 72.7985, "exact"],
  );
  assert.deepEqual(said.harm, { injured: { min: 1, max: null } });
});

test("photos are announced without the names of their files, which may say whose they are", () => {
  const photo = { name: "aigul.jpg", sha256: "a", size_bytes: 1, media_type: "image/jpeg" };
  const { photos } = bodyOf(NAMED, { now: NOW, timeZone: "Asia/Bishkek", keys: new Map(), photos: [photo] });
  assert.deepEqual(photos, [{ sha256: "a", size_bytes: 1, media_type: "image/jpeg" }]);
});

test("a known source keeps its key, a new one gets one of its name", () => {
  const keys = new Map([["Kloop", "kloop-media"]]);
  assert.deepEqual(body({ source: "Kloop", channel: "media" }, keys).source, {
    key: "kloop-media",
    name: "Kloop",
    kind: "media",
  });
  assert.deepEqual(body({ source: "Общее дело, Ош", organisation: "Общее дело" }).source, {
    key: "общее-дело-ош",
    name: "Общее дело, Ош",
    kind: "person",
    organisation: "Общее дело",
  });
  assert.equal(keyOf(`${"a".repeat(80)}`).length, 64);
});
