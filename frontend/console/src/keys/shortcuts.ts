import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { hear, type Keys } from "./codes.ts";

export interface Shortcut {
  keys: Keys;
  /** What it does, in the reader's language. */
  label: string;
  act: () => void;
}

type Current = { current: readonly Shortcut[] };

const layers = signal<readonly { shortcuts: Current; depth: number }[]>([]);

/** How many dialogs lie above the screen here: only the uppermost hears keys. */
export const Depth = createContext(0);

const OFF = "pollwatch-keys-off";
/** Single keys can be switched off, for those who press them by accident or speak to their computer. */
export const keysOff = signal(localStorage.getItem(OFF) === "yes");

export function switchKeys(off: boolean): void {
  keysOff.value = off;
  localStorage.setItem(OFF, off ? "yes" : "no");
}

/** These keys act while the component stands and no dialog lies above it. */
export function useShortcuts(shortcuts: readonly Shortcut[], above = 0): void {
  const depth = useContext(Depth) + above;
  const current = useRef(shortcuts);
  current.current = shortcuts;
  // Before the next key can come: a digit meant for a dialog must never reach the screen below it.
  useLayoutEffect(() => {
    const layer = { shortcuts: current, depth };
    layers.value = [...layers.value, layer];
    return () => {
      layers.value = layers.value.filter((each) => each !== layer);
    };
  }, [depth]);
}

/** Everything that a key would do just now. */
export function shortcutsNow(): readonly Shortcut[] {
  const deepest = Math.max(0, ...layers.value.map((layer) => layer.depth));
  return layers.value.filter((layer) => layer.depth === deepest).flatMap((layer) => layer.shortcuts.current);
}

/** Listens once for the whole console. */
export function listen(): void {
  let pending = "";
  document.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && isTyping(event.target) && !event.target.closest("dialog")) {
      event.target.blur(); // leaves the field; a second press leaves the screen
      return;
    }
    const heard = hear(event, pending, shortcutsNow().toReversed());
    const ours = !isForTheField(event) && !event.isComposing && !event.repeat;
    if (!ours || (keysOff.value && isSingle(event))) {
      pending = "";
      return;
    }
    pending = heard.pending;
    if (heard.found) {
      event.preventDefault();
      heard.found.act();
    }
  });
}

function isSingle(event: KeyboardEvent): boolean {
  return !event.ctrlKey && event.code !== "Escape";
}

/** While somebody types, only Escape and Ctrl combinations are ours; a chosen list takes letters, too. */
function isForTheField(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (event.code === "Enter" && !event.ctrlKey && target.matches("button, a, summary, input")) return true;
  return isTyping(target) && event.code !== "Escape" && !event.ctrlKey;
}

const PUSHED = new Set(["checkbox", "radio", "button", "submit", "file"]);

function isTyping(target: EventTarget | null): target is HTMLElement {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !PUSHED.has(target.type))
  );
}
