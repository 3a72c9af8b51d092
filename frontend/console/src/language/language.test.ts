import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filled, pluralForm } from "./plural.ts";
import { instantOf, wallTime } from "./zoned.ts";

const SOURCES = join(import.meta.dirname, "..");
const LANGUAGES = ["en", "ru", "ky", "uz-Cyrl"] as const;
const OWN_LETTERS: Record<string, string> = { ky: "ңөү", "uz-Cyrl": "қғҳў" };
const FORMS: Record<string, string[]> = {
  en: ["one", "other"],
  ru: ["one", "few", "many", "other"],
  ky: ["one", "other"],
  "uz-Cyrl": ["one", "other"],
};

function catalogue(language: string): Record<string, string> {
  const all = JSON.parse(readFileSync(join(import.meta.dirname, `messages/${language}.json`), "utf8"));
  return Object.fromEntries(Object.entries<string>(all).filter(([key]) => !key.startsWith("_")));
}

function vocabulary(): Record<string, string> {
  return JSON.parse(readFileSync(join(SOURCES, "../../../app/web/messages/en.json"), "utf8"));
}

function base(key: string): string {
  return key.split("#")[0] ?? key;
}

function blanks(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).sort();
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /(?<!\.test|\.d)\.tsx?$/.test(name) ? [readFileSync(path, "utf8")] : [];
  });
}

const english = catalogue("en");
const bases = new Set(Object.keys(english).map(base));

for (const language of LANGUAGES) {
  test(`${language} says everything that English says and nothing else`, () => {
    assert.deepEqual(new Set(Object.keys(catalogue(language)).map(base)), bases);
  });

  test(`${language} has every plural form`, () => {
    const expected = Object.keys(english)
      .filter((key) => key.endsWith("#other"))
      .flatMap((key) => (FORMS[language] ?? []).map((form) => `${base(key)}#${form}`));
    const found = Object.keys(catalogue(language)).filter((key) => key.includes("#"));
    assert.deepEqual(found.sort(), expected.sort());
  });

  test(`${language} leaves the same blanks, and no sentence empty`, () => {
    for (const [key, text] of Object.entries(catalogue(language))) {
      assert.deepEqual(blanks(text), blanks(english[key] ?? english[`${base(key)}#other`] ?? ""), key);
      assert.equal(text.trim() === text && text !== "", true, key);
    }
  });
}

test("no language borrows the letters of a neighbour", () => {
  const [kyrgyz, uzbek] = [OWN_LETTERS.ky ?? "", OWN_LETTERS["uz-Cyrl"] ?? ""];
  const foreign = { ru: kyrgyz + uzbek, ky: uzbek, "uz-Cyrl": kyrgyz };
  for (const [language, letters] of Object.entries(foreign)) {
    for (const [key, text] of Object.entries(catalogue(language))) {
      assert.equal(
        [...text.toLowerCase()].some((letter) => letters.includes(letter)),
        false,
        `${language} ${key}`,
      );
    }
  }
});

test("every sentence that the console asks for exists, and none that nobody asks for", () => {
  const code = sources(SOURCES).join("\n");
  const known = new Set([...bases, ...Object.keys(vocabulary()).map(base)]);
  const asked = [...code.matchAll(/\b(?:t|counted)\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? "");
  assert.deepEqual(
    asked.filter((key) => !known.has(key)),
    [],
  );
  const unused = [...bases].filter((key) => {
    const prefix = key.slice(0, key.lastIndexOf("."));
    return (
      !code.includes(`"${key}"`) && !code.includes(`\`${prefix}.$\{`) && !code.includes(`word("${prefix}"`)
    );
  });
  assert.deepEqual(unused, []);
});

test("the form follows the rules of the language", () => {
  assert.deepEqual(
    [1, 2, 5, 21].map((count) => pluralForm("ru", count)),
    ["one", "few", "many", "one"],
  );
  assert.deepEqual(
    [1, 2].map((count) => pluralForm("ky", count)),
    ["one", "other"],
  );
});

test("values go where their names stand", () => {
  assert.equal(filled("{a} of {b}, {c}", { a: 1, b: "two" }), "1 of two, {c}");
});

test("the election's clock is read and set, also where clocks are moved", () => {
  assert.equal(wallTime("2020-10-04T03:15:00Z", "Asia/Bishkek"), "2020-10-04T09:15");
  assert.equal(instantOf("2020-10-04T09:15", "Asia/Bishkek"), "2020-10-04T03:15:00.000Z");
  assert.equal(instantOf("2024-03-31T00:30", "Europe/Berlin"), "2024-03-30T23:30:00.000Z");
  assert.equal(instantOf("2024-03-31T12:00", "Europe/Berlin"), "2024-03-31T10:00:00.000Z");
});
