/** The map that can be zoomed. MapLibre comes with this file, so nothing of it is loaded before it is wanted. */

import "maplibre-gl/dist/maplibre-gl.css";
import "./zoomed.css";
import type { FeatureCollection, MultiPolygon, Polygon } from "geojson";
import { MapLibreMap, NavigationControl, Popup, setWorkerUrl } from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { box } from "./bounds.ts";
import { type Colours, colours } from "./colours.ts";
import { type Picture, symbol, unwatched } from "./pictures.ts";
import { inNumbers, popup } from "./popup.ts";
import { style } from "./style.ts";
import { type Areas, features, type Incidents, largestOf, type Placed, placed, radius } from "./symbols.ts";
import { filled, type Told } from "./told.ts";

type Say = (words: string) => void;

const CLOSEST_ZOOM = 14;
const NEAR_PX = 24;

setWorkerUrl(worker);

/** Ready when it is drawn; the answer removes it again. Throws when something cannot be had. */
export async function show(place: HTMLElement, told: Told, say: Say): Promise<() => void> {
  const [areas, incidents] = await Promise.all([read<Areas>(told.areas), read<Incidents>(told.incidents)]);
  const middles = new Map(Object.entries(told.places).map(([code, { at }]) => [code, at]));
  const on = placed(incidents, areas, middles);
  const ground = shaded(areas, told);
  const container = document.createElement("div");
  container.className = "map-zoomed";
  container.dataset.help = told.words.help;
  place.append(container);
  try {
    const map = opened(container, told, ground);
    const stop = dressed(map, ground, on);
    answering(map, place, told, areas, on);
    await map.once("idle");
    counting(map, told, on, say);
    return () => {
      stop();
      map.remove();
      container.remove();
    };
  } catch (error) {
    container.remove();
    throw error;
  }
}

async function read<Document>(address: string): Promise<Document> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function shaded(areas: Areas, told: Told): FeatureCollection<Polygon | MultiPolygon> {
  const drawn = areas.features.flatMap(({ geometry, properties }) => {
    const known = told.places[properties.code];
    if (!geometry || !known) return [];
    return [
      { type: "Feature" as const, geometry, properties: { code: properties.code, step: known.step ?? -1 } },
    ];
  });
  return { type: "FeatureCollection", features: drawn };
}

function opened(
  container: HTMLElement,
  told: Told,
  ground: FeatureCollection<Polygon | MultiPolygon>,
): MapLibreMap {
  const bounds = box(ground.features.map(({ geometry }) => geometry));
  const [west, south, east, north] = bounds;
  const around = Math.max(east - west, north - south); // how far it can be moved beyond its areas
  const map = new MapLibreMap({
    container,
    bounds,
    fitBoundsOptions: { padding: 16 },
    maxBounds: [west - around, south - around, east + around, north + around],
    maxZoom: CLOSEST_ZOOM,
    attributionControl: false, // they are our own shapes
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    locale: {
      "Map.Title": `${told.words.label} ${told.words.help}`,
      "NavigationControl.ZoomIn": told.words.closer,
      "NavigationControl.ZoomOut": told.words.farther,
      "Popup.Close": told.words.close,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  return map;
}

/** In the colours of the page, also when the reader changes from light to dark. */
function dressed(map: MapLibreMap, ground: FeatureCollection, on: Placed): () => void {
  const circles = features(on.symbols);
  const size = (incidents: number) => radius(incidents, largestOf(on), map.getContainer().clientWidth);
  let now: Colours = colours();
  map.setMissingStyleImageResolver((id) => {
    const { image, pixelRatio } = id === "unwatched" ? unwatched(now) : circle(id, size, now);
    map.addImage(id, image, { pixelRatio });
  });
  const dress = () => {
    now = colours();
    map.setStyle(style(ground, circles, now), { diff: false });
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", dress);
  dress();
  return () => dark.removeEventListener("change", dress);
}

function circle(id: string, size: (incidents: number) => number, now: Colours): Picture {
  const [, incidents = 0, verified = 0] = id.split("/").map(Number);
  const whole = size(incidents);
  return symbol(whole, whole * Math.sqrt(verified / incidents), inNumbers(incidents), now);
}

/** A press or Enter says what is there, and moves it into the middle, so that nobody needs to drag. */
function answering(map: MapLibreMap, place: HTMLElement, told: Told, areas: Areas, on: Placed): void {
  const names = new Map(areas.features.map(({ properties }) => [properties.code, properties]));
  const said = new Popup({ maxWidth: "18rem", focusAfterOpen: false });

  function tell(x: number, y: number, within: number): void {
    const around: [[number, number], [number, number]] = [
      [x - within, y - within],
      [x + within, y + within],
    ];
    const [circle] = map.queryRenderedFeatures(around, { layers: ["symbols"] });
    const [area] = map.queryRenderedFeatures([x, y], { layers: ["areas"] });
    const found = circle && on.symbols[circle.properties.index];
    const code: string | undefined = found ? (found.area ?? undefined) : area?.properties.code;
    const sum = found ?? (code === undefined ? undefined : on.byArea.get(code));
    if (!found && code === undefined) return;
    const at = found ? found.at : map.unproject([x, y]);
    const name = code === undefined ? undefined : names.get(code);
    const body = popup(told, sum, name, found?.station ?? null);
    said.setLngLat(at).setDOMContent(body).addTo(map);
    map.easeTo({ center: at });
    body.focus({ preventScroll: true }); // so that it is read out
  }

  said.on("close", () => map.getCanvas().focus());
  map.on("click", ({ point }) => tell(point.x, point.y, 1));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getCanvas()) {
      const { clientWidth, clientHeight } = map.getContainer();
      tell(clientWidth / 2, clientHeight / 2, NEAR_PX);
    } else if (event.key === "Escape" && said.isOpen()) {
      said.remove();
    } else if (event.key === "Escape") {
      place.dispatchEvent(new Event("leave"));
    }
  });
}

/** How many incidents can be seen, said whenever the map has come to rest. */
function counting(map: MapLibreMap, told: Told, on: Placed, say: Say): void {
  function count(): void {
    const seen = new Set(
      map.queryRenderedFeatures({ layers: ["symbols"] }).map((each) => each.properties.index),
    );
    const shown = [...seen].reduce((sum, index) => sum + (on.symbols[index]?.incidents ?? 0), 0);
    say(filled(told.words.in_view, { shown: inNumbers(shown), all: inNumbers(on.all) }));
  }
  map.on("idle", count);
  count();
}
