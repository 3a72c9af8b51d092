import { useEffect } from "preact/hooks";
import { listIncidents } from "../api/incidents.ts";
import type { IncidentRow } from "../api/types.ts";
import { counted, t, word } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { ListHead } from "../shell/list_head.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { SeverityMark } from "../shell/severity_mark.tsx";
import { type IncidentsView, incidentsQuestion, VIEWS, viewNamed } from "./views.ts";

const LIMIT = 100;

interface IncidentListProps {
  view: IncidentsView;
  words: string;
  opened: string | null;
  turn: number;
  onView: (view: IncidentsView) => void;
  onWords: (words: string) => void;
  onOpen: (id: string) => void;
}

/** The list changes only when somebody here asks or does something: it never moves under the cursor. */
export function IncidentList({ view, words, opened, turn, onView, onWords, onOpen }: IncidentListProps) {
  const { election } = useGround();
  const query = incidentsQuestion(view, words, LIMIT);
  const { value, failure, again } = useLoaded(`incidents ${query}`, (signal) =>
    listIncidents(election.slug, query, signal),
  );
  useEffect(() => {
    if (turn > 0) again();
  }, [turn, again]);
  const rows = value?.items ?? [];
  return (
    <section class="queue" aria-label={t("incidents.title")}>
      <ListHead
        which={
          <label>
            <span class="visually-hidden">{t("queue.which")}</span>
            <select value={view} onChange={(event) => onView(viewNamed(event.currentTarget.value))}>
              {VIEWS.map((each) => (
                <option key={each} value={each}>
                  {t(`incidents.${each}`)}
                </option>
              ))}
            </select>
          </label>
        }
        ids={rows.map((row) => row.id)}
        opened={opened}
        onOpen={onOpen}
        words={words}
        searchLabel={t("incidents.search")}
        onWords={onWords}
      >
        <Button keys="KeyU" kind="quiet" onPress={again} label={t("queue.refresh")}>
          ⟳
        </Button>
      </ListHead>
      {failure !== null && <Failure failure={failure} />}
      {value && rows.length === 0 && <p class="empty">{t("incidents.empty")}</p>}
      <ol class="rows">
        {rows.map((row) => (
          <Row key={row.id} row={row} opened={row.id === opened} />
        ))}
      </ol>
      {value?.next_cursor && (
        <p class="fine">{t("queue.more", { count: LIMIT, order: word("queue_order", "newest") })}</p>
      )}
    </section>
  );
}

function Row({ row, opened }: { row: IncidentRow; opened: boolean }) {
  const ground = useGround();
  return (
    <li class={opened ? "opened" : ""}>
      <Link to={addresses.incident(ground.election.slug, row.id)} current={opened} class="row-link">
        <span class="row-first">
          <SeverityMark severity={row.severity} />
          <strong>{kindLabel(ground, row.category)}</strong>
        </span>
        <span class="row-second">
          {row.ref ?? row.work_ref} · {areaLabel(ground, row.area) ?? t("place.not_located")}
        </span>
        <span class="row-last">
          <span>{word("veracity", row.veracity)}</span>
          <span>{word("publication", row.publication)}</span>
          <span>{counted("count.reports", row.reports)}</span>
          {row.before_lead && <span class="late">{t("state.escalated")}</span>}
        </span>
      </Link>
    </li>
  );
}
