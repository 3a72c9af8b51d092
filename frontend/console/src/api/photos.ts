import { ask } from "./client.ts";
import { consolePath } from "./reports.ts";

/** An address of the original, good for a minute and for one person; the view is in the history by then. */
export function originalLink(election: string, photo: string) {
  return ask<{ url: string; expires_at: string }>("POST", consolePath(election, `photos/${photo}/original`));
}
