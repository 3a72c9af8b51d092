import assert from "node:assert/strict";
import { test } from "node:test";
import { type CodedIncident, incidentChanges, incidentValues } from "./incident_groups.ts";

const INCIDENT: CodedIncident = {
  category: "media.assault_on_journalist",
  severity: 4,
  severity_override: false,
  area: null,
  station: null,
  latitude_deg: null,
  longitude_deg: null,
  location_precision: "unknown",
  occurred_at: null,
  occurred_on: null,
  time_precision: "unknown",
  occurrence: "occurred",
  phase: "voting",
  harm: {},
  masked: false,
  single_observer: false,
  public_text: { en: "A journalist was hit.", ru: "Журналиста ударили." },
};
const VALUES = incidentValues(INCIDENT, "Asia/Bishkek");

test("only the languages that were changed are sent, an emptied one is removed", () => {
  const mine = { ...VALUES, text_ky: " Журналистти уруп кетишти. ", text_ru: "" };
  assert.deepEqual(incidentChanges(VALUES, mine, "Asia/Bishkek"), {
    public_text: { ky: "Журналистти уруп кетишти.", ru: null },
  });
});

test("an untouched form changes nothing, and a tick is a tick", () => {
  assert.deepEqual(incidentChanges(VALUES, VALUES, "Asia/Bishkek"), {});
  assert.deepEqual(incidentChanges(VALUES, { ...VALUES, masked: "yes" }, "Asia/Bishkek"), { masked: true });
});
