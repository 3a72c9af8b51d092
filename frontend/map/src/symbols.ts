/** Which circles stand where. Pure; sizes as app/web/area_map.py has them. */

import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon } from "geojson";

const LARGEST_RADIUS_PX = 34;
const SMALLEST_RADIUS_PX = 9; // a figure of one digit fits in
const WIDTH_PX = 720; // on a narrower map they are smaller, but no more than a finger allows
const NARROW = 0.6;
const LISTED = 10;

export type Area = { code: string; parent: string | null; label: string; label_language: string };
export type Areas = FeatureCollection<Polygon | MultiPolygon | null, Area>;
type Incident = { area: string | null; station: string | null; veracity: string; reports: number };
export type Incidents = FeatureCollection<Point | null, Incident>;

/** `refs` are the latest few. */
export type Sum = { incidents: number; verified: number; reports: number; refs: string[] };
/** `area` is one that is on the map, or null. */
export type Symbol = Sum & { at: [number, number]; area: string | null; station: string | null };

export type Placed = { symbols: Symbol[]; byArea: Map<string, Sum>; all: number };

/** Incidents with a position stand there, all others in the middle of their area; `middles` are of the areas
 * on the map. What lies in no such area and has no position stands nowhere. */
export function placed(incidents: Incidents, areas: Areas, middles: Map<string, [number, number]>): Placed {
  const parents = new Map(areas.features.map(({ properties }) => [properties.code, properties.parent]));
  const symbols = new Map<string, Symbol>();
  const byArea = new Map<string, Sum>();
  for (const { id, geometry, properties } of incidents.features) {
    const area = onTheMap(properties.area, parents, middles);
    if (area !== null) add(of(byArea, area, nothing), String(id), properties);
    const at = geometry?.coordinates ?? (area === null ? undefined : middles.get(area));
    if (!at) continue;
    const station = geometry ? properties.station : null;
    const key = geometry ? at.join() : `${area}`;
    const here: [number, number] = [at[0] ?? 0, at[1] ?? 0];
    add(
      of(symbols, key, () => ({ ...nothing(), at: here, area, station })),
      String(id),
      properties,
    );
  }
  return { symbols: [...symbols.values()], byArea, all: incidents.features.length };
}

/** In pixels: the circle's area is as the number, but no circle is too small for its figure. The largest is
 * that of the area with most, also where its incidents stand apart. */
export function radius(incidents: number, largest: number, widthPx: number): number {
  const most = LARGEST_RADIUS_PX * Math.min(1, Math.max(NARROW, widthPx / WIDTH_PX));
  return Math.max(SMALLEST_RADIUS_PX, most * Math.sqrt(incidents / largest));
}

export function largestOf({ symbols, byArea }: Placed): number {
  return Math.max(1, ...[...symbols, ...byArea.values()].map(({ incidents }) => incidents));
}

/** As features of a layer; `index` is the place in `symbols`. */
export function features(symbols: Symbol[]): FeatureCollection<Point> {
  return {
    type: "FeatureCollection",
    features: symbols.map(
      ({ at, incidents, verified }, index): Feature<Point> => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: at },
        properties: { index, incidents, picture: `symbol/${incidents}/${verified}` },
      }),
    ),
  };
}

function onTheMap(
  code: string | null,
  parents: Map<string, string | null>,
  middles: Map<string, unknown>,
): string | null {
  let found = code;
  while (found !== null && !middles.has(found)) found = parents.get(found) ?? null;
  return found;
}

function add(sum: Sum, ref: string, { veracity, reports }: Incident): void {
  sum.incidents += 1;
  sum.verified += veracity === "verified" ? 1 : 0;
  sum.reports += reports;
  if (sum.refs.length < LISTED) sum.refs.push(ref);
}

function nothing(): Sum {
  return { incidents: 0, verified: 0, reports: 0, refs: [] };
}

function of<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
