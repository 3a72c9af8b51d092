import { HARMS } from "../coding/values.ts";
import { t, word } from "../language/language.ts";
import type { PartProps } from "./what.tsx";

/** Whether anybody was hurt: at least so many, and at most, if somebody knows. */
export function People({ entry, wrong, disabled, set }: PartProps) {
  const count = (field: string, words: string, label: string) => (
    <input
      class="count"
      type="number"
      min={0}
      aria-label={`${label}: ${words}`}
      placeholder={words}
      value={entry[field] ?? ""}
      disabled={disabled}
      onInput={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <fieldset class="harm">
      <legend>{t("coding.harm")}</legend>
      {HARMS.map((harm) => (
        <div key={harm} class="range">
          <span>{word("harm", harm)}</span>
          {count(`${harm}_min`, t("coding.at_least"), word("harm", harm))}
          {count(`${harm}_max`, t("coding.at_most"), word("harm", harm))}
          {wrong.includes(`${harm}_max`) && <p class="error">{t("wrong.range")}</p>}
        </div>
      ))}
    </fieldset>
  );
}
