import { useState } from "preact/hooks";
import type { Ground } from "../api/elections.ts";
import { AreaChoice, Field } from "../coding/fields.tsx";
import { ENDONYMS, LANGUAGES, t, word } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { areaLabel, useGround } from "../shell/ground.ts";
import type { Filters } from "./choice.ts";

const CLAIMS = ["free", "held", "mine"];
const SEVERITIES = ["5", "5,4", "5,4,3"];
const OFFERED = ["group", "severity", "area", "station", "language", "claim"];

interface NarrowingProps {
  filters: Filters;
  onChange: (changes: Filters) => void;
}

/** What the list is narrowed to, each taken away with one press; the words searched for stand in their field. */
export function Narrowing({ filters, onChange }: NarrowingProps) {
  const ground = useGround();
  const shown = Object.entries(filters).filter(([name]) => name !== "q");
  if (shown.length === 0) return null;
  return (
    <ul class="chips" aria-label={t("narrow.to")}>
      {shown.map(([name, value]) => (
        <li key={name}>
          <button
            type="button"
            class="chip"
            aria-label={t("narrow.without", { what: inWords(ground, name, value) })}
            onClick={() => onChange({ [name]: "" })}
          >
            {inWords(ground, name, value)} <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** All that a list can be narrowed by, at once. */
export function NarrowDialog({ filters, onChange, onClose }: NarrowingProps & { onClose: () => void }) {
  const ground = useGround();
  const [values, setValues] = useState<Filters>(filters);
  const said = (name: string) => values[name] ?? "";
  const set = (name: string) => (value: string) => setValues((before) => ({ ...before, [name]: value }));
  return (
    <Dialog title={t("narrow.title")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onChange(values);
        }}
      >
        <OneOf
          name="group"
          value={said("group")}
          codes={ground.categories.groups.map((group) => group.slug)}
          labelOf={(code) => inWords(ground, "group", code)}
          onChange={set("group")}
        />
        <OneOf
          name="severity"
          value={said("severity")}
          codes={SEVERITIES}
          labelOf={(code) => inWords(ground, "severity", code)}
          onChange={set("severity")}
        />
        <Field label={t("narrow.area")}>
          {({ id }) => (
            <AreaChoice
              id={id}
              value={said("area")}
              none={t("narrow.any")}
              disabled={false}
              onChange={set("area")}
            />
          )}
        </Field>
        <Field label={t("narrow.station")}>
          {({ id }) => (
            <input
              id={id}
              list="stations"
              autocomplete="off"
              value={said("station")}
              onInput={(event) => set("station")(event.currentTarget.value)}
            />
          )}
        </Field>
        <OneOf
          name="language"
          value={said("language")}
          codes={LANGUAGES}
          labelOf={(code) => inWords(ground, "language", code)}
          onChange={set("language")}
        />
        <OneOf
          name="claim"
          value={said("claim")}
          codes={CLAIMS}
          labelOf={(code) => inWords(ground, "claim", code)}
          onChange={set("claim")}
        />
        <div class="buttons">
          <button type="submit" class="button primary">
            {t("narrow.show")}
          </button>
          <Button onPress={() => setValues((before) => ({ ...before, ...nothing() }))}>
            {t("narrow.clear")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface OneOfProps {
  name: string;
  value: string;
  codes: readonly string[];
  labelOf: (code: string) => string;
  onChange: (value: string) => void;
}

/** A value that a link brought and that is not offered here stays until it is changed. */
function OneOf({ name, value, codes, labelOf, onChange }: OneOfProps) {
  const all = value === "" || codes.includes(value) ? codes : [...codes, value];
  return (
    <Field label={t(`narrow.${name}`)}>
      {({ id }) => (
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          <option value="">{t("narrow.any")}</option>
          {all.map((code) => (
            <option key={code} value={code}>
              {labelOf(code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function inWords(ground: Ground, name: string, value: string): string {
  const codes = value.split(",");
  switch (name) {
    case "group":
      return codes.map((code) => groupLabel(ground, code)).join(", ");
    case "area":
      return codes.map((code) => areaLabel(ground, code)).join(", ");
    case "severity":
      return codes.map((code) => word("severity", code)).join(", ");
    case "language":
      return codes.map((code) => ENDONYMS[code as keyof typeof ENDONYMS] ?? code).join(", ");
    case "claim":
      return word("narrow.claim", value);
    case "assigned":
      return word("narrow.assigned", value);
    case "station":
      return t("narrow.at_station", { station: codes.join(", ") });
    default:
      return `${name}: ${value}`; // from a link that somebody wrote by hand
  }
}

function groupLabel(ground: Ground, slug: string): string {
  return ground.categories.groups.find((group) => group.slug === slug)?.label ?? slug;
}

function nothing(): Filters {
  return Object.fromEntries(OFFERED.map((name) => [name, ""]));
}
