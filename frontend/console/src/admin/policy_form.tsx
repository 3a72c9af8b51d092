import { Choice, Field } from "../coding/fields.tsx";
import { FormEnd } from "../coding/form_end.tsx";
import { useVersionedForm } from "../coding/use_versioned_form.ts";
import { ENDONYMS, LANGUAGES, t } from "../language/language.ts";
import { type ConsoleElection, changeElection, readElection } from "./api.ts";
import { NameFields } from "./name_fields.tsx";
import { POLICY_GROUPS, policyChanges, policyValues, tick } from "./policy_values.ts";

interface PolicyFormProps {
  election: ConsoleElection;
  onSaved: (election: ConsoleElection) => void;
}

/** The rules everybody works by; what two people change at once is shown to the second. */
export function PolicyForm({ election, onSaved }: PolicyFormProps) {
  const form = useVersionedForm<ConsoleElection>({
    draftOf: `settings ${election.slug}`,
    item: election,
    groups: POLICY_GROUPS,
    valuesOf: policyValues,
    change: (version, base, mine) => changeElection(election.slug, version, policyChanges(base, mine)),
    readAgain: () => readElection(election.slug),
    onSaved,
  });
  const disabled = election.status === "archived" || form.busy;
  const ticked = (field: string, label: string, lang?: string) => (
    <label class="tick" key={field}>
      <input
        type="checkbox"
        checked={form.values[field] === "yes"}
        disabled={disabled}
        onChange={(event) => form.set({ [field]: tick(event.currentTarget.checked) })}
      />
      <span lang={lang}>{label}</span>
    </label>
  );
  return (
    <form
      aria-label={t("settings.rules")}
      onSubmit={(event) => {
        event.preventDefault();
        form.save();
      }}
    >
      <h2>{t("settings.rules")}</h2>
      {election.status === "archived" && <p class="fine">{t("settings.archived")}</p>}
      <NameFields values={form.values} disabled={disabled} onChange={form.set} />
      <fieldset>
        <legend>{t("group.languages")}</legend>
        <div class="chips">{LANGUAGES.map((each) => ticked(`in_${each}`, ENDONYMS[each], each))}</div>
      </fieldset>
      <Field label={t("group.mode")}>
        {({ id }) => (
          <Choice
            id={id}
            value={form.values.mode ?? ""}
            codes={["rehearsal", "live"]}
            vocabulary="election_mode"
            disabled={disabled}
            onChange={(mode) => form.set({ mode })}
          />
        )}
      </Field>
      {ticked("anonymous_reports", t("group.anonymous_reports"))}
      {ticked("four_eyes", t("group.four_eyes"))}
      <p class="fine">{t("settings.four_eyes_hint")}</p>
      <Field label={t("group.publication_delay_minutes")}>
        {({ id }) => (
          <input
            id={id}
            type="number"
            min={60}
            max={10080}
            required
            value={form.values.publication_delay_minutes ?? ""}
            disabled={disabled}
            onInput={(event) => form.set({ publication_delay_minutes: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t("group.emergency_number")}>
        {({ id }) => (
          <input
            id={id}
            maxLength={20}
            value={form.values.emergency_number ?? ""}
            disabled={disabled}
            onInput={(event) => form.set({ emergency_number: event.currentTarget.value })}
          />
        )}
      </Field>
      <FormEnd form={form} groups={POLICY_GROUPS} may={!disabled} />
    </form>
  );
}
