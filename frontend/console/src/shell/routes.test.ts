import assert from "node:assert/strict";
import { test } from "node:test";
import { addresses, routeOf } from "./routes.ts";

const ID = "0192f0c1-7b1e-7cc3-98c4-dc0c0c07398f";

test("every address leads to the screen it was made for", () => {
  assert.deepEqual(routeOf(addresses.elections()), { screen: "elections" });
  assert.deepEqual(routeOf("/console"), { screen: "elections" });
  for (const screen of ["people", "organisations", "all_elections", "account"] as const) {
    assert.deepEqual(routeOf(addresses[screen]()), { screen });
  }
  assert.deepEqual(routeOf(addresses.queue("kg-1")), { screen: "queue", election: "kg-1", report: null });
  assert.deepEqual(routeOf(addresses.report("kg-1", ID)), { screen: "queue", election: "kg-1", report: ID });
  assert.deepEqual(routeOf(addresses.incidents("kg-1")), {
    screen: "incidents",
    election: "kg-1",
    incident: null,
  });
  assert.deepEqual(routeOf(addresses.incident("kg-1", ID)), {
    screen: "incidents",
    election: "kg-1",
    incident: ID,
  });
  for (const screen of ["sources", "visits", "enter", "exports", "settings"] as const) {
    assert.deepEqual(routeOf(addresses[screen]("kg-1")), { screen, election: "kg-1" });
  }
});

test("anything else is nowhere", () => {
  for (const path of [
    "/console/e/KG/reports",
    "/console/e/kg/reports/1",
    "/console/x",
    "/console/e//reports",
  ]) {
    assert.deepEqual(routeOf(path), { screen: "nowhere" });
  }
});
