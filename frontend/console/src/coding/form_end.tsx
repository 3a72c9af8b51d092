import { t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Failure } from "../shell/failure.tsx";
import { useGround } from "../shell/ground.ts";
import { SaveKey } from "../shell/save_key.tsx";
import { Conflict } from "./conflict.tsx";
import { shownGroup } from "./shown_group.ts";
import type { Groups } from "./three_way.ts";
import type { VersionedForm } from "./use_versioned_form.ts";

interface FormEndProps {
  form: VersionedForm;
  groups: Groups;
  /** Whether what is in it may be saved just now. */
  may: boolean;
}

/** Save and discard, what went wrong, and the two edits beside each other where somebody was faster. */
export function FormEnd({ form, groups, may }: FormEndProps) {
  const ground = useGround();
  const ready = may && form.unsaved && !form.busy;
  return (
    <>
      {form.failure !== null && <Failure failure={form.failure} />}
      {form.unsaved && (
        <div class="buttons sticky">
          <button type="submit" class="button primary" disabled={!ready}>
            {t(form.busy ? "coding.saving" : "coding.save")}
            <span class="keycap" aria-hidden="true">
              Ctrl+S
            </span>
          </button>
          <Button onPress={form.discard}>{t("coding.discard")}</Button>
        </div>
      )}
      <SaveKey active={ready} onSave={form.save} />
      {form.clash && (
        <Conflict
          groups={groups}
          base={form.clash.base}
          mine={form.clash.mine}
          theirs={form.clash.theirs}
          show={shownGroup(ground)}
          onMerged={form.clash.settle}
          onClose={form.clash.later}
        />
      )}
    </>
  );
}
