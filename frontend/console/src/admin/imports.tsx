import { useState } from "preact/hooks";
import { isProblem } from "../api/problem.ts";
import { Field } from "../coding/fields.tsx";
import { number, t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { Table } from "../shell/table.tsx";
import { type Imported, type ImportKind, importFile } from "./api.ts";
import { type BadRow, rowsRefused } from "./bad_rows.ts";

const KINDS: readonly ImportKind[] = ["areas", "stations", "visits"];

/** Areas first, then the stations in them, then the visits to those. */
export function Imports({ election }: { election: string }) {
  return (
    <section aria-label={t("imports.title")}>
      <h2>{t("imports.title")}</h2>
      <p class="fine">{t("imports.order")}</p>
      {KINDS.map((kind) => (
        <ImportOne key={kind} election={election} kind={kind} />
      ))}
    </section>
  );
}

/** All rows or none; where some are bad they are named, and the others can be taken. */
function ImportOne({ election, kind }: { election: string; kind: ImportKind }) {
  const [file, setFile] = useState<File | null>(null);
  const [done, setDone] = useState<Imported | null>(null);
  const saving = useSaving();
  const run = (partial: boolean) =>
    saving.run(async () => {
      setDone(null);
      if (file) setDone(await importFile(election, kind, file, partial));
    });
  const refused = isProblem(saving.failure, "import-refused");
  const bad: readonly BadRow[] = done ? done.refused : rowsRefused(saving.failure);
  return (
    <fieldset>
      <legend>{t(`imports.${kind}`)}</legend>
      <p class="fine">{t(`imports.${kind}_hint`)}</p>
      <Field label={t("imports.file")}>
        {({ id }) => (
          <input
            id={id}
            type="file"
            accept={kind === "areas" ? ".geojson,.json" : ".csv"}
            disabled={saving.busy}
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0] ?? null);
              setDone(null);
              saving.clear();
            }}
          />
        )}
      </Field>
      <div class="buttons">
        <Button
          kind="primary"
          label={t(`imports.do_${kind}`)}
          disabled={file === null || saving.busy}
          onPress={() => run(false)}
        >
          {t(saving.busy ? "imports.running" : "imports.do")}
        </Button>
        {refused && (
          <Button disabled={saving.busy} onPress={() => run(true)}>
            {t("imports.rest")}
          </Button>
        )}
      </div>
      {done && (
        <p role="status">
          {t("imports.done", { count: number(done.imported), refused: number(done.refused_total) })}
        </p>
      )}
      {saving.failure !== null && !refused && <Failure failure={saving.failure} />}
      {refused && (
        <p class="error" role="alert">
          {t("imports.refused")}
        </p>
      )}
      {bad.length > 0 && (
        <Table
          caption={t("imports.bad_rows")}
          heads={[t("imports.row"), t("imports.why")]}
          rows={bad.map((row) => ({
            key: `${row.row} ${row.code}`,
            cells: [
              row.row,
              <span key="why" lang="en">
                {row.message}
              </span>,
            ],
          }))}
        />
      )}
    </fieldset>
  );
}
