import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coded, codingChanges, pointOf, valuesOf, wrongFields } from "./values.ts";

const ZONE = "Asia/Bishkek";
const CODED: Coded = {
  category: "media.assault_on_journalist",
  severity: 5,
  severity_override: false,
  area: "KG-GO",
  station: null,
  latitude_deg: 40.5283,
  longitude_deg: 72.7985,
  location_precision: "settlement",
  occurred_at: "2020-10-04T03:15:00Z",
  occurred_on: "2020-10-04",
  time_precision: "minute",
  occurrence: "occurred",
  phase: "voting",
  harm: { injured: { min: 12, max: null } },
};
const VALUES = valuesOf(CODED, ZONE);

test("a form that nobody touched changes nothing", () => {
  assert.deepEqual(codingChanges(VALUES, VALUES, ZONE), {});
});

test("times are typed and shown by the election's clock", () => {
  assert.deepEqual([VALUES.day, VALUES.time], ["2020-10-04", "09:15"]);
  assert.deepEqual(codingChanges(VALUES, { ...VALUES, time: "10:00" }, ZONE), {
    occurred_at: "2020-10-04T04:00:00.000Z",
    time_precision: "minute",
  });
});

test("a coarser time forgets the clock, the coarsest the day, too", () => {
  assert.deepEqual(codingChanges(VALUES, { ...VALUES, time_precision: "day" }, ZONE), {
    occurred_at: null,
    occurred_on: "2020-10-04",
    time_precision: "day",
  });
  assert.deepEqual(codingChanges(VALUES, { ...VALUES, time_precision: "unknown" }, ZONE), {
    occurred_at: null,
    occurred_on: null,
    time_precision: "unknown",
  });
});

test("at least twelve stays at least twelve", () => {
  assert.deepEqual([VALUES.injured_min, VALUES.injured_max], ["12", ""]);
  assert.deepEqual(codingChanges(VALUES, { ...VALUES, deaths_min: "1", deaths_max: "2" }, ZONE), {
    harm: { deaths: { min: 1, max: 2 }, injured: { min: 12, max: null } },
  });
});

test("an empty field clears what was known", () => {
  assert.deepEqual(codingChanges(VALUES, { ...VALUES, area: "", point: "" }, ZONE), {
    area: null,
    latitude_deg: null,
    longitude_deg: null,
  });
});

test("a severity of one's own needs its reason, and is taken back by leaving it empty", () => {
  assert.deepEqual(wrongFields({ ...VALUES, severity: "3" }), ["severity_reason"]);
  assert.deepEqual(codingChanges(VALUES, { ...VALUES, severity: "3", severity_reason: "Seen." }, ZONE), {
    severity: 3,
    severity_reason: "Seen.",
  });
  const overridden = valuesOf({ ...CODED, severity_override: true }, ZONE);
  assert.deepEqual(codingChanges(overridden, { ...overridden, severity: "" }, ZONE), { severity: null });
});

test("points are two numbers on the earth", () => {
  assert.deepEqual(pointOf("40.5, 72.8"), { latitude_deg: 40.5, longitude_deg: 72.8 });
  assert.deepEqual(pointOf("40.5 72.8"), { latitude_deg: 40.5, longitude_deg: 72.8 });
  for (const text of ["40.5", "91, 0", "0, 181", "a, b", "1, 2, 3"]) assert.equal(pointOf(text), null, text);
});

test("what cannot be meant is named", () => {
  assert.deepEqual(wrongFields({ ...VALUES, injured_max: "3" }), ["injured_max"]);
  assert.deepEqual(wrongFields({ ...VALUES, day: "", time: "" }), ["day", "time"]);
  assert.deepEqual(wrongFields({ ...VALUES, point: "here" }), ["point"]);
});
