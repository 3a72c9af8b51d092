import { useState } from "preact/hooks";
import type { DecisionAsked, DecisionName } from "../api/types.ts";
import { caption } from "../keys/codes.ts";
import { keysOff, useShortcuts } from "../keys/shortcuts.ts";
import { best, t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import type { Begun } from "./begun.ts";
import { type Choice, ENDINGS, reasonsFor } from "./reasons.ts";

interface ReasonDialogProps<D extends string> {
  title: string;
  choices: readonly Choice<D>[];
  /** Show what the sender will read. */
  senderReads?: boolean;
  /** How far it had come before. */
  begun?: { reason_code: string | null; note: string } | null;
  /** It has come so far. */
  onBegun?: (reasonCode: string | null, note: string) => void;
  onChosen: (choice: Choice<D>, note: string) => void;
  onClose: () => void;
}

/** A digit chooses the reason, Enter decides: no single key ends anything. */
export function ReasonDialog<D extends string>(props: ReasonDialogProps<D>) {
  const { title, choices, senderReads = false, begun, onBegun, onChosen, onClose } = props;
  const [chosen, setChosen] = useState<Choice<D> | null>(
    () => choices.find((choice) => choice.reason.code === begun?.reason_code) ?? null,
  );
  const [note, setNote] = useState(begun?.note ?? "");
  const choose = (choice: Choice<D>) => {
    setChosen(choice);
    onBegun?.(choice.reason.code, note);
  };
  const write = (words: string) => {
    setNote(words);
    onBegun?.(chosen?.reason.code ?? null, words);
  };
  useShortcuts(
    choices.map((choice, at) => ({
      keys: `Digit${at + 1}`,
      label: best(choice.reason.label).text,
      act: () => choose(choice),
    })),
    1,
  );
  const toSender = chosen && senderReads ? best(chosen.reason.sender) : null;
  return (
    <Dialog title={title} onClose={onClose}>
      <fieldset class="choices">
        <legend class="visually-hidden">{t("decide.reason")}</legend>
        {choices.map((choice, at) => {
          const label = best(choice.reason.label);
          return (
            <label key={choice.reason.code} class="tick">
              <input type="radio" name="reason" checked={choice === chosen} onChange={() => choose(choice)} />
              <span lang={label.language}>
                {label.text} <span class="fine">{choice.reason.code}</span>
              </span>
              {!keysOff.value && (
                <span class="keycap" aria-hidden="true">
                  {caption(`Digit${at + 1}`)}
                </span>
              )}
            </label>
          );
        })}
      </fieldset>
      {toSender && (
        <p class="fine" lang={toSender.language}>
          {t("decide.sender_reads", { text: toSender.text })}
        </p>
      )}
      <label>
        {t("decide.note")}
        <input maxLength={280} value={note} onInput={(event) => write(event.currentTarget.value)} />
      </label>
      <div class="buttons">
        <Button
          kind="primary"
          keys="Enter"
          disabled={chosen === null}
          onPress={() => chosen && onChosen(chosen, note)}
        >
          {t("decide.do")}
        </Button>
        <Button onPress={onClose}>{t("do.cancel")}</Button>
      </div>
    </Dialog>
  );
}

interface DialogProps {
  begun: Begun | null;
  onBegun: (begun: Begun) => void;
  onDecide: (decision: DecisionAsked) => void;
  onClose: () => void;
}

type Opened = DialogProps & { dialog: Begun["dialog"] };

/** The dialog of this name, filled with what was begun in it. */
export function BegunDialog({ dialog, begun, onBegun, onDecide, onClose }: Opened) {
  const { title, choices, senderReads } = DIALOGS[dialog];
  return (
    <ReasonDialog
      title={t(title)}
      choices={choices}
      senderReads={senderReads}
      begun={begun?.dialog === dialog ? begun : null}
      onBegun={(reason_code, note) => onBegun({ dialog, reason_code, note })}
      onChosen={({ decision, reason }, note) => onDecide({ decision, reason_code: reason.code, note })}
      onClose={onClose}
    />
  );
}

function choicesOf(decision: DecisionName): readonly Choice[] {
  return reasonsFor(decision).map((reason): Choice => ({ decision, reason }));
}

const DIALOGS: Readonly<
  Record<Begun["dialog"], { title: string; choices: readonly Choice[]; senderReads: boolean }>
> = {
  end: { title: "decide.end_title", choices: ENDINGS, senderReads: true },
  ask: { title: "decide.ask_title", choices: choicesOf("needs_info"), senderReads: true },
  escalate: { title: "decide.escalate_title", choices: choicesOf("escalate"), senderReads: false },
};
