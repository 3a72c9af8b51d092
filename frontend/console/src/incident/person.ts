import { may, me } from "../session/session.ts";
import { useGround } from "../shell/ground.ts";
import type { Person } from "./readiness.ts";

/** Who sits here, in this election. */
export function usePerson(): Person {
  const { slug } = useGround().election;
  return { name: me.value?.name ?? "", verifier: may("verifier", slug), lead: may("lead", slug) };
}
