/** From longitude and latitude to a flat picture and back: good enough for one country. Pure. */

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface Projection {
  width: number;
  height: number;
  x: (longitude: number) => number;
  y: (latitude: number) => number;
  longitude: (x: number) => number;
  latitude: (y: number) => number;
}

const WIDTH = 1000;

/** Degrees of longitude are narrower than those of latitude by the cosine of the middle. */
export function projection(box: Box): Projection {
  const squeeze = Math.cos((((box.south + box.north) / 2) * Math.PI) / 180);
  const scale = WIDTH / ((box.east - box.west) * squeeze);
  return {
    width: WIDTH,
    height: (box.north - box.south) * scale,
    x: (longitude) => (longitude - box.west) * squeeze * scale,
    y: (latitude) => (box.north - latitude) * scale,
    longitude: (x) => box.west + x / squeeze / scale,
    latitude: (y) => box.north - y / scale,
  };
}

type Position = readonly number[];
export type Rings = readonly (readonly Position[])[];

/** The rings of a polygon or of all parts of one. */
export function ringsOf(geometry: { type: string; coordinates: unknown } | null): Rings {
  if (geometry === null) return [];
  if (geometry.type === "Polygon") return geometry.coordinates as Rings;
  if (geometry.type === "MultiPolygon") return (geometry.coordinates as Rings[]).flat();
  return [];
}

export function boxOf(rings: Rings): Box | null {
  const points = rings.flat();
  if (points.length === 0) return null;
  const [longitudes, latitudes] = [points.map(([lon = 0]) => lon), points.map(([, lat = 0]) => lat)];
  return {
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
  };
}

/** A box that shows `around` and something of what lies about it, never narrower than `least` degrees. */
export function widened(around: Box, least: number): Box {
  const [lon, lat] = [(around.west + around.east) / 2, (around.south + around.north) / 2];
  const half = {
    lon: Math.max((around.east - around.west) * 0.6, least),
    lat: Math.max((around.north - around.south) * 0.6, least * 0.7),
  };
  return { west: lon - half.lon, east: lon + half.lon, south: lat - half.lat, north: lat + half.lat };
}

export function pathOf(rings: Rings, flat: Projection): string {
  return rings
    .map(
      (ring) =>
        `M${ring.map(([lon = 0, lat = 0]) => `${round(flat.x(lon))} ${round(flat.y(lat))}`).join("L")}Z`,
    )
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
