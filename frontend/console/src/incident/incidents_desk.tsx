import { useState } from "preact/hooks";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { useGround } from "../shell/ground.ts";
import { ListBeside } from "../shell/list_beside.tsx";
import { go, location } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { IncidentList } from "./incident_list.tsx";
import { IncidentView } from "./incident_view.tsx";
import { type IncidentsView, viewNamed } from "./views.ts";

/** Incidents and the one that is opened, beside each other. */
export function IncidentsDesk({ opened }: { opened: string | null }) {
  const { slug } = useGround().election;
  const [turn, setTurn] = useState(0);
  const query = new URLSearchParams(location.value.search);
  const view = viewNamed(query.get("view"));
  const words = query.get("q") ?? "";
  const show = (id: string | null, changes: { view?: IncidentsView; words?: string } = {}) => {
    const asked = new URLSearchParams();
    const [nextView, nextWords] = [changes.view ?? view, changes.words ?? words];
    if (nextView !== "open") asked.set("view", nextView);
    if (nextWords) asked.set("q", nextWords);
    const path = id === null ? addresses.incidents(slug) : addresses.incident(slug, id);
    go(asked.size > 0 ? `${path}?${asked}` : path);
  };
  useShortcuts([
    { keys: "Escape", label: t("queue.back"), act: () => show(null) },
    { keys: "KeyG KeyQ", label: t("go.queue"), act: () => go(addresses.queue(slug)) },
  ]);
  return (
    <ListBeside
      space
      title={t("incidents.title")}
      how={t("incidents.how")}
      back={addresses.incidents(slug)}
      list={
        <IncidentList
          view={view}
          words={words}
          opened={opened}
          turn={turn}
          onView={(each) => show(null, { view: each })}
          onWords={(each) => show(opened, { words: each })}
          onOpen={(id) => show(id)}
        />
      }
    >
      {opened && <IncidentView key={opened} id={opened} onChanged={() => setTurn((before) => before + 1)} />}
    </ListBeside>
  );
}
