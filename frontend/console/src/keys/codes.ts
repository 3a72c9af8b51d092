/** Shortcuts by physical key, so that they are the same under a Latin and a Cyrillic layout. Pure. */

export interface Press {
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** "KeyN", "Shift+KeyC", "Ctrl+KeyK", or two in a row: "KeyG KeyQ". */
export type Keys = string;

export function nameOf(press: Press): string | null {
  if (press.altKey || press.metaKey) return null;
  return (press.ctrlKey ? "Ctrl+" : "") + (press.shiftKey ? "Shift+" : "") + press.code;
}

/** What the keycap says: the Latin letter printed on every keyboard sold with Cyrillic ones. */
export function caption(keys: Keys): string {
  return keys
    .split(" ")
    .map((key) => key.replace(/(Key|Digit|Numpad)(?=.$)/, "").replace(/\w+$/, (code) => CAPS[code] ?? code))
    .join(" ")
    .replace("Shift+/", "?");
}

const CAPS: Record<string, string> = {
  Slash: "/",
  Equal: "+",
  Minus: "-",
  Escape: "Esc",
  BracketLeft: "[",
  BracketRight: "]",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

export type Heard<T> = { found: T | null; pending: string };

/**
 * Which of `known` this press completes. `pending` is what was pressed before, as this function returned it;
 * a first key of two waits, everything else forgets.
 */
export function hear<T extends { keys: Keys }>(press: Press, pending: string, known: readonly T[]): Heard<T> {
  const name = nameOf(press);
  if (name === null) return { found: null, pending: "" };
  const sequence = pending ? `${pending} ${name}` : name;
  const found = known.find((each) => each.keys === sequence) ?? null;
  if (found) return { found, pending: "" };
  if (known.some((each) => each.keys.startsWith(`${sequence} `))) return { found: null, pending: sequence };
  return pending ? hear(press, "", known) : { found: null, pending: "" };
}
