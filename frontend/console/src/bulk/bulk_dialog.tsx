import { useState } from "preact/hooks";
import type { ReportRow } from "../api/types.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { counted, number, t, word } from "../language/language.ts";
import { me } from "../session/session.ts";
import { Button, Keycap } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { areaLabel, kindLabel, useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";
import { ACTIONS, type Action, askedFor, type Given, hindrance, MOST } from "./actions.ts";
import { type BulkResult, changeMany } from "./api.ts";
import { inCommon } from "./common.ts";
import { GivenFields } from "./given_fields.tsx";
import { Results } from "./results.tsx";

interface BulkDialogProps {
  rows: readonly ReportRow[];
  /** What was changed, while it can still be taken back. */
  onDone: (result: BulkResult) => void;
  onClose: () => void;
}

/** Say what, try it, look at what would happen to each, do it. Nothing is done that was not tried. */
export function BulkDialog({ rows, onDone, onClose }: BulkDialogProps) {
  const { slug } = useGround().election;
  const [action, setAction] = useState<Action>("assign");
  const [given, setGiven] = useState<Given>({
    assignee: me.value?.name ?? "",
    tags: "",
    station: "",
    minutes: 60,
    note: "",
  });
  const [tried, setTried] = useState<BulkResult | null>(null);
  const [done, setDone] = useState<BulkResult | null>(null);
  const saving = useSaving();
  const hindered = hindrance(action, given, rows.length);
  const send = (dryRun: boolean) =>
    saving.run(async () => {
      const body = askedFor(action, given, rows, { now: Date.now(), dryRun });
      const result = await changeMany(slug, body);
      if (dryRun) {
        setTried(result);
      } else {
        setDone(result);
        onDone(result);
      }
    });
  const choose = (wanted: Action) => {
    setAction(wanted);
    setTried(null);
  };
  const locked = done !== null || saving.busy;
  useShortcuts(
    ACTIONS.map((each, at) => ({
      keys: `Digit${at + 1}`,
      label: t(`bulk_action.${each}`),
      act: () => !locked && choose(each),
    })),
    1,
  );
  return (
    <Dialog title={t("bulk.title")} onClose={onClose} wide>
      <p>
        <InWords rows={rows} />
      </p>
      <fieldset class="choices" disabled={locked}>
        <legend class="visually-hidden">{t("bulk.what")}</legend>
        {ACTIONS.map((each, at) => (
          <label key={each} class="tick">
            <input type="radio" name="action" checked={each === action} onChange={() => choose(each)} />
            <span>
              {t(`bulk_action.${each}`)}{" "}
              <span class="fine">{t("bulk.most", { most: number(MOST[each]) })}</span>
            </span>
            <Keycap keys={`Digit${at + 1}`} />
          </label>
        ))}
      </fieldset>
      <GivenFields
        action={action}
        given={given}
        disabled={locked}
        onGiven={(changes) => {
          setGiven({ ...given, ...changes });
          setTried(null);
        }}
      />
      {hindered === "too_many" && (
        <p class="notice">{t("bulk.too_many", { count: number(rows.length), most: number(MOST[action]) })}</p>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {saving.busy && (
        <p>
          <progress aria-label={t("bulk.running")} /> {t("bulk.running")}
        </p>
      )}
      {tried !== null && done === null && <Results result={tried} rows={rows} trial />}
      {done !== null && <Results result={done} rows={rows} trial={false} />}
      <div class="buttons">
        {done === null && tried === null && (
          <Button
            kind="primary"
            keys="Enter"
            disabled={hindered !== null || saving.busy}
            onPress={() => send(true)}
          >
            {t("bulk.try")}
          </Button>
        )}
        {done === null && tried !== null && (
          <Button
            kind="primary"
            keys="Enter"
            disabled={tried.changed === 0 || saving.busy}
            onPress={() => send(false)}
          >
            {counted("bulk.do", tried.changed)}
          </Button>
        )}
        <Button onPress={onClose}>{t(done === null ? "do.cancel" : "do.close")}</Button>
      </div>
    </Dialog>
  );
}

/** "34 reports: polling station 1162, new". */
export function InWords({ rows }: { rows: readonly ReportRow[] }) {
  const ground = useGround();
  const common = inCommon(rows);
  const said = [
    common.category !== null && kindLabel(ground, common.category),
    common.station !== null && `${t("coding.station")} ${common.station}`,
    areaLabel(ground, common.area),
    common.triage !== null && word("state", common.triage),
  ].filter(Boolean);
  return (
    <>
      <strong>{counted("count.reports", rows.length)}</strong>
      {said.length > 0 && `: ${said.join(", ")}`}
    </>
  );
}
