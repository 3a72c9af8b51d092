/** Where shapes lie. Pure. */

import type { MultiPolygon, Polygon, Position } from "geojson";

export type Box = [west: number, south: number, east: number, north: number];

export function box(shapes: (Polygon | MultiPolygon)[]): Box {
  const found: Box = [180, 90, -180, -90];
  for (const [x = 0, y = 0] of shapes.flatMap(corners)) {
    found[0] = Math.min(found[0], x);
    found[1] = Math.min(found[1], y);
    found[2] = Math.max(found[2], x);
    found[3] = Math.max(found[3], y);
  }
  return found;
}

function corners(shape: Polygon | MultiPolygon): Position[] {
  return shape.type === "Polygon" ? shape.coordinates.flat() : shape.coordinates.flat(2);
}
