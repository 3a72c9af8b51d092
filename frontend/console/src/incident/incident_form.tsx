import { useRef } from "preact/hooks";
import { changeIncident, readIncident } from "../api/incidents.ts";
import type { Incident } from "../api/types.ts";
import { CodingFields } from "../coding/coding_fields.tsx";
import { FormEnd } from "../coding/form_end.tsx";
import { useVersionedForm } from "../coding/use_versioned_form.ts";
import { wrongFields } from "../coding/values.ts";
import { ENDONYMS, t, word } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { useGround } from "../shell/ground.ts";
import { INCIDENT_GROUPS, incidentChanges, incidentValues, TEXT_LANGUAGES } from "./incident_groups.ts";

const LONGEST = 300;

interface IncidentFormProps {
  incident: Incident;
  onSaved: (incident: Incident) => void;
}

/** What the public will read and the coding it is counted by; saving makes a draft that another publishes. */
export function IncidentForm({ incident, onSaved }: IncidentFormProps) {
  const { election } = useGround();
  const form = useVersionedForm<Incident>({
    draftOf: `incident ${incident.id}`,
    item: incident,
    groups: INCIDENT_GROUPS,
    valuesOf: (each) => incidentValues(each, timeZone.value),
    change: (version, base, values) =>
      changeIncident(election.slug, incident.id, version, incidentChanges(base, values, timeZone.value)),
    readAgain: () => readIncident(election.slug, incident.id),
    onSaved,
  });
  const firstText = useRef<HTMLTextAreaElement>(null);
  const closed = incident.publication === "withdrawn";
  const wrong = wrongFields(form.values);
  const may = !closed && wrong.length === 0;
  const rules = t("coding.by_rules", { severity: word("severity", String(incident.severity)) });
  return (
    <form
      class="coding"
      aria-label={t("incident.form")}
      onSubmit={(event) => {
        event.preventDefault();
        if (may && form.unsaved) form.save();
      }}
    >
      <div class="with-key">
        <h2>{t("incident.public_text")}</h2>
        {!closed && (
          <Button keys="KeyT" kind="quiet" onPress={() => firstText.current?.focus()}>
            {t("incident.write")}
          </Button>
        )}
      </div>
      <p class="fine">{t("incident.public_text_hint")}</p>
      <div class="texts">
        {TEXT_LANGUAGES.filter((each) => election.languages.includes(each)).map((each, at) => (
          <label key={each}>
            <span lang={each}>{ENDONYMS[each]}</span>{" "}
            <span class="fine">
              {(form.values[`text_${each}`] ?? "").length}/{LONGEST}
            </span>
            <textarea
              ref={at === 0 ? firstText : null}
              lang={each}
              rows={3}
              maxLength={LONGEST}
              disabled={closed}
              value={form.values[`text_${each}`]}
              onInput={(event) => form.set({ [`text_${each}`]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <h2>{t("coding.title")}</h2>
      <div class="fields">
        <CodingFields
          values={form.values}
          wrong={wrong}
          severityByRules={incident.severity_override ? t("coding.rules") : rules}
          disabled={closed}
          onChange={form.set}
        />
        {["masked", "single_observer"].map((flag) => (
          <label key={flag} class="tick wide">
            <input
              type="checkbox"
              checked={form.values[flag] === "yes"}
              disabled={closed}
              onChange={(event) => form.set({ [flag]: event.currentTarget.checked ? "yes" : "" })}
            />
            <span>{t(`incident.${flag}`)}</span>
          </label>
        ))}
      </div>
      <FormEnd form={form} groups={INCIDENT_GROUPS} may={may} />
    </form>
  );
}
