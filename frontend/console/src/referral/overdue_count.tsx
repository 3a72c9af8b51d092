import { t } from "../language/language.ts";
import { useChanges } from "../live/live.ts";
import { Count } from "../shell/count.tsx";
import { useEvery, useLoaded } from "../shell/loaded.ts";
import { countOverdue } from "./api.ts";

/** They fall due by time alone. */
const REFRESH_MS = 60_000;

/** How many answers are overdue; nothing where none is. */
export function OverdueCount({ election }: { election: string }) {
  const { value, again } = useLoaded(`overdue referrals ${election}`, (signal) =>
    countOverdue(election, signal),
  );
  useChanges((change) => change.kind === "incident", again);
  useEvery(REFRESH_MS, again);
  if (!value?.count) return null;
  return (
    <span class="overdue-count" title={t("referrals.overdue")}>
      <span class="visually-hidden">{t("referrals.overdue")} </span>
      <Count of={value} />
    </span>
  );
}
