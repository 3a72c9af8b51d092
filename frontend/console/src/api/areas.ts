import { ask } from "./client.ts";

export interface AreaFeature {
  id: string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: { code: string; parent: string | null; level: number };
}

const asked = new Map<string, Promise<AreaFeature[]>>();

/** The election's areas with their shapes; asked for once, a failure is not kept. */
export function areaShapes(election: string): Promise<AreaFeature[]> {
  const known = asked.get(election);
  if (known) return known;
  const fresh = ask<{ features: AreaFeature[] }>("GET", `/api/v1/elections/${election}/areas?f=geojson`).then(
    (found) => found.features,
  );
  asked.set(election, fresh);
  fresh.catch(() => asked.delete(election));
  return fresh;
}
