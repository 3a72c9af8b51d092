import { areaShapes } from "../api/areas.ts";
import { t } from "../language/language.ts";
import { areaLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { type Box, boxOf, pathOf, projection, ringsOf, widened } from "./projection.ts";

interface PlaceMapProps {
  point: { latitude_deg: number; longitude_deg: number } | null;
  area: string | null;
  station: string | null;
  /** Where somebody points at the map; without it the map is only looked at. */
  onPoint?: (latitude: number, longitude: number) => void;
}

const LEAST_DEG = 0.25;

/** Where it is, drawn from the election's own areas and stations: nobody outside is asked for a map. */
export function PlaceMap({ point, area, station, onPoint }: PlaceMapProps) {
  const ground = useGround();
  const { value: shapes } = useLoaded(`areas ${ground.election.slug}`, () =>
    areaShapes(ground.election.slug),
  );
  if (!shapes || shapes.every((shape) => shape.geometry === null)) return null;
  const own = shapes.find((shape) => shape.properties.code === area);
  const box = frame(
    point,
    own ? boxOf(ringsOf(own.geometry)) : null,
    boxOf(shapes.flatMap((s) => ringsOf(s.geometry))),
  );
  if (box === null) return null;
  const flat = projection(box);
  const pointed = (event: MouseEvent & { currentTarget: SVGSVGElement }) => {
    const on = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - on.left) / on.width) * flat.width;
    const y = ((event.clientY - on.top) / on.height) * flat.height;
    onPoint?.(rounded(flat.latitude(y)), rounded(flat.longitude(x)));
  };
  return (
    <figure class="map">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same is typed into the field of the point */}
      <svg
        viewBox={`0 0 ${flat.width} ${flat.height}`}
        role="img"
        aria-label={t("map.label", { place: areaLabel(ground, area) ?? t("place.not_located") })}
        class={onPoint ? "pointed" : ""}
        onClick={onPoint ? pointed : undefined}
      >
        {shapes.map((shape) => (
          <path
            key={shape.properties.code}
            d={pathOf(ringsOf(shape.geometry), flat)}
            class={shape.properties.code === area ? "area own" : "area"}
          />
        ))}
        {stationsIn(ground.stations, box).map(({ number, latitude, longitude }) => (
          <circle
            key={number}
            cx={flat.x(longitude)}
            cy={flat.y(latitude)}
            r={number === station ? 14 : 5}
            class={number === station ? "station own" : "station"}
          >
            <title>{number}</title>
          </circle>
        ))}
        {point && (
          <path
            class="pin"
            d={`M${flat.x(point.longitude_deg) - 22} ${flat.y(point.latitude_deg)}h44m-22-22v44`}
          />
        )}
      </svg>
      <figcaption>{t(onPoint ? "map.point_here" : "map.of_ours")}</figcaption>
    </figure>
  );
}

function frame(point: PlaceMapProps["point"], own: Box | null, all: Box | null): Box | null {
  if (own) return widened(own, LEAST_DEG);
  if (point) {
    const { latitude_deg: lat, longitude_deg: lon } = point;
    return widened({ west: lon, east: lon, south: lat, north: lat }, LEAST_DEG * 2);
  }
  return all && widened(all, LEAST_DEG);
}

function stationsIn(
  pack: { number: string[]; latitude_deg: (number | null)[]; longitude_deg: (number | null)[] },
  box: Box,
): { number: string; latitude: number; longitude: number }[] {
  return pack.number.flatMap((number, at) => {
    const [latitude, longitude] = [pack.latitude_deg[at] ?? null, pack.longitude_deg[at] ?? null];
    if (latitude === null || longitude === null) return [];
    const inside =
      longitude >= box.west && longitude <= box.east && latitude >= box.south && latitude <= box.north;
    return inside ? [{ number, latitude, longitude }] : [];
  });
}

/** To about ten metres, which is as well as anybody can point. */
function rounded(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}
