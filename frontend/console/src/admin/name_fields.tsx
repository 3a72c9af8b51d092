import { Field } from "../coding/fields.tsx";
import type { Values } from "../coding/three_way.ts";
import { ENDONYMS, LANGUAGES, t } from "../language/language.ts";

interface NameFieldsProps {
  values: Values;
  disabled: boolean;
  onChange: (changes: Record<string, string>) => void;
}

/** The election's name in each language; one is enough. */
export function NameFields({ values, disabled, onChange }: NameFieldsProps) {
  const named = LANGUAGES.some((each) => values[`name_${each}`]?.trim());
  return (
    <fieldset>
      <legend>{t("elections.name")}</legend>
      {LANGUAGES.map((each) => (
        <Field key={each} label={ENDONYMS[each]}>
          {({ id }) => (
            <input
              id={id}
              lang={each}
              maxLength={200}
              required={!named}
              value={values[`name_${each}`] ?? ""}
              disabled={disabled}
              onInput={(event) => onChange({ [`name_${each}`]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
