import { useEffect, useRef } from "preact/hooks";
import type { Photo } from "../api/types.ts";
import type { View } from "./view.ts";

/** A photo in its frame, as near and as turned as asked; what is larger than the frame is scrolled. */
export function Picture({ photo, view, label }: { photo: Photo; view: View; label: string }) {
  const image = useRef<HTMLImageElement>(null);
  const rendition = photo.renditions.find((each) => each.name === "view") ?? photo.renditions[0];
  useEffect(() => {
    if (!image.current) return;
    image.current.style.width = `${view.zoom * 100}%`;
    image.current.style.rotate = `${view.turns * 90}deg`;
  }, [view]);
  if (!rendition) return null;
  return (
    <div class={view.zoom > 1 ? "frame near" : "frame"} tabIndex={0} role="group" aria-label={label}>
      <img
        ref={image}
        src={rendition.url}
        width={rendition.width_px}
        height={rendition.height_px}
        alt={label}
      />
    </div>
  );
}
