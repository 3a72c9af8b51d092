import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { Board } from "../api/types.ts";

export function readBoard(election: string, signal: AbortSignal) {
  return ask<Board>("GET", consolePath(election, "board"), { signal });
}
