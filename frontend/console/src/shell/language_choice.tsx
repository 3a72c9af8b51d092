import { ENDONYMS, LANGUAGES, type Language, language, speak, t } from "../language/language.ts";

export function LanguageChoice() {
  return (
    <label class="inline">
      <span class="visually-hidden">{t("common.language")}</span>
      <select value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
        {LANGUAGES.map((each) => (
          <option key={each} value={each} lang={each}>
            {ENDONYMS[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
