import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Ground } from "../api/elections.ts";
import type { Area, Kind } from "../api/types.ts";

export const GroundContext = createContext<Ground | null>(null);

/** The election this screen is about. */
export function useGround(): Ground {
  const ground = useContext(GroundContext);
  if (ground === null) throw new Error("only inside an election");
  return ground;
}

export function kindOf(ground: Ground, slug: string): Kind | undefined {
  return ground.categories.groups.flatMap((group) => group.kinds).find((kind) => kind.slug === slug);
}

export function kindLabel(ground: Ground, slug: string): string {
  return kindOf(ground, slug)?.label ?? slug;
}

export function areaOf(ground: Ground, code: string | null): Area | undefined {
  return code === null ? undefined : ground.areas.items.find((area) => area.code === code);
}

export function areaLabel(ground: Ground, code: string | null): string | null {
  return code === null ? null : (areaOf(ground, code)?.label ?? code);
}

/** The station's own name in the reader's language, if it has one. */
export function stationName(ground: Ground, number: string, language: string): string | null {
  const at = ground.stations.number.indexOf(number);
  if (at < 0) return null;
  const names = [language, "ru", "ky", "en"].map((each) => ground.stations.name[each]?.[at]);
  return names.find((name) => name) ?? null;
}
