import { useEffect, useRef } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { inWords } from "../shell/failure.tsx";
import { heldFile } from "./held_files.ts";
import { photosOf, seen, sendAgain, shownReport } from "./outbox.ts";
import { PhotoRow } from "./photo_row.tsx";
import { type Posted, standingOf } from "./posting.ts";
import { inSentences } from "./standing_words.ts";

/** Under the receipt: each photo that follows the report, how far it is and what became of it. */
export function PhotoSending({ report }: { report: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    shownReport.value = report;
    return () => {
      shownReport.value = null;
      seen(report);
    };
  }, [report]);
  const photos = photosOf(report);
  if (photos.length === 0) return null;
  const standing = standingOf(photos);
  return (
    <section class="photo-sending" aria-label={t("report.photos")}>
      <h2 ref={heading} tabIndex={-1}>
        {t("report.photos")}
      </h2>
      <p role="status">{inSentences(standing)}</p>
      {standing.cut > 0 && (
        <Button
          kind="primary"
          onPress={() => {
            sendAgain();
            heading.current?.focus(); // this button goes away
          }}
        >
          {t("enter.photos_again")}
        </Button>
      )}
      <ul class="listed">
        {photos.map((photo) => (
          <PhotoRow
            key={photo.sha256}
            name={photo.name}
            sizeBytes={photo.size_bytes}
            content={heldFile(report, photo.sha256)}
          >
            <PhotoState photo={photo} />
          </PhotoRow>
        ))}
      </ul>
      {!standing.settled && <p class="fine">{t("enter.photos_meanwhile")}</p>}
    </section>
  );
}

function PhotoState({ photo }: { photo: Posted }) {
  const { name, state, share, failure } = photo;
  if (state === "sending") {
    return <progress value={share} aria-label={t("enter.photo_sending_one", { name })} />;
  }
  return (
    <span class={state === "waiting" || state === "stored" ? "" : "error"}>
      {word("photo_post", state)} {state === "refused" && inWords(failure)}
    </span>
  );
}
