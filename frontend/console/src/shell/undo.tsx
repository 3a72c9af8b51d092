import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../language/language.ts";
import { remaining } from "../language/moments.ts";
import { me } from "../session/session.ts";
import { announce } from "./announce.tsx";
import { Button } from "./button.tsx";
import { inWords } from "./failure.tsx";
import { useNow } from "./loaded.ts";

interface Offer {
  /** What was done, in words. */
  what: string;
  until: number;
  /** Whose it is: somebody who signs in afterwards takes nothing of it back. */
  by: string | undefined;
  takeBack: () => Promise<void>;
}

const TICK_MS = 500;
const offers = signal<readonly Offer[]>([]);

/** For so many seconds from now, as the service has said, `takeBack` undoes what was just done. */
export function offerUndo(what: string, seconds: number, takeBack: () => Promise<void>): void {
  if (seconds <= 0) return;
  const offer = { what, until: Date.now() + seconds * 1000, by: me.value?.id, takeBack };
  offers.value = [...offers.value, offer];
}

function lastOffer(): Offer | undefined {
  return offers.value.findLast((offer) => offer.by === me.value?.id);
}

/** Whether Z is taken by it. */
export function undoIsOffered(): boolean {
  return lastOffer() !== undefined;
}

/** The last thing that can still be taken back, and for how long. */
export function UndoBar() {
  const last = lastOffer();
  return last ? <OneOffer key={last.until} offer={last} /> : null;
}

function OneOffer({ offer }: { offer: Offer }) {
  const left = offer.until - useNow(TICK_MS);
  const forget = () => {
    offers.value = offers.value.filter((each) => each !== offer);
  };
  useEffect(() => {
    if (left <= 0) forget();
  }, [left]);
  const takeBack = () => {
    forget();
    offer.takeBack().catch((failure: unknown) => announce(inWords(failure)));
  };
  return (
    <div class="undo-bar">
      <span>{offer.what}</span>
      <Button keys="KeyZ" onPress={takeBack}>
        {t("do.undo")}
      </Button>
      <span class="countdown" aria-hidden="true">
        {remaining(left)}
      </span>
    </div>
  );
}
