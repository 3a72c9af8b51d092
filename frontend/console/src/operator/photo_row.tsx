import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { number, t } from "../language/language.ts";

const PREVIEW_HEIGHT_PX = 128; // twice what it is shown at, for fine screens
const KILOBYTE = 1024;
const MEGABYTE = KILOBYTE * KILOBYTE;

interface PhotoRowProps {
  name: string;
  sizeBytes: number;
  /** As long as this page has it. */
  content: Blob | undefined;
  children: ComponentChildren;
}

/** A photo of this computer: small, with its name and size, and what is or can be done with it. */
export function PhotoRow({ name, sizeBytes, content, children }: PhotoRowProps) {
  const { canvas, state } = usePreview(content);
  return (
    <li>
      <canvas ref={canvas} class="photo-preview" hidden={state !== "drawn"} />
      <div class="photo-name">
        {name} <span class="fine">{sizeInWords(sizeBytes)}</span>
        {state === "impossible" && <p class="fine">{t("enter.photo_no_preview")}</p>}
      </div>
      {children}
    </li>
  );
}

export function sizeInWords(bytes: number): string {
  if (bytes < MEGABYTE) return t("enter.kilobytes", { count: number(Math.ceil(bytes / KILOBYTE)) });
  return t("enter.megabytes", { count: number(Math.ceil((bytes / MEGABYTE) * 10) / 10) });
}

/** Drawn, as the page may show pictures of the service alone. What was drawn stays when the file is gone. */
function usePreview(content: Blob | undefined) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<"nothing" | "drawn" | "impossible">("nothing");
  useEffect(() => {
    if (!content) return;
    let gone = false;
    createImageBitmap(content, { resizeHeight: PREVIEW_HEIGHT_PX, resizeQuality: "medium" }).then(
      (picture) => {
        if (!gone && canvas.current) {
          canvas.current.width = picture.width;
          canvas.current.height = picture.height;
          canvas.current.getContext("2d")?.drawImage(picture, 0, 0);
          setState("drawn");
        }
        picture.close();
      },
      () => gone || setState("impossible"),
    );
    return () => {
      gone = true;
    };
  }, [content]);
  return { canvas, state };
}
