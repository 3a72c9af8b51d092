import { word } from "../language/language.ts";
import type { Hindrance } from "./readiness.ts";

/** Why a button is not there for this person just now, and what would bring it. */
export function Hindrances({ hindrances }: { hindrances: readonly Hindrance[] }) {
  if (hindrances.length === 0) return null;
  return (
    <ul class="hindrances">
      {hindrances.map((each) => (
        <li key={each}>{word("hindrance", each)}</li>
      ))}
    </ul>
  );
}
