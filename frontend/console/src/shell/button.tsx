import type { ComponentChildren } from "preact";
import { caption, type Keys } from "../keys/codes.ts";
import { keysOff, useShortcuts } from "../keys/shortcuts.ts";

interface ButtonProps {
  onPress: () => void;
  /** The key that does the same; printed on the button. */
  keys?: Keys;
  kind?: "plain" | "primary" | "danger" | "quiet";
  disabled?: boolean;
  pressed?: boolean;
  /** What it does, where the words on it do not say it. */
  label?: string;
  children: ComponentChildren;
}

/** Everything that can be done has one of these, and a key only as a second way. */
export function Button(props: ButtonProps) {
  const { onPress, keys, kind = "plain", disabled = false, pressed, label, children } = props;
  const spoken = label ?? (typeof children === "string" ? children : "");
  useShortcuts(keys && !disabled ? [{ keys, label: spoken, act: onPress }] : []);
  return (
    <button
      type="button"
      class={`button ${kind}`}
      disabled={disabled}
      aria-pressed={pressed}
      aria-label={label}
      onClick={onPress}
    >
      {children}
      {keys && !keysOff.value && <Keycap keys={keys} />}
    </button>
  );
}

export function Keycap({ keys }: { keys: Keys }) {
  return (
    <span class="keycap" aria-hidden="true">
      {caption(keys)}
    </span>
  );
}
