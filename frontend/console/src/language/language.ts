import { signal } from "@preact/signals";
import { filled, pluralForm } from "./plural.ts";

export const ENDONYMS = { ky: "Кыргызча", ru: "Русский", "uz-Cyrl": "Ўзбекча", en: "English" } as const;
export type Language = keyof typeof ENDONYMS;
export const LANGUAGES = Object.keys(ENDONYMS) as Language[];

type Catalogue = Readonly<Record<string, string>>;
type Load = () => Promise<{ default: Catalogue }>;

/** The words of the public pages are ours too: one word for one thing everywhere. */
const VOCABULARY: Record<Language, Load> = {
  en: () => import("../../../../app/web/messages/en.json"),
  ru: () => import("../../../../app/web/messages/ru.json"),
  ky: () => import("../../../../app/web/messages/ky.json"),
  "uz-Cyrl": () => import("../../../../app/web/messages/uz-Cyrl.json"),
};
const OWN: Record<Language, Load> = {
  en: () => import("./messages/en.json"),
  ru: () => import("./messages/ru.json"),
  ky: () => import("./messages/ky.json"),
  "uz-Cyrl": () => import("./messages/uz-Cyrl.json"),
};
const KEPT_AS = "pollwatch-language";

const words = signal<Catalogue>({});
export const language = signal<Language>("en");

/** The one chosen before, else the first the browser asks for that we speak. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  for (const wanted of navigator.languages) {
    const found = LANGUAGES.find((each) => wanted.toLowerCase().startsWith(each.slice(0, 2)));
    if (found) return found;
  }
  return "en";
}

export async function speak(wanted: Language): Promise<void> {
  const [vocabulary, own] = await Promise.all([VOCABULARY[wanted](), OWN[wanted]()]);
  words.value = { ...vocabulary.default, ...own.default };
  language.value = wanted;
  document.documentElement.lang = wanted;
  localStorage.setItem(KEPT_AS, wanted);
}

/** The sentence in the reader's language; a key that nothing says is shown as it is, and a test finds it. */
export function t(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  return filled(words.value[key] ?? key, values);
}

/** The form that belongs to `count`. */
export function counted(key: string, count: number): string {
  return t(`${key}#${pluralForm(language.value, count)}`, { count: number(count) });
}

/** The word of a vocabulary, or the code itself where it is newer than this console. */
export function word(vocabulary: string, code: string): string {
  return words.value[`${vocabulary}.${code}`] ?? code;
}

export function number(value: number): string {
  return new Intl.NumberFormat(formatsOf(language.value)).format(value);
}

/** Whose formats to use: browsers without Kyrgyz have none of their own, and Russian ones are its neighbour's. */
export function formatsOf(of: Language): string {
  if (of === "en") return "en-GB";
  return Intl.DateTimeFormat.supportedLocalesOf(of).length > 0 ? of : "ru";
}

/** Of texts by language the reader's, or the next best, and which it is. */
export function best(texts: Readonly<Record<string, string>>): { text: string; language: string } {
  const order = [language.value, "ru", "en", ...Object.keys(texts)];
  const found = order.find((each) => texts[each]) ?? "en";
  return { text: texts[found] ?? "", language: found };
}

function isLanguage(value: string | null): value is Language {
  return value !== null && value in ENDONYMS;
}
