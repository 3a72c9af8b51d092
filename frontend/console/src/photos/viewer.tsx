import { useState } from "preact/hooks";
import type { Photo } from "../api/types.ts";
import { t } from "../language/language.ts";
import { RedactionDialog } from "../redaction/redaction_dialog.tsx";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { Findings } from "./findings.tsx";
import { Original } from "./original.tsx";
import { Picture } from "./picture.tsx";
import { farther, nearer, neighbour, PLAIN, turned } from "./view.ts";

interface ViewerProps {
  photos: readonly Photo[];
  first: number;
  onClose: () => void;
}

/** One photo large, or two beside each other with one zoom; what was found stands below. */
export function Viewer({ photos, first, onClose }: ViewerProps) {
  const [at, setAt] = useState(first);
  const [other, setOther] = useState<number | null>(null);
  const [view, setView] = useState(PLAIN);
  const [redacting, setRedacting] = useState(false);
  const photo = photos[at];
  if (!photo) return null;
  const beside = other === null ? undefined : photos[other];
  const many = photos.length > 1;
  const move = (by: number) => setAt(neighbour(at, by, photos.length));
  const title = t("photos.number", { number: at + 1, count: photos.length });
  return (
    <Dialog title={title} onClose={onClose} wide>
      <div class="buttons tight">
        <Button keys="BracketLeft" disabled={!many} onPress={() => move(-1)}>
          {t("photos.before")}
        </Button>
        <Button keys="BracketRight" disabled={!many} onPress={() => move(1)}>
          {t("photos.after")}
        </Button>
        <Button keys="Equal" onPress={() => setView(nearer(view))}>
          {t("photos.nearer")}
        </Button>
        <Button keys="Minus" onPress={() => setView(farther(view))}>
          {t("photos.farther")}
        </Button>
        <Button keys="KeyT" onPress={() => setView(turned(view))}>
          {t("photos.turn")}
        </Button>
        <Button
          keys="KeyD"
          disabled={!many}
          pressed={other !== null}
          onPress={() => setOther(other === null ? neighbour(at, 1, photos.length) : null)}
        >
          {t("photos.compare")}
        </Button>
        <Button keys="KeyR" onPress={() => setRedacting(true)}>
          {t("redaction.open")}
        </Button>
        <Original photo={photo} />
      </div>
      <div class={beside ? "pictures two" : "pictures"}>
        <Picture photo={photo} view={view} label={title} />
        {beside && other !== null && (
          <Picture
            photo={beside}
            view={view}
            label={t("photos.number", { number: other + 1, count: photos.length })}
          />
        )}
      </div>
      <Findings photo={photo} />
      {redacting && <RedactionDialog photo={photo} onClose={() => setRedacting(false)} />}
    </Dialog>
  );
}
