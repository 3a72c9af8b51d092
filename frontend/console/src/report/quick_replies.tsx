import { useState } from "preact/hooks";
import { listQuickReplies } from "../api/reports.ts";
import { ENDONYMS, LANGUAGES, type Language, language, t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";

interface QuickRepliesProps {
  election: string;
  /** What the sender wrote in, if that is known. */
  sender: string | null;
  onInsert: (words: string) => void;
}

/** Ready-made messages in the sender's language: put into the field, where they can be edited. */
export function QuickReplies({ election, sender, onInsert }: QuickRepliesProps) {
  const known = LANGUAGES.find((each) => each === sender);
  const [spoken, setSpoken] = useState<Language>(known ?? language.value);
  const { value, failure } = useLoaded(`quick replies ${spoken}`, (signal) =>
    listQuickReplies(election, spoken, signal),
  );
  return (
    <div class="quick-replies" role="group" aria-label={t("replies.title")}>
      <p class="fine">
        {known ? t("replies.sender", { language: ENDONYMS[known] }) : t("replies.sender_unknown")}
      </p>
      <label class="inline">
        {t("replies.language")}
        <select value={spoken} onChange={(event) => setSpoken(event.currentTarget.value as Language)}>
          {LANGUAGES.map((each) => (
            <option key={each} value={each} lang={each}>
              {ENDONYMS[each]}
            </option>
          ))}
        </select>
      </label>
      {failure !== null && <Failure failure={failure} />}
      <ul class="plain-list">
        {value?.items.map((reply, at) => (
          <li key={reply.code} lang={reply.language}>
            <Button keys={`Ctrl+Shift+Digit${at + 1}`} kind="quiet" onPress={() => onInsert(reply.text)}>
              {reply.text}
            </Button>
            {reply.draft && (
              <span class="fine" lang={language.value}>
                {" "}
                {t("replies.draft")}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
