/** Which form of a sentence belongs to a number. Pure. */

/** Browsers that do not know Kyrgyz would take English rules for it, which are the same: one, other. */
export function pluralForm(language: string, count: number): string {
  return new Intl.PluralRules(language).select(count);
}

/** `{name}` is where a value goes. */
export function filled(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank));
}
