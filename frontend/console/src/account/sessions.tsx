import { t, word } from "../language/language.ts";
import { moment } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useLoaded } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { endOtherSessions, endSession, readSessions } from "./factors.ts";

/** Where one is signed in; `version` grows when something has ended the others. */
export function Sessions({ version }: { version: number }) {
  const { value: sessions, failure, again } = useLoaded(`sessions ${version}`, readSessions);
  const saving = useSaving();
  const shown = saving.failure ?? failure;
  const end = (work: Promise<void>) => saving.run(() => work.then(again));
  return (
    <>
      {shown !== null && <Failure failure={shown} />}
      <ul class="listed">
        {sessions?.map((session) => (
          <li key={session.id}>
            <span>
              {word("device", session.device)}
              {session.current && <strong> ({t("account.session_this")})</strong>}{" "}
              <span class="fine">
                {t("account.session_times", {
                  since: moment(session.created_at),
                  seen: moment(session.seen_at),
                })}
              </span>
            </span>
            {!session.current && (
              <Button kind="danger" disabled={saving.busy} onPress={() => end(endSession(session.id))}>
                {t("account.session_end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(sessions?.length ?? 0) > 1 && (
        <Button disabled={saving.busy} onPress={() => end(endOtherSessions())}>
          {t("account.sessions_end")}
        </Button>
      )}
    </>
  );
}
