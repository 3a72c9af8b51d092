import type { Photo } from "../api/types.ts";
import { t } from "../language/language.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useLoaded } from "../shell/loaded.ts";
import { listRedactions } from "./api.ts";
import { Editor } from "./editor.tsx";
import { RedactionList } from "./redaction_list.tsx";

interface RedactionDialogProps {
  photo: Photo;
  onClose: () => void;
}

/** Parts of a photo made black: proposed by one person and agreed to by another. */
export function RedactionDialog({ photo, onClose }: RedactionDialogProps) {
  const { election } = useGround();
  const { value, failure, again } = useLoaded(`redactions ${photo.id}`, (signal) =>
    listRedactions(election.slug, photo.id, signal),
  );
  const rendition = photo.renditions.find((each) => each.name === "view");
  return (
    <Dialog title={t("redaction.title")} onClose={onClose} wide>
      {rendition && (
        <Editor
          election={election.slug}
          photo={photo.id}
          picture={{ url: rendition.url, width: rendition.width_px, height: rendition.height_px }}
          onMade={again}
        />
      )}
      <section aria-label={t("redaction.list")}>
        <h3>{t("redaction.list")}</h3>
        {failure !== null && <Failure failure={failure} />}
        {value && (
          <RedactionList redactions={value} fourEyes={election.publication.four_eyes} onDecided={again} />
        )}
      </section>
    </Dialog>
  );
}
