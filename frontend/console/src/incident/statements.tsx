import { useState } from "preact/hooks";
import { addStatement, type StatementGiven } from "../api/incidents.ts";
import type { Incident } from "../api/types.ts";
import { best, ENDONYMS, t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { TEXT_LANGUAGES } from "./incident_groups.ts";

const KINDS = ["denial", "correction", "comment"] as const;

/** What the accused or an authority answered; it is published with the incident. */
export function Statements({ incident, onChanged }: { incident: Incident; onChanged: () => void }) {
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label={t("statements.title")}>
      <h2>{t("statements.title")}</h2>
      <ul class="plain-list">
        {incident.statements.map((statement) => {
          const text = best(statement.text);
          return (
            <li key={statement.id}>
              <p>
                <strong>{statement.by}</strong> · {word("statement", statement.kind)}{" "}
                <span class="fine">
                  {statement.actor} · {moment(statement.at)}
                </span>
              </p>
              <p class="words" lang={text.language}>
                {text.text}
              </p>
            </li>
          );
        })}
      </ul>
      {incident.publication !== "withdrawn" && (
        <Button keys="KeyA" onPress={() => setAdding(true)}>
          {t("statements.add")}
        </Button>
      )}
      {adding && (
        <AddStatement
          incident={incident}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            announce(t("statements.added"));
            onChanged();
          }}
        />
      )}
    </section>
  );
}

interface AddStatementProps {
  incident: Incident;
  onAdded: () => void;
  onClose: () => void;
}

function AddStatement({ incident, onAdded, onClose }: AddStatementProps) {
  const { election } = useGround();
  const [by, setBy] = useState("");
  const [kind, setKind] = useState<StatementGiven["kind"]>("denial");
  const [texts, setTexts] = useState<Record<string, string>>({});
  const saving = useSaving();
  const said = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));
  return (
    <Dialog title={t("statements.add")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.run(async () => {
            await addStatement(election.slug, incident.id, { by: by.trim(), kind, text: said });
            onAdded();
          });
        }}
      >
        <label>
          {t("statements.by")}
          <input
            autofocus
            required
            maxLength={200}
            value={by}
            onInput={(event) => setBy(event.currentTarget.value)}
          />
        </label>
        <label>
          {t("statements.kind")}
          <select
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as StatementGiven["kind"])}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {word("statement", each)}
              </option>
            ))}
          </select>
        </label>
        {TEXT_LANGUAGES.filter((each) => election.languages.includes(each)).map((each) => (
          <label key={each}>
            <span lang={each}>{ENDONYMS[each]}</span>
            <textarea
              lang={each}
              rows={2}
              maxLength={1000}
              value={texts[each] ?? ""}
              onInput={(event) => setTexts({ ...texts, [each]: event.currentTarget.value })}
            />
          </label>
        ))}
        {saving.failure !== null && <Failure failure={saving.failure} />}
        <button type="submit" class="button primary" disabled={saving.busy || Object.keys(said).length === 0}>
          {t("statements.do")}
        </button>
      </form>
    </Dialog>
  );
}
