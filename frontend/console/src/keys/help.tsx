import { t } from "../language/language.ts";
import { Dialog } from "../shell/dialog.tsx";
import { caption } from "./codes.ts";
import { keysOff, type Shortcut, switchKeys } from "./shortcuts.ts";

/** What every key does here and now. `shortcuts` are those of the screen below this dialog. */
export function Help({ shortcuts, onClose }: { shortcuts: readonly Shortcut[]; onClose: () => void }) {
  const shown = new Map(shortcuts.filter((each) => each.label).map((each) => [each.keys, each]));
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <p>{t("keys.how")}</p>
      <dl class="keys">
        {[...shown.values()].map((each) => (
          <div key={each.keys}>
            <dt>
              <kbd>{caption(each.keys)}</kbd>
            </dt>
            <dd>{each.label}</dd>
          </div>
        ))}
      </dl>
      <label class="tick">
        <input
          type="checkbox"
          checked={!keysOff.value}
          onChange={(event) => switchKeys(!event.currentTarget.checked)}
        />
        <span>{t("keys.on")}</span>
      </label>
    </Dialog>
  );
}
