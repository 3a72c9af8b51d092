import { Field } from "../coding/fields.tsx";
import { ENDONYMS, LANGUAGES, t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { useGround } from "../shell/ground.ts";
import type { Entry } from "./body.ts";

export interface PartProps {
  entry: Entry;
  wrong: readonly string[];
  disabled: boolean;
  set: (changes: Record<string, string>) => void;
}

/** One press says what happened; the kind can be made more exact, and the words are the caller's. */
export function What({ entry, wrong, disabled, set }: PartProps) {
  const { categories, election } = useGround();
  const groups = categories.groups.filter((group) => group.tile === entry.tile);
  return (
    <fieldset>
      <legend>{t("report.what")}</legend>
      <div class="tiles">
        {categories.tiles.map((tile, at) => (
          <Button
            key={tile.slug}
            keys={`Digit${at + 1}`}
            disabled={disabled}
            pressed={entry.tile === tile.slug}
            onPress={() => set({ tile: tile.slug, kind: tile.default })}
          >
            <span lang={tile.label_language}>{tile.label}</span>
          </Button>
        ))}
      </div>
      {wrong.includes("kind") && <p class="error">{t("wrong.kind")}</p>}
      {groups.length > 0 && (
        <Field label={t("report.kind")}>
          {({ id }) => (
            <select
              id={id}
              value={entry.kind ?? ""}
              disabled={disabled}
              onChange={(event) => set({ kind: event.currentTarget.value })}
            >
              {groups.map((group) => (
                <optgroup key={group.slug} label={group.label}>
                  {group.kinds.map((kind) => (
                    <option key={kind.slug} value={kind.slug}>
                      {kind.label}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={t("enter.words")} wide>
        {({ id }) => (
          <textarea
            id={id}
            rows={4}
            maxLength={election.limits.description_characters}
            value={entry.description ?? ""}
            disabled={disabled}
            onInput={(event) => set({ description: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t("enter.language")}>
        {({ id }) => (
          <select
            id={id}
            value={entry.language ?? ""}
            disabled={disabled}
            onChange={(event) => set({ language: event.currentTarget.value })}
          >
            <option value="">{t("common.unknown")}</option>
            {LANGUAGES.map((each) => (
              <option key={each} value={each} lang={each}>
                {ENDONYMS[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </fieldset>
  );
}
