import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { clock, span } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useNow } from "../shell/loaded.ts";
import { useSaving } from "../shell/saving.ts";
import { holding, mayTakeOver, runsOut } from "./holding.ts";
import { TakeOver } from "./take_over.tsx";
import type { Claiming } from "./use_claim.ts";

/** Who works on it, since when, and what can be done about it. Everybody sees it. */
export function ClaimBar({ claiming, lead }: { claiming: Claiming; lead: boolean }) {
  const now = useNow(5_000);
  const saving = useSaving();
  const [taking, setTaking] = useState(false);
  const { claim } = claiming;
  const state = holding(claim, now);
  return (
    <section class={`claim ${state}`} aria-label={t("claim.title")}>
      {claiming.lostTo && (
        <p class="notice" role="alert">
          {t(`claim.lost.${claiming.of}`, { holder: claiming.lostTo })}
        </p>
      )}
      {state === "free" && (
        <>
          <p>{t(`claim.free.${claiming.of}`)}</p>
          <Button
            keys="KeyC"
            kind="primary"
            disabled={saving.busy}
            onPress={() => saving.run(() => claiming.take())}
          >
            {t("claim.take")}
          </Button>
        </>
      )}
      {claim && state === "mine" && (
        <>
          <p class={runsOut(claim, now) ? "late" : ""}>
            {t(claim.on_call ? "claim.mine_on_call" : "claim.mine", {
              span: span(Date.parse(claim.expires_at) - now),
            })}
          </p>
          <div class="buttons tight">
            <Button
              pressed={claim.on_call}
              onPress={() => saving.run(() => claiming.take({ on_call: !claim.on_call }))}
            >
              {t("claim.on_call")}
            </Button>
            <Button keys="Shift+KeyC" onPress={() => saving.run(claiming.release)}>
              {t("claim.release")}
            </Button>
          </div>
        </>
      )}
      {claim && state === "theirs" && (
        <>
          <p>
            <strong>{claim.holder}</strong>{" "}
            {t(claim.on_call ? "claim.theirs_on_call" : "claim.theirs", { at: clock(claim.taken_at) })}
          </p>
          {mayTakeOver(claim, now, lead) ? (
            <Button keys="KeyC" onPress={() => setTaking(true)}>
              {t("claim.take_over")}
            </Button>
          ) : (
            <p class="fine">{t("claim.not_yet")}</p>
          )}
        </>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {taking && claim && (
        <TakeOver
          holder={claim.holder}
          onClose={() => setTaking(false)}
          onTake={(reason) =>
            saving.run(async () => {
              setTaking(false);
              await claiming.take({ take_over_reason: reason });
            })
          }
        />
      )}
    </section>
  );
}
