import { useEffect, useRef, useState } from "preact/hooks";
import type { ChosenPhoto } from "./body.ts";
import { heldFile, holdFile, letGo } from "./held_files.ts";
import type { KeptEntry } from "./kept_entry.ts";
import {
  hexOf,
  mediaTypeOf,
  misplaced,
  type PhotoLimits,
  SNIFFED_BYTES,
  type Unfit,
  unfit,
} from "./photo_files.ts";

export interface LeftOut {
  name: string;
  why: Unfit;
}

export interface Photos {
  chosen: readonly ChosenPhoto[];
  /** Those that this page, loaded anew, no longer has; choosing the same file again brings one back. */
  missing: readonly ChosenPhoto[];
  /** Of the files chosen last, those that cannot go. */
  leftOut: readonly LeftOut[];
  /** Files are being read. */
  busy: boolean;
  add: (files: readonly File[]) => Promise<void>;
  remove: (photo: ChosenPhoto) => void;
  clear: () => void;
}

/** The photos of the report that is being entered. What cannot go is found before anything is sent. */
export function usePhotos(kept: KeptEntry, limits: PhotoLimits): Photos {
  const [leftOut, setLeftOut] = useState<readonly LeftOut[]>([]);
  const [reading, setReading] = useState(0);
  const chosen = useRef(kept.photos);
  chosen.current = kept.photos;
  const turn = useRef(Promise.resolve());
  const isLeft = useRef(false);
  useEffect(
    () => () => {
      isLeft.current = true;
    },
    [],
  );
  const isHere = (sha256: string) => heldFile(kept.id, sha256) !== undefined;
  const choose = (photos: readonly ChosenPhoto[]) => {
    chosen.current = photos; // before it is shown: the next file is compared with them
    kept.choose(photos);
  };
  const take = async (file: File): Promise<ChosenPhoto | Unfit> => {
    const first = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
    const media_type = mediaTypeOf(first);
    const why = unfit(file.size, media_type, limits);
    if (media_type === null || why !== null) return why ?? "report.error.photo_type";
    const bytes = await file.arrayBuffer();
    const sha256 = hexOf(await crypto.subtle.digest("SHA-256", bytes));
    const among = { chosen: chosen.current, announced: kept.sending !== null, isHere };
    const whyHere = misplaced(sha256, among, limits);
    if (whyHere !== null) return whyHere;
    if (isLeft.current) return "enter.photo_unreadable"; // the form is gone, and nobody would let it go
    holdFile(kept.id, sha256, new Blob([bytes])); // not the file: it may change on its disk
    return { name: file.name, sha256, size_bytes: bytes.byteLength, media_type };
  };
  const takeAll = async (files: readonly File[]) => {
    const left: LeftOut[] = [];
    for (const file of files) {
      const taken = await take(file).catch((): Unfit => "enter.photo_unreadable");
      if (typeof taken === "string") left.push({ name: file.name, why: taken });
      else if (!chosen.current.some(({ sha256 }) => sha256 === taken.sha256))
        choose([...chosen.current, taken]);
    }
    setLeftOut(left);
    setReading((before) => before - 1);
  };
  const add = (files: readonly File[]) => {
    setReading((before) => before + 1);
    turn.current = turn.current.then(() => takeAll(files));
    return turn.current;
  };
  const remove = ({ sha256 }: ChosenPhoto) => {
    letGo(kept.id, sha256);
    choose(chosen.current.filter((photo) => photo.sha256 !== sha256));
    setLeftOut([]);
  };
  const clear = () => {
    for (const { sha256 } of kept.photos) letGo(kept.id, sha256);
    setLeftOut([]);
  };
  const missing = kept.photos.filter(({ sha256 }) => !isHere(sha256));
  return { chosen: kept.photos, missing, leftOut, busy: reading > 0, add, remove, clear };
}
