import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";

/** Ctrl+S saves, also while somebody types, and never opens the browser's own dialog. */
export function SaveKey({ active, onSave }: { active: boolean; onSave: () => void }) {
  useShortcuts([{ keys: "Ctrl+KeyS", label: t("coding.save"), act: () => active && onSave() }]);
  return null;
}
