import { useState } from "preact/hooks";
import { type DecisionTaken, decideReport } from "../api/reports.ts";
import type { DecisionAsked, Report } from "../api/types.ts";
import { t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { undoIsOffered } from "../shell/undo.tsx";
import type { Begun } from "./begun.ts";
import { useDecisionDraft } from "./decision_draft.ts";
import { LinkDialog } from "./link_dialog.tsx";
import { BegunDialog } from "./reason_dialog.tsx";
import { SnoozeDialog } from "./snooze_dialog.tsx";

interface DecisionBarProps {
  election: string;
  report: Report;
  /** Unsaved coding would be lost with the claim: it is saved or discarded first. */
  unsaved: boolean;
  onDecided: (taken: DecisionTaken) => void;
}

type Asking = "link" | "end" | "ask" | "snooze" | "escalate" | null;

const OPEN = ["received", "in_triage", "needs_info"];

export function isOpen(report: Report): boolean {
  return OPEN.includes(report.triage);
}

/** What may be decided about a report in this state, by its holder. */
export function DecisionBar({ election, report, unsaved, onDecided }: DecisionBarProps) {
  const [asking, setAsking] = useState<Asking>(null);
  const draft = useDecisionDraft(election, report.id);
  const saving = useSaving();
  const close = () => setAsking(null);
  const decide = (decision: DecisionAsked) => {
    close();
    saving.run(async () => {
      const taken = await decideReport(election, report.id, report.version, decision);
      draft.ended();
      onDecided(taken);
    });
  };
  const blocked = saving.busy || unsaved;
  if (!isOpen(report)) {
    const reopens = report.triage !== "erased";
    return (
      <section class="decide" aria-label={t("decide.title")}>
        {reopens && (
          <Button
            {...(undoIsOffered() ? {} : { keys: "KeyZ" })}
            disabled={saving.busy}
            onPress={() => decide({ decision: "reopen", note: "" })}
          >
            {t("decide.reopen")}
          </Button>
        )}
        {saving.failure !== null && <Failure failure={saving.failure} />}
      </section>
    );
  }
  return (
    <section class="decide" aria-label={t("decide.title")}>
      {unsaved && <p class="notice">{t("decide.save_first")}</p>}
      {draft.begun && asking === null && (
        <BegunLine
          begun={draft.begun}
          disabled={blocked}
          onContinue={() => setAsking(draft.begun?.dialog ?? null)}
          onForget={draft.forget}
        />
      )}
      <div class="buttons">
        <Button
          kind="primary"
          keys="Digit1"
          disabled={blocked || report.test}
          onPress={() => decide({ decision: "link", note: "" })}
        >
          {t("decide.new_incident")}
        </Button>
        <Button keys="Digit2" disabled={blocked || report.test} onPress={() => setAsking("link")}>
          {t("decide.link")}
        </Button>
        <Button keys="Digit3" disabled={blocked} onPress={() => setAsking("end")}>
          {t("decide.end")}
        </Button>
        <Button keys="Digit4" disabled={blocked} onPress={() => setAsking("ask")}>
          {t("decide.ask")}
        </Button>
        <Button keys="Digit5" disabled={blocked} onPress={() => decide({ decision: "duplicate", note: "" })}>
          {t("decide.duplicate")}
        </Button>
        <Button keys="KeyH" disabled={blocked} onPress={() => setAsking("snooze")}>
          {t("decide.snooze")}
        </Button>
        <Button keys="KeyE" disabled={blocked} onPress={() => setAsking("escalate")}>
          {t("decide.escalate")}
        </Button>
      </div>
      {report.test && <p class="fine">{t("decide.is_test")}</p>}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {asking === "link" && (
        <LinkDialog
          report={report}
          onClose={close}
          onLink={(incident) => decide({ decision: "link", incident, note: "" })}
        />
      )}
      {(asking === "end" || asking === "ask" || asking === "escalate") && (
        <BegunDialog
          dialog={asking}
          begun={draft.begun}
          onBegun={draft.keep}
          onDecide={decide}
          onClose={close}
        />
      )}
      {asking === "snooze" && (
        <SnoozeDialog onClose={close} onSnooze={(until) => decide({ decision: "snooze", until, note: "" })} />
      )}
    </section>
  );
}

interface BegunLineProps {
  begun: Begun;
  disabled: boolean;
  onContinue: () => void;
  onForget: () => void;
}

/** What somebody had begun to decide before something came between. */
function BegunLine({ begun, disabled, onContinue, onForget }: BegunLineProps) {
  const soFar = [t(BEGUN_AS[begun.dialog]), begun.reason_code, begun.note].filter(Boolean).join(" · ");
  return (
    <div class="notice" role="group" aria-label={t("decide.begun_title")}>
      <p dir="auto">{t("decide.begun", { what: soFar })}</p>
      <div class="buttons tight">
        <Button keys="KeyD" disabled={disabled} onPress={onContinue}>
          {t("decide.begun_continue")}
        </Button>
        <Button kind="quiet" onPress={onForget}>
          {t("decide.begun_forget")}
        </Button>
      </div>
    </div>
  );
}

const BEGUN_AS = { end: "decide.end", ask: "decide.ask", escalate: "decide.escalate" } as const;
