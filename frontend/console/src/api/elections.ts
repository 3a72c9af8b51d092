import { ask } from "./client.ts";
import type { Areas, Categories, Election, StationPack } from "./types.ts";

export interface ElectionSummary {
  slug: string;
  name: Record<string, string>;
  voting_on: string;
  status: string;
  mode: string;
  synthetic: boolean;
}

export function listElections(signal: AbortSignal) {
  return ask<{ items: ElectionSummary[] }>("GET", "/api/v1/elections", { signal });
}

/** What every screen of one election needs: its rules, kinds, areas and stations, in the reader's language. */
export interface Ground {
  election: Election;
  categories: Categories;
  areas: Areas;
  stations: StationPack;
}

export async function readGround(slug: string, language: string, signal: AbortSignal): Promise<Ground> {
  const path = `/api/v1/elections/${slug}`;
  const [election, categories, areas, stations] = await Promise.all([
    ask<Election>("GET", path, { signal }),
    ask<Categories>("GET", `${path}/categories?lang=${language}`, { signal }),
    ask<Areas>("GET", `${path}/areas?lang=${language}`, { signal }),
    ask<StationPack>("GET", `${path}/stations`, { signal }),
  ]);
  return { election, categories, areas, stations };
}
