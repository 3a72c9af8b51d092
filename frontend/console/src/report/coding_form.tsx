import { useEffect } from "preact/hooks";
import { changeReport, readReport } from "../api/reports.ts";
import type { Report } from "../api/types.ts";
import { CodingFields } from "../coding/coding_fields.tsx";
import { CategoryChoice, Field } from "../coding/fields.tsx";
import { FormEnd } from "../coding/form_end.tsx";
import { useVersionedForm } from "../coding/use_versioned_form.ts";
import { wrongFields } from "../coding/values.ts";
import { t, word } from "../language/language.ts";
import { timeZone } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { kindLabel, useGround } from "../shell/ground.ts";
import { listOf, REPORT_GROUPS, reportChanges, reportValues } from "./report_groups.ts";

interface CodingFormProps {
  election: string;
  report: Report;
  mine: boolean;
  onSaved: (report: Report) => void;
  onUnsaved: (unsaved: boolean) => void;
}

/** What the team concludes about the report. What was sent stays as it is. */
export function CodingForm({ election, report, mine, onSaved, onUnsaved }: CodingFormProps) {
  const form = useVersionedForm<Report>({
    draftOf: `report ${report.id}`,
    item: report,
    groups: REPORT_GROUPS,
    valuesOf: (each) => reportValues(each.coding, timeZone.value),
    change: (version, base, values) =>
      changeReport(election, report.id, version, reportChanges(base, values, timeZone.value)),
    readAgain: () => readReport(election, report.id),
    onSaved,
  });
  useEffect(() => onUnsaved(form.unsaved), [form.unsaved, onUnsaved]);
  const wrong = wrongFields(form.values);
  const may = mine && wrong.length === 0;
  const rules = t("coding.by_rules", { severity: word("severity", String(report.severity)) });
  return (
    <form
      class="coding"
      aria-label={t("coding.title")}
      onSubmit={(event) => {
        event.preventDefault();
        if (may && form.unsaved) form.save();
      }}
    >
      <h2>{t("coding.title")}</h2>
      {!mine && <p class="fine">{t("coding.claim_first")}</p>}
      <div class="fields">
        <CodingFields
          values={form.values}
          wrong={wrong}
          severityByRules={report.coding.severity_override ? t("coding.rules") : rules}
          disabled={!mine}
          onChange={form.set}
        />
        <SecondaryCategories
          slugs={listOf(form.values.secondary_categories ?? "")}
          disabled={!mine}
          onChange={(slugs) => form.set({ secondary_categories: slugs.join(",") })}
        />
        <Field label={t("coding.tags")} wide>
          {({ id }) => (
            <input
              id={id}
              value={form.values.tags}
              disabled={!mine}
              onInput={(event) => form.set({ tags: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <FormEnd form={form} groups={REPORT_GROUPS} may={may} />
    </form>
  );
}

interface SecondaryCategoriesProps {
  slugs: readonly string[];
  disabled: boolean;
  onChange: (slugs: readonly string[]) => void;
}

function SecondaryCategories({ slugs, disabled, onChange }: SecondaryCategoriesProps) {
  const ground = useGround();
  return (
    <Field label={t("coding.secondary")} wide>
      {({ id }) => (
        <>
          <CategoryChoice
            id={id}
            value=""
            none={t("coding.add")}
            disabled={disabled}
            onChange={(slug) => onChange([...slugs, slug])}
          />
          <ul class="chips">
            {slugs.map((slug) => (
              <li key={slug}>
                {kindLabel(ground, slug)}
                {!disabled && (
                  <Button
                    kind="quiet"
                    label={t("coding.remove", { what: kindLabel(ground, slug) })}
                    onPress={() => onChange(slugs.filter((each) => each !== slug))}
                  >
                    ✕
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Field>
  );
}
