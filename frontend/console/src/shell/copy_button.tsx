import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { Button } from "./button.tsx";

/** Puts `text` on the clipboard and says so; browsers refuse it on an unencrypted page. */
export function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState("");
  const copy = () => {
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject();
    copying.then(
      () => setSaid(t("common.copied")),
      () => setSaid(t("common.copy_by_hand")),
    );
  };
  return (
    <p class="copying">
      <Button onPress={copy}>{t("common.copy")}</Button> <span role="status">{said}</span>
    </p>
  );
}
