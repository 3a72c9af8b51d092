import type { Source } from "../api/types.ts";
import { Choice, Field } from "../coding/fields.tsx";
import { t, word } from "../language/language.ts";
import { CHANNELS } from "./body.ts";
import { TextInput } from "./text_input.tsx";
import type { PartProps } from "./what.tsx";

const REPORTER_TYPES = [
  "voter",
  "observer_citizen",
  "observer_international",
  "party_agent",
  "commission_member",
  "journalist",
  "candidate",
  "official",
  "anonymous",
];
const KNOWLEDGE = [
  "witnessed",
  "heard_from_victim",
  "heard_from_witness",
  "media_report",
  "official_statement",
  "party_claim",
];

/** Who says it and how it came to us. A source without a name stays unknown. */
export function Caller(props: PartProps & { sources: readonly Source[] }) {
  const { entry, wrong, disabled, set, sources } = props;
  return (
    <fieldset>
      <legend>{t("enter.who")}</legend>
      <Field label={t("sent.channel")}>
        {({ id }) => (
          <Choice
            id={id}
            value={entry.channel ?? ""}
            codes={CHANNELS}
            vocabulary="channel"
            disabled={disabled}
            onChange={(channel) => set({ channel })}
          />
        )}
      </Field>
      <Optional {...props} field="reporter_type" label={t("sent.reporter_type")} codes={REPORTER_TYPES} />
      <Optional {...props} field="knowledge" label={t("sent.knowledge")} codes={KNOWLEDGE} />
      <TextInput
        {...props}
        field="source"
        label={t("enter.source")}
        list="known-sources"
        most={200}
        wrongBecause={wrong.includes("source") ? t("wrong.source") : null}
      />
      <datalist id="known-sources">
        {sources.map((source) => (
          <option key={source.id} value={source.name} />
        ))}
      </datalist>
      <p class="fine">{t("enter.source_hint")}</p>
      {entry.source && (
        <TextInput {...props} field="organisation" label={t("enter.organisation")} most={200} />
      )}
      <TextInput {...props} field="contact" label={t("enter.contact")} most={500} />
      <p class="fine">{t("enter.contact_hint")}</p>
      <Tick {...props} field="may_refer" on="yes" off="no" label={t("enter.may_refer")} />
      <Tick {...props} field="test" on="yes" off="" label={t("report.test")} />
    </fieldset>
  );
}

interface OptionalProps extends PartProps {
  field: "reporter_type" | "knowledge";
  label: string;
  codes: readonly string[];
}

function Optional({ entry, disabled, set, field, label, codes }: OptionalProps) {
  return (
    <Field label={label}>
      {({ id }) => (
        <select
          id={id}
          value={entry[field] ?? ""}
          disabled={disabled}
          onChange={(event) => set({ [field]: event.currentTarget.value })}
        >
          <option value="">{t("common.unknown")}</option>
          {codes.map((code) => (
            <option key={code} value={code}>
              {word(field, code)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface TickProps extends PartProps {
  field: string;
  on: string;
  off: string;
  label: string;
}

function Tick({ entry, disabled, set, field, on, off, label }: TickProps) {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={entry[field] === on}
        disabled={disabled}
        onChange={(event) => set({ [field]: event.currentTarget.checked ? on : off })}
      />
      <span>{label}</span>
    </label>
  );
}
