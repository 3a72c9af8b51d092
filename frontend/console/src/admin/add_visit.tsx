import { useState } from "preact/hooks";
import { Field } from "../coding/fields.tsx";
import { t, word } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { instantOf } from "../language/zoned.ts";
import { announce } from "../shell/announce.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { addVisit, type VisitGiven } from "./api.ts";

/** One visit more; its id is made once, so that however often it is sent it is one. */
export function AddVisit({ election, onAdded }: { election: string; onAdded: () => void }) {
  const [id, setId] = useState<string>(() => crypto.randomUUID());
  const [station, setStation] = useState("");
  const [method, setMethod] = useState<VisitGiven["method"]>("other");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const saving = useSaving();
  const ready = station.trim() && from && to;
  const add = () =>
    saving.run(async () => {
      const [begun, ended] = [instantOf(from, timeZone.value), instantOf(to, timeZone.value)];
      await addVisit(election, { id, station: station.trim(), method, from: begun, to: ended });
      setId(crypto.randomUUID());
      setStation("");
      announce(t("visits.added"));
      onAdded();
    });
  return (
    <form
      class="fields"
      aria-label={t("visits.add")}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) add();
      }}
    >
      <Field label={t("coding.station")}>
        {({ id: at }) => (
          <input
            id={at}
            list="stations"
            autocomplete="off"
            value={station}
            onInput={(event) => setStation(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t("visits.method")}>
        {({ id: at }) => (
          <select
            id={at}
            value={method}
            onChange={(event) => setMethod(event.currentTarget.value as VisitGiven["method"])}
          >
            {["other", "random"].map((each) => (
              <option key={each} value={each}>
                {word("visit_method", each)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {(
        [
          ["visits.from", from, setFrom],
          ["visits.to", to, setTo],
        ] as const
      ).map(([label, value, set]) => (
        <Field key={label} label={t(label)}>
          {({ id: at }) => (
            <input
              id={at}
              type="datetime-local"
              value={value}
              onInput={(event) => set(event.currentTarget.value)}
            />
          )}
        </Field>
      ))}
      <div class="field wide">
        {saving.failure !== null && <Failure failure={saving.failure} />}
        <button type="submit" class="button primary" disabled={!ready || saving.busy}>
          {t("visits.add")}
        </button>
      </div>
    </form>
  );
}
