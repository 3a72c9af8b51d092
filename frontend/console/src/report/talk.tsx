import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { addNote, askSender } from "../api/reports.ts";
import type { Report } from "../api/types.ts";
import { t } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { announce } from "../shell/announce.tsx";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useSaving } from "../shell/saving.ts";
import { QuickReplies } from "./quick_replies.tsx";

interface TalkProps {
  election: string;
  report: Report;
  onChanged: () => void;
}

/** Notes for the team, and what is said to and by the sender: apart, so that nobody mixes them up. */
export function Talk({ election, report, onChanged }: TalkProps) {
  return (
    <section class="talk">
      <h2>{t("notes.title")}</h2>
      <ul class="notes">
        {report.notes.map((note) => (
          <li key={note.at + note.text}>
            <p class="fine">
              {note.actor} · {moment(note.at)}
            </p>
            <p class="words" dir="auto">
              {note.text}
            </p>
          </li>
        ))}
      </ul>
      <Say
        keys="KeyI"
        label={t("notes.add")}
        said={t("notes.added")}
        send={(text) => addNote(election, report.id, text)}
        onSent={onChanged}
      />
      <h2>{t("messages.title")}</h2>
      <ul class="messages">
        {report.messages.map((message) => (
          <li key={message.id} class={message.from_team ? "from-team" : "from-sender"}>
            <p class="fine">
              {message.from_team ? message.actor : t("messages.sender")} · {moment(message.at)}
            </p>
            <p class="words" dir="auto">
              {message.text}
            </p>
          </li>
        ))}
      </ul>
      <Say
        keys="KeyM"
        label={t("messages.ask")}
        said={t("messages.asked")}
        send={(text) => askSender(election, report.id, text)}
        onSent={onChanged}
        help={(insert) => <QuickReplies election={election} sender={report.language} onInsert={insert} />}
      />
    </section>
  );
}

interface SayProps {
  keys: string;
  label: string;
  said: string;
  send: (text: string) => Promise<void>;
  onSent: () => void;
  /** What stands above the field, and puts words into it. */
  help?: (insert: (words: string) => void) => ComponentChildren;
}

function Say({ keys, label, said, send, onSent, help }: SayProps) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const saving = useSaving();
  // Before the next key can come: what is typed at once belongs into the field.
  useLayoutEffect(() => {
    if (open) area.current?.focus();
  }, [open]);
  if (!open) {
    return (
      <Button keys={keys} onPress={() => setOpen(true)}>
        {label}
      </Button>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!text.trim()) return;
        saving.run(async () => {
          await send(text.trim());
          setText("");
          setOpen(false);
          announce(said);
          onSent();
        });
      }}
    >
      {help?.((words) => {
        setText((before) => (before.trim() ? `${before.trimEnd()} ${words}` : words));
        area.current?.focus();
      })}
      <label>
        {label}
        <textarea
          ref={area}
          rows={3}
          maxLength={4000}
          required
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.code === "Enter" && event.ctrlKey) event.currentTarget.form?.requestSubmit();
          }}
        />
      </label>
      {saving.failure !== null && <Failure failure={saving.failure} />}
      <div class="buttons tight">
        <button type="submit" class="button primary" disabled={saving.busy}>
          {t("do.send")}
          <span class="keycap" aria-hidden="true">
            Ctrl+Enter
          </span>
        </button>
        <Button onPress={() => setOpen(false)}>{t("do.cancel")}</Button>
      </div>
    </form>
  );
}
