import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { Dialog } from "../shell/dialog.tsx";

interface TakeOverProps {
  holder: string;
  onTake: (reason: string) => void;
  onClose: () => void;
}

/** Nobody takes anything from anybody without saying why. */
export function TakeOver({ holder, onTake, onClose }: TakeOverProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog title={t("claim.take_over_from", { holder })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) onTake(reason.trim());
        }}
      >
        <label>
          {t("claim.why")}
          <input
            autofocus
            required
            maxLength={280}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <p class="fine">{t("claim.why_hint")}</p>
        <div class="buttons">
          <button type="submit" class="button primary">
            {t("claim.take_over")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
