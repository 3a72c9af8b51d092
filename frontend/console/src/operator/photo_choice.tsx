import { useId, useRef } from "preact/hooks";
import { counted, number, t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { useGround } from "../shell/ground.ts";
import { heldFile } from "./held_files.ts";
import { PhotoRow, sizeInWords } from "./photo_row.tsx";
import type { Photos } from "./use_photos.ts";

interface PhotoChoiceProps {
  report: string;
  photos: Photos;
  disabled: boolean;
  /** The report is on its way and has named its photos: they can be brought back, but not changed. */
  announced: boolean;
}

/** Which photos go with the report, each to be seen before it goes. */
export function PhotoChoice({ report, photos, disabled, announced }: PhotoChoiceProps) {
  const { limits } = useGround().election;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const values = {
    count: number(limits.photos_per_report),
    limit: number(limits.photos_per_report),
    size: sizeInWords(limits.photo_bytes),
  };
  const leftOut = new Set(photos.leftOut.map(({ name, why }) => t(why, { ...values, name })));
  return (
    <fieldset class="photo-choice">
      <legend>{t("report.photos")}</legend>
      <p class="fine" id={`${id}-hint`}>
        {t("report.photos_hint", values)}
      </p>
      <p class="buttons">
        <input
          ref={input}
          id={id}
          class="visually-hidden"
          type="file"
          multiple
          accept={[...limits.photo_types, ".heic", ".heif"].join()}
          aria-describedby={`${id}-hint`}
          disabled={disabled || (announced && photos.missing.length === 0)}
          onChange={async ({ currentTarget }) => {
            await photos.add([...(currentTarget.files ?? [])]);
            currentTarget.value = ""; // else the same file could not be chosen again
          }}
        />
        <label for={id} class="button">
          {t("report.photo_choose")}
        </label>
        <span class="fine">{t("enter.photos_drop")}</span>
      </p>
      {leftOut.size > 0 && (
        <ul class="error" role="alert">
          {[...leftOut].map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      <ul class="listed">
        {photos.chosen.map((photo) => (
          <PhotoRow
            key={photo.sha256}
            name={photo.name}
            sizeBytes={photo.size_bytes}
            content={heldFile(report, photo.sha256)}
          >
            {photos.missing.includes(photo) && <span class="error">{t("enter.photo_missing")}</span>}
            <Button
              disabled={disabled || announced}
              label={t("enter.photo_remove_one", { name: photo.name })}
              onPress={() => {
                photos.remove(photo);
                input.current?.focus();
              }}
            >
              {t("enter.photo_remove")}
            </Button>
          </PhotoRow>
        ))}
      </ul>
      <p class="fine" role="status">
        {photos.chosen.length > 0 && counted("count.photos", photos.chosen.length)}
      </p>
    </fieldset>
  );
}
