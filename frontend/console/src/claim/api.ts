/** Claims, of reports and of incidents alike. */

import { ask } from "../api/client.ts";
import { consolePath } from "../api/reports.ts";
import type { Claim } from "../api/types.ts";

export interface Claimed {
  kind: "report" | "incident";
  id: string;
}

export interface ClaimAsked {
  on_call?: boolean;
  take_over_reason?: string;
}

export function takeClaim(election: string, what: Claimed, wanted: ClaimAsked = {}, once = false) {
  return ask<Claim>("PUT", claimPath(election, what), { body: wanted, once });
}

/** Also while the page goes away. */
export function releaseClaim(election: string, what: Claimed) {
  return ask<void>("DELETE", claimPath(election, what), { keepalive: true });
}

function claimPath(election: string, { kind, id }: Claimed): string {
  return consolePath(election, `${kind}s/${id}/claim`);
}
