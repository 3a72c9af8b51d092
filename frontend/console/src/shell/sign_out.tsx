import { useState } from "preact/hooks";
import { counted, t } from "../language/language.ts";
import { sendAgain } from "../operator/outbox.ts";
import { forgetOurs, ourUnsent } from "../operator/unsent.ts";
import { signOut } from "../session/session.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Failure } from "./failure.tsx";
import { go } from "./navigation.tsx";
import { addresses } from "./routes.ts";
import { useSaving } from "./saving.ts";

export interface Leaving {
  /** Something that was entered would be lost with us: the person says first what becomes of it. */
  asking: boolean;
  busy: boolean;
  failure: unknown;
  start: () => void;
  stay: () => void;
  leave: () => void;
}

export function useLeaving(): Leaving {
  const [asking, setAsking] = useState(false);
  const saving = useSaving();
  const leave = () => saving.run(() => signOut(forgetOurs));
  const start = () => {
    const { elections, photos } = ourUnsent();
    if (elections.length + photos.length > 0) setAsking(true);
    else leave();
  };
  return { asking, busy: saving.busy, failure: saving.failure, start, stay: () => setAsking(false), leave };
}

/** What is not sent yet, before it is lost. */
export function LeavingDialog({ leaving }: { leaving: Leaving }) {
  const { stay, leave, busy, failure } = leaving;
  return (
    <Dialog title={t("sign_out.unsent")} onClose={stay}>
      <NotSent onGo={stay} />
      {failure !== null && <Failure failure={failure} />}
      <div class="buttons">
        <Button kind="primary" onPress={stay}>
          {t("sign_out.stay")}
        </Button>
        <Button kind="danger" disabled={busy} onPress={leave}>
          {t("sign_out.without")}
        </Button>
      </div>
    </Dialog>
  );
}

/** How much it is, and where it can still be sent. */
function NotSent({ onGo }: { onGo: () => void }) {
  const { elections, photos } = ourUnsent();
  return (
    <>
      {elections.length > 0 && <p>{counted("sign_out.reports", elections.length)}</p>}
      <ul>
        {elections.map((election) => (
          <li key={election}>
            <Button
              onPress={() => {
                onGo();
                go(addresses.enter(election));
              }}
            >
              {t("sign_out.open", { election })}
            </Button>
          </li>
        ))}
      </ul>
      {photos.length > 0 && <p role="status">{counted("sign_out.photos", photos.length)}</p>}
      {photos.some(({ state }) => state === "cut") && (
        <Button onPress={sendAgain}>{t("enter.photos_again")}</Button>
      )}
      <p class="fine">{t("sign_out.lost")}</p>
    </>
  );
}
