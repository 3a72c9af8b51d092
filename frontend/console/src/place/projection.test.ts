import assert from "node:assert/strict";
import { test } from "node:test";
import { boxOf, pathOf, projection, ringsOf, widened } from "./projection.ts";

const BOX = { west: 72, south: 40, east: 74, north: 41 };

test("a point found on the picture is the point that was drawn there", () => {
  const flat = projection(BOX);
  assert.ok(Math.abs(flat.longitude(flat.x(72.8)) - 72.8) < 1e-9);
  assert.ok(Math.abs(flat.latitude(flat.y(40.5)) - 40.5) < 1e-9);
});

test("north is up, and a kilometre is as long across as along", () => {
  const flat = projection(BOX);
  assert.ok(flat.y(40.9) < flat.y(40.1));
  const across = (flat.x(73.1) - flat.x(73)) / Math.cos((40.5 * Math.PI) / 180);
  assert.ok(Math.abs(across - (flat.y(40.4) - flat.y(40.5))) < 1e-6);
});

test("rings come out of every kind of area", () => {
  const ring = [
    [72, 40],
    [74, 40],
    [74, 41],
    [72, 40],
  ];
  assert.deepEqual(ringsOf({ type: "Polygon", coordinates: [ring] }), [ring]);
  assert.deepEqual(ringsOf({ type: "MultiPolygon", coordinates: [[ring], [ring]] }), [ring, ring]);
  assert.deepEqual(ringsOf(null), []);
  assert.deepEqual(boxOf([ring]), BOX);
  assert.equal(boxOf([]), null);
  assert.match(pathOf([ring], projection(BOX)), /^M0 \d+/);
});

test("a point alone is shown with its surroundings", () => {
  const around = widened({ west: 73, east: 73, south: 40, north: 40 }, 0.1);
  assert.ok(around.west < 73 && around.east > 73 && around.south < 40 && around.north > 40);
});
