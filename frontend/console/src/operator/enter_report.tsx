import { useEffect, useRef, useState } from "preact/hooks";
import { isProblem } from "../api/problem.ts";
import { useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { me } from "../session/session.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { Link } from "../shell/navigation.tsx";
import { addresses } from "../shell/routes.ts";
import { useSaving } from "../shell/saving.ts";
import { listSources, type Receipt, sendReport } from "./api.ts";
import { bodyOf, wrongEntries } from "./body.ts";
import { Caller } from "./caller.tsx";
import { dropped } from "./dropped.ts";
import { useKeptEntry } from "./kept_entry.ts";
import { post } from "./outbox.ts";
import { People } from "./people.tsx";
import { PhotoChoice } from "./photo_choice.tsx";
import { PhotoSending } from "./photo_sending.tsx";
import { usePhotos } from "./use_photos.ts";
import { What } from "./what.tsx";
import { Where } from "./where.tsx";

/** A report that somebody else told us: on the hotline, in a message, in the press. */
export function EnterReport() {
  const { election } = useGround();
  const kept = useKeptEntry(election.slug, election.time_zone);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [tried, setTried] = useState(false);
  const sources = useLoaded(`sources ${election.slug}`, (signal) => listSources(election.slug, signal));
  const saving = useSaving();
  const photos = usePhotos(kept, election.limits);
  const wrong = wrongEntries(kept.entry);
  if (kept.sending === null && photos.missing.length > 0) wrong.push("photos");
  const send = () => {
    setTried(true);
    if (photos.busy || (kept.sending === null && wrong.length > 0)) return;
    const author = me.value?.id ?? "";
    saving.run(async () => {
      const known = new Map((sources.value?.items ?? []).map((each) => [each.name, each.key]));
      const body =
        kept.sending ??
        bodyOf(kept.entry, {
          now: new Date().toISOString(),
          timeZone: election.time_zone,
          keys: known,
          photos: kept.photos,
        });
      kept.freeze(body);
      try {
        const stored = await sendReport(election.slug, kept.id, body);
        post(author, stored, kept.photos);
        setReceipt(stored);
        kept.renew();
        setTried(false);
      } catch (failure) {
        if (isProblem(failure) && failure.status < 500) kept.thaw(); // refused: nothing is stored
        throw failure;
      }
    });
  };
  useShortcuts([{ keys: "Ctrl+KeyS", label: t("enter.send"), act: send }]);
  if (receipt) return <Taken receipt={receipt} onAnother={() => setReceipt(null)} />;
  const shown = {
    entry: kept.entry,
    wrong: tried ? wrong : [],
    disabled: saving.busy || kept.sending !== null,
    set: kept.set,
  };
  return (
    <form
      class="page enter"
      aria-label={t("enter.title")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      {...dropped((files) => saving.busy || photos.add(files))}
    >
      <h1>{t("enter.title")}</h1>
      <p class="fine">{t("enter.intro")}</p>
      <What {...shown} />
      <div class="columns">
        <Where {...shown} />
        <div>
          <People {...shown} />
          <Caller {...shown} sources={sources.value?.items ?? []} />
        </div>
      </div>
      <PhotoChoice
        report={kept.id}
        photos={photos}
        disabled={saving.busy}
        announced={kept.sending !== null}
      />
      {tried && wrong.length > 0 && (
        <p class="error" role="alert">
          {t(wrong.includes("kind") ? "wrong.kind" : "enter.wrong")}
        </p>
      )}
      {saving.failure !== null && <Failure failure={saving.failure} />}
      {kept.sending !== null && !saving.busy && <p class="notice">{t("enter.not_known")}</p>}
      <div class="buttons">
        <button type="submit" class="button primary" disabled={saving.busy || photos.busy}>
          {t(saving.busy ? "enter.sending" : kept.sending ? "enter.send_again" : "enter.send")}
          <span class="keycap" aria-hidden="true">
            Ctrl+S
          </span>
        </button>
        <Button
          disabled={shown.disabled || photos.busy}
          onPress={() => {
            photos.clear();
            kept.renew();
          }}
        >
          {t("enter.empty")}
        </Button>
      </div>
    </form>
  );
}

/** What to tell the caller before they hang up; the photos follow meanwhile. */
function Taken({ receipt, onAnother }: { receipt: Receipt; onAnother: () => void }) {
  const { election } = useGround();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []); // the button that was pressed is gone
  return (
    <section class="page" aria-label={t("enter.taken")}>
      <h1 ref={heading} tabIndex={-1}>
        {t("enter.taken")}
      </h1>
      <p>{t("enter.read_out")}</p>
      <p class="code">{receipt.tracking_code}</p>
      <p class="fine">{t("enter.code_once")}</p>
      <div class="buttons">
        <Button kind="primary" keys="KeyN" onPress={onAnother}>
          {t("enter.another")}
        </Button>
        <Link to={addresses.report(election.slug, receipt.id)} class="button plain">
          {t("enter.open_it")}
        </Link>
      </div>
      <PhotoSending report={receipt.id} />
    </section>
  );
}
