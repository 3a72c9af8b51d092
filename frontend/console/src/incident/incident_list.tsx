import { useEffect } from "preact/hooks";
import { listIncidents } from "../api/incidents.ts";
import type { IncidentRow } from "../api/types.ts";
import { counted, t, word } from "../language/language.ts";
import { useChanges } from "../live/live.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { ListHead } from "../shell/list_head.tsx";
import { Link } from "../shell/navigation.tsx";
import { SeverityMark } from "../shell/severity_mark.tsx";
import { useSteadyList } from "../shell/steady_list.ts";
import { type IncidentsView, incidentsQuestion, VIEWS, viewNamed } from "./views.ts";

const LIMIT = 100;

interface IncidentListProps {
  view: IncidentsView;
  words: string;
  opened: string | null;
  turn: number;
  addressOf: (id: string) => string;
  onView: (view: IncidentsView) => void;
  onWords: (words: string) => void;
  onOpen: (id: string) => void;
}

/** The list that never moves by itself: news wait behind a button, what left stays greyed. */
export function IncidentList({
  view,
  words,
  opened,
  turn,
  addressOf,
  onView,
  onWords,
  onOpen,
}: IncidentListProps) {
  const { election } = useGround();
  const query = incidentsQuestion(view, words, LIMIT);
  const { rows, waiting, gone, empty, more, failure, again, show } = useSteadyList(
    `incidents ${election.slug} ${query}`,
    (signal) => listIncidents(election.slug, query, signal),
  );
  useEffect(() => {
    if (turn > 0) again();
  }, [turn, again]);
  useChanges((change) => change.kind === "incident", again);
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
      />
      {failure !== null && <Failure failure={failure} />}
      <div class="news" role="status">
        {waiting + gone.size > 0 && (
          <Button kind="primary" keys="KeyU" onPress={show}>
            {waiting > 0 ? counted("incidents.news", waiting) : t("queue.refresh")}
          </Button>
        )}
      </div>
      {empty && <p class="empty">{t("incidents.empty")}</p>}
      <ol class="rows">
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            to={addressOf(row.id)}
            opened={row.id === opened}
            gone={gone.has(row.id)}
          />
        ))}
      </ol>
      {more && <p class="fine">{t("queue.more", { count: LIMIT, order: word("queue_order", "newest") })}</p>}
    </section>
  );
}

interface RowProps {
  row: IncidentRow;
  to: string;
  opened: boolean;
  gone: boolean;
}

function Row({ row, to, opened, gone }: RowProps) {
  const ground = useGround();
  return (
    <li class={`${opened ? "opened" : ""} ${gone ? "gone" : ""}`}>
      <Link to={to} current={opened} class="row-link">
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
          {row.claim && <span class="holder">{row.claim.mine ? t("claim.you") : row.claim.holder}</span>}
          {row.before_lead && <span class="late">{t("state.escalated")}</span>}
        </span>
      </Link>
    </li>
  );
}
