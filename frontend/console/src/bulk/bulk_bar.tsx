import { useState } from "preact/hooks";
import type { ReportRow } from "../api/types.ts";
import { counted, t } from "../language/language.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { offerUndo } from "../shell/undo.tsx";
import { type BulkResult, undoMany } from "./api.ts";
import { BulkDialog } from "./bulk_dialog.tsx";
import type { Choosing } from "./use_choosing.ts";

interface BulkBarProps {
  election: string;
  choosing: Choosing;
  opened: ReportRow | null;
  /** The list looks again. */
  onChanged: () => void;
}

/** Choosing reports, and what can be done with all that are chosen. */
export function BulkBar({ election, choosing, opened, onChanged }: BulkBarProps) {
  const [changing, setChanging] = useState<readonly ReportRow[] | null>(null);
  const count = choosing.rows.length;
  const changed = ({ bulk, changed: number, undo_seconds }: BulkResult) => {
    onChanged();
    choosing.none();
    if (bulk === null) return;
    offerUndo(counted("bulk.done", number), undo_seconds, async () => {
      const undone = await undoMany(election, bulk);
      const left = undone.refused > 0 ? ` ${counted("bulk.not_undone", undone.refused)}` : "";
      announce(counted("bulk.undone", undone.changed) + left);
      onChanged();
    });
  };
  return (
    <div class="bulk-bar">
      <div class="buttons tight">
        <Button
          keys="KeyX"
          kind="quiet"
          disabled={opened === null}
          onPress={() => opened && choosing.toggle(opened)}
        >
          {t("bulk.choose")}
        </Button>
        <Button
          keys="Shift+KeyX"
          kind="quiet"
          disabled={opened === null}
          onPress={() => opened && choosing.through(opened)}
        >
          {t("bulk.choose_through")}
        </Button>
      </div>
      {count > 0 && (
        <div class="buttons tight" role="group" aria-label={t("bulk.chosen")}>
          <Button keys="KeyW" kind="primary" onPress={() => setChanging(choosing.rows)}>
            {counted("bulk.open", count)}
          </Button>
          <Button keys="Shift+KeyW" kind="quiet" onPress={choosing.none}>
            {t("bulk.none")}
          </Button>
        </div>
      )}
      {changing && <BulkDialog rows={changing} onDone={changed} onClose={() => setChanging(null)} />}
    </div>
  );
}
