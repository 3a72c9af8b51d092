import { useState } from "preact/hooks";
import { Field } from "../coding/fields.tsx";
import type { Values } from "../coding/three_way.ts";
import { t } from "../language/language.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { createElection, type ElectionIn } from "./api.ts";
import { NameFields } from "./name_fields.tsx";
import { nameOf } from "./policy_values.ts";

interface NewElectionProps {
  onMade: () => void;
  onClose: () => void;
}

const EMPTY: Values = { slug: "", code: "", time_zone: "Asia/Bishkek", voting_on: "", mode: "rehearsal" };
const PLAIN = [
  ["slug", "[a-z0-9][a-z0-9\\-]{2,63}"],
  ["code", "[A-Z0-9]{2,12}"],
  ["time_zone", ".{1,64}"],
] as const;

/** A draft that only the team sees, a rehearsal unless said otherwise. */
export function NewElection({ onMade, onClose }: NewElectionProps) {
  const [values, setValues] = useState(EMPTY);
  const saving = useSaving();
  const set = (changes: Record<string, string>) => setValues({ ...values, ...changes });
  const create = () =>
    saving.run(async () => {
      const { slug, code, time_zone, voting_on, mode } = values;
      await createElection({ slug, code, time_zone, voting_on, mode, name: nameOf(values) } as ElectionIn);
      onMade();
      onClose();
    });
  return (
    <Dialog title={t("elections.add")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <NameFields values={values} disabled={saving.busy} onChange={set} />
        {PLAIN.map(([field, pattern]) => (
          <Field key={field} label={t(`elections.${field}`)}>
            {({ id }) => (
              <input
                id={id}
                required
                pattern={pattern}
                autocomplete="off"
                value={values[field] ?? ""}
                onInput={(event) => set({ [field]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
        <p class="fine">{t("elections.slug_hint")}</p>
        <Field label={t("elections.voting_on")}>
          {({ id }) => (
            <input
              id={id}
              type="date"
              required
              value={values.voting_on ?? ""}
              onInput={(event) => set({ voting_on: event.currentTarget.value })}
            />
          )}
        </Field>
        <label class="tick">
          <input
            type="checkbox"
            checked={values.mode === "rehearsal"}
            onChange={(event) => set({ mode: event.currentTarget.checked ? "rehearsal" : "live" })}
          />
          <span>{t("elections.rehearsal")}</span>
        </label>
        {saving.failure !== null && <Failure failure={saving.failure} />}
        <button type="submit" class="button primary" disabled={saving.busy}>
          {t("elections.create_draft")}
        </button>
      </form>
    </Dialog>
  );
}
