/** Which of two incidents may go into the other; the service has the last word. Pure. */

export interface Side {
  id: string;
  publication: string;
}

export type MergeHindrance = "published_first" | "not_now";

/** What the public knows may only become part of what the public knows. */
export function hindersMerge(goes: Side, stays: Side): MergeHindrance | null {
  if ([goes, stays].some((side) => side.publication === "merged")) return "not_now";
  return goes.publication === "published" && stays.publication !== "published" ? "published_first" : null;
}
