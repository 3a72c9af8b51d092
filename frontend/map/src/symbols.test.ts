import assert from "node:assert/strict";
import { test } from "node:test";
import { type Areas, features, type Incidents, largestOf, placed, radius } from "./symbols.ts";

const AREAS = {
  type: "FeatureCollection",
  features: [
    ["T", null],
    ["T-A", "T"],
    ["T-A-1", "T-A"],
  ].map(([code, parent]) => ({ type: "Feature", geometry: null, properties: { code, parent, label: code } })),
} as unknown as Areas;
const MIDDLES = new Map<string, [number, number]>([["T-A", [74, 42]]]);

function incidents(...given: [area: string | null, at: number[] | null, veracity: string][]): Incidents {
  return {
    type: "FeatureCollection",
    features: given.map(([area, at, veracity], index) => ({
      type: "Feature",
      id: `INC-${index}`,
      geometry: at && { type: "Point", coordinates: at },
      properties: { area, station: at && "7", veracity, reports: 2 },
    })),
  };
}

test("what has a position stands there, everything else in the area that is on the map", () => {
  const { symbols, byArea, all } = placed(
    incidents(
      ["T-A", null, "verified"],
      ["T-A-1", null, "contested"],
      ["T-A-1", [74.5, 42.5], "verified"],
      ["T-A", [74.5, 42.5], "contested"],
    ),
    AREAS,
    MIDDLES,
  );

  assert.deepEqual(
    symbols.map(({ at, incidents, verified, station, refs }) => [at, incidents, verified, station, refs]),
    [
      [[74, 42], 2, 1, null, ["INC-0", "INC-1"]],
      [[74.5, 42.5], 2, 1, "7", ["INC-2", "INC-3"]],
    ],
  );
  assert.equal(largestOf({ symbols, byArea, all }), 4);
  assert.equal(byArea.get("T-A")?.incidents, 4);
  assert.equal(byArea.get("T-A")?.reports, 8);
  assert.equal(all, 4);
});

test("what is known no nearer than the country, or not at all, stands nowhere but is counted", () => {
  const { symbols, all } = placed(
    incidents(["T", null, "verified"], [null, null, "verified"]),
    AREAS,
    MIDDLES,
  );

  assert.deepEqual([symbols, all], [[], 2]);
});

test("a circle's area is as its number, down to the smallest that a figure fits in", () => {
  assert.equal(radius(100, 100, 720), 34);
  assert.equal(radius(25, 100, 720), 17);
  assert.equal(radius(1, 100, 720), 9);
  assert.equal(radius(100, 100, 540), 25.5);
});

test("circles with the same numbers share a picture", () => {
  const two = incidents(["T-A", [1, 1], "verified"], ["T-A", [2, 2], "verified"]);
  const drawn = features(placed(two, AREAS, MIDDLES).symbols).features;

  assert.deepEqual(
    drawn.map(({ properties }) => properties?.picture),
    ["symbol/1/1", "symbol/1/1"],
  );
});
