import { useState } from "preact/hooks";
import { listIncidents, relate, unrelate } from "../api/incidents.ts";
import type { Incident, RelationKind } from "../api/types.ts";
import { t, word } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { kindLabel, useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";

const KINDS: readonly RelationKind[] = ["related", "continues", "continued_by"];

/** Incidents that belong to one course of events without being one. */
export function Related({ incident, onChanged }: { incident: Incident; onChanged: () => void }) {
  const ground = useGround();
  const slug = ground.election.slug;
  const [other, setOther] = useState("");
  const [kind, setKind] = useState<RelationKind>("related");
  const saving = useSaving();
  const { value } = useLoaded("incidents to relate", (signal) =>
    listIncidents(slug, new URLSearchParams({ limit: "200" }), signal),
  );
  const known = value?.items ?? [];
  const name = (id: string) => {
    const found = known.find((each) => each.id === id);
    return found ? `${found.ref ?? found.work_ref} ${kindLabel(ground, found.category)}` : id;
  };
  const open = incident.publication !== "withdrawn";
  const offered = known.filter((each) => each.id !== incident.id && !incident.related.includes(each.id));
  const change = (work: () => Promise<unknown>) =>
    saving.run(async () => {
      await work();
      setOther("");
      onChanged();
    });
  return (
    <section aria-label={t("related.title")}>
      <h2>{t("related.title")}</h2>
      <ul class="plain-list">
        {incident.related.map((id) => (
          <li key={id}>
            {open ? (
              <select
                aria-label={t("related.how_with", { ref: name(id) })}
                value={kindOf(incident, id)}
                disabled={saving.busy}
                onChange={({ currentTarget }) => {
                  const chosen = currentTarget.value as RelationKind;
                  change(() => relate(slug, incident.id, id, chosen));
                }}
              >
                <Kinds />
              </select>
            ) : (
              <span class="fine">{word("relation", kindOf(incident, id))}</span>
            )}{" "}
            <Link to={addresses.incident(slug, id)}>{name(id)}</Link>{" "}
            <Button
              kind="quiet"
              disabled={saving.busy}
              onPress={() => change(() => unrelate(slug, incident.id, id))}
            >
              {t("related.remove")}
            </Button>
          </li>
        ))}
      </ul>
      {open && offered.length > 0 && (
        <div class="row">
          <label>
            {t("related.how")}
            <select value={kind} onChange={(event) => setKind(event.currentTarget.value as RelationKind)}>
              <Kinds />
            </select>
          </label>
          <label>
            {t("related.add")}
            <select value={other} onChange={(event) => setOther(event.currentTarget.value)}>
              <option value="">–</option>
              {offered.map((each) => (
                <option key={each.id} value={each.id}>
                  {name(each.id)}
                </option>
              ))}
            </select>
          </label>
          <Button
            disabled={!other || saving.busy}
            onPress={() => change(() => relate(slug, incident.id, other, kind))}
          >
            {t("related.do")}
          </Button>
        </div>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
    </section>
  );
}

function Kinds() {
  return (
    <>
      {KINDS.map((each) => (
        <option key={each} value={each}>
          {word("relation", each)}
        </option>
      ))}
    </>
  );
}

function kindOf(incident: Incident, other: string): RelationKind {
  if (incident.continues.includes(other)) return "continues";
  return incident.continued_by.includes(other) ? "continued_by" : "related";
}
