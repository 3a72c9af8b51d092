import { useShortcuts } from "../keys/shortcuts.ts";
import { number, t } from "../language/language.ts";
import { span } from "../language/moments.ts";
import { useChanges } from "../live/live.ts";
import { addressOf, type Choice } from "../queue/choice.ts";
import { Pending } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useEvery, useLoaded, useNow } from "../shell/loaded.ts";
import { go, Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { Table } from "../shell/table.tsx";
import { readBoard } from "./api.ts";
import { HeldTable } from "./held_table.tsx";

/** For what time alone changes: what comes due, and claims that run out. */
const REFRESH_MS = 30_000;

/** Where the work stands, on one screen, without a word of any report. */
export function LeadBoard() {
  const { election } = useGround();
  const { value, failure, again } = useLoaded(`board ${election.slug}`, (signal) =>
    readBoard(election.slug, signal),
  );
  useChanges(() => true, again);
  useEvery(REFRESH_MS, again);
  const now = useNow();
  useShortcuts([
    { keys: "KeyG KeyQ", label: t("go.queue"), act: () => go(addresses.queue(election.slug)) },
    { keys: "KeyG KeyI", label: t("go.incidents"), act: () => go(addresses.incidents(election.slug)) },
  ]);
  const list = (choice: Choice) => addresses.queue(election.slug) + addressOf(choice);
  if (value === null) return <Pending failure={failure} />;
  return (
    <div class="page admin board">
      <h1>{t("board.title")}</h1>
      <p class="board-critical">
        <Link to={list({ queue: "all", filters: { severity: "5", assigned: "false", claim: "free" } })}>
          <strong class={value.critical_free.count > 0 ? "late" : ""}>{shown(value.critical_free)}</strong>{" "}
          {t("board.critical_free")}
        </Link>
      </p>
      <div class="columns">
        <Table
          caption={t("board.queues")}
          heads={[t("board.queue"), t("board.waiting"), t("board.overdue"), t("board.oldest")]}
          rows={value.queues.map(({ queue, waiting, overdue, waiting_since }) => ({
            key: queue,
            cells: [
              t(`queue.${queue}`),
              <Link key="waiting" to={list({ queue, filters: {} })}>
                {shown(waiting)}
              </Link>,
              overdue.count > 0 ? (
                <Link
                  key="overdue"
                  class="late"
                  to={list({ queue: queue === "all" ? "overdue" : queue, filters: {} })}
                >
                  {shown(overdue)}
                </Link>
              ) : (
                "0"
              ),
              waiting_since === null ? "–" : span(now - Date.parse(waiting_since)),
            ],
          }))}
        />
        <Table
          caption={t("board.ages")}
          heads={[t("board.age"), t("board.waiting")]}
          rows={value.ages.map(({ over_minutes, under_minutes, waiting }) => ({
            key: String(over_minutes),
            cells: [ageInWords(over_minutes, under_minutes), shown(waiting)],
          }))}
        />
      </div>
      <HeldTable held={value.held} onTaken={again} />
    </div>
  );
}

function ageInWords(over: number, under: number | null): string {
  const [from, to] = [span(over * 60_000), span((under ?? 0) * 60_000)];
  if (under === null) return t("board.age_over", { over: from });
  return over === 0 ? t("board.age_under", { under: to }) : `${from} – ${to}`;
}

function shown({ count, more }: { count: number; more: boolean }): string {
  return `${number(count)}${more ? "+" : ""}`;
}
