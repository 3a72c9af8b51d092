/** The colours of the page, which follow the reader's light or dark. */

export const STEPS = [1, 2, 3, 4, 5] as const;
const NAMES = [
  "paper",
  "paper-deep",
  "ink",
  "edge",
  "certain",
  ...STEPS.map((step) => `step-${step}` as const),
] as const;

export type Colours = Record<(typeof NAMES)[number], string>;

export function colours(): Colours {
  const declared = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    NAMES.map((name) => [name, declared.getPropertyValue(`--${name}`).trim()]),
  ) as Colours;
}
