import { useState } from "preact/hooks";
import { originalLink } from "../api/photos.ts";
import type { Photo } from "../api/types.ts";
import { t } from "../language/language.ts";
import { clock } from "../language/moments.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { useSaving } from "../shell/saving.ts";

/** The file as it was received, for one minute; asking for it stands in the history. */
export function Original({ photo }: { photo: Photo }) {
  const { slug } = useGround().election;
  const [link, setLink] = useState<{ url: string; expires_at: string } | null>(null);
  const saving = useSaving();
  if (link) {
    return (
      <a class="button" href={link.url} download>
        {t("photos.original_until", { at: clock(link.expires_at) })}
      </a>
    );
  }
  return (
    <>
      <Button
        disabled={saving.busy}
        onPress={() => saving.run(async () => setLink(await originalLink(slug, photo.id)))}
      >
        {t("photos.original")}
      </Button>
      {saving.failure !== null && <Failure failure={saving.failure} />}
    </>
  );
}
