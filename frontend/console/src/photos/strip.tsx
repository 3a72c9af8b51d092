import { useState } from "preact/hooks";
import type { Photo } from "../api/types.ts";
import { counted, t, word } from "../language/language.ts";
import { Covered } from "../report/covered.tsx";
import { Button } from "../shell/button.tsx";
import { Findings } from "./findings.tsx";
import { Viewer } from "./viewer.tsx";

interface StripProps {
  photos: readonly Photo[];
  graphic: boolean;
}

/** The photos of a report with what was found about each; a press opens the viewer. */
export function Strip({ photos, graphic }: StripProps) {
  const [opened, setOpened] = useState<number | null>(null);
  if (photos.length === 0) return null;
  return (
    <section class="photos" aria-label={t("photos.title")}>
      <h2>{counted("count.photos", photos.length)}</h2>
      <Covered covered={graphic} what={t("photos.covered")}>
        <ul class="strip">
          {photos.map((photo, at) => {
            const thumb = photo.renditions.find((rendition) => rendition.name === "thumb");
            return (
              <li key={photo.id}>
                {thumb ? (
                  <button type="button" class="thumb" onClick={() => setOpened(at)}>
                    <img
                      src={thumb.url}
                      width={thumb.width_px}
                      height={thumb.height_px}
                      alt={t("photos.open", { number: at + 1 })}
                    />
                  </button>
                ) : (
                  <p class="empty">
                    {word("photo_state", photo.state)}
                    {photo.problem && <span lang="en"> {photo.problem}</span>}
                  </p>
                )}
                <Findings photo={photo} />
              </li>
            );
          })}
        </ul>
        <Button keys="KeyV" onPress={() => setOpened(0)}>
          {t("photos.view")}
        </Button>
      </Covered>
      {opened !== null && <Viewer photos={photos} first={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}
