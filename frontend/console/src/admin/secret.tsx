import { t } from "../language/language.ts";
import { CopyButton } from "../shell/copy_button.tsx";
import { Dialog } from "../shell/dialog.tsx";

interface SecretProps {
  title: string;
  hint: string;
  value: string;
  onClose: () => void;
}

/** Shown once: the service keeps only its digest. */
export function Secret({ title, hint, value, onClose }: SecretProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="code">{value}</p>
      <CopyButton text={value} />
      <p>{hint}</p>
      <p class="fine">{t("admin.shown_once")}</p>
    </Dialog>
  );
}
