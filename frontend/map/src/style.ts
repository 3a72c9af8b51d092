/** The map's style: our own shapes, no tiles, no letters from elsewhere. */

import type { FeatureCollection } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import { type Colours, STEPS } from "./colours.ts";

/** `areas` have a `step`; -1 where it is not known. */
export function style(areas: FeatureCollection, symbols: FeatureCollection, of: Colours): StyleSpecification {
  const shades = STEPS.flatMap((step) => [step, of[`step-${step}`]]);
  return {
    version: 8,
    sources: { areas: { type: "geojson", data: areas }, symbols: { type: "geojson", data: symbols } },
    layers: [
      {
        id: "areas",
        type: "fill",
        source: "areas",
        paint: {
          // biome-ignore lint/suspicious/noExplicitAny: an expression of varying length has no narrower type
          "fill-color": ["match", ["get", "step"], ...shades, of["paper-deep"]] as any,
        },
      },
      {
        id: "unwatched",
        type: "fill",
        source: "areas",
        filter: ["==", ["get", "step"], 0],
        paint: { "fill-pattern": "unwatched" },
      },
      { id: "edges", type: "line", source: "areas", paint: { "line-color": of.edge, "line-width": 1 } },
      {
        id: "symbols",
        type: "symbol",
        source: "symbols",
        layout: {
          "icon-image": ["get", "picture"],
          "icon-allow-overlap": true,
          "icon-ignore-placement": true,
          "symbol-sort-key": ["-", 0, ["get", "incidents"]], // the largest first, so that none is hidden
        },
      },
    ],
  };
}
