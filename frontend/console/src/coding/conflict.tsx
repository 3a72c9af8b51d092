import { useState } from "preact/hooks";
import { t, word } from "../language/language.ts";
import { Button } from "../shell/button.tsx";
import { Dialog } from "../shell/dialog.tsx";
import { type Groups, rebase, take, type Values } from "./three_way.ts";

interface ConflictProps {
  groups: Groups;
  base: Values;
  mine: Values;
  theirs: Values;
  /** A group's fields in words. */
  show: (group: string, values: Values) => string;
  onMerged: (values: Values) => void;
  onClose: () => void;
}

/** Somebody saved first: both edits side by side, and nothing is lost until one is chosen. */
export function Conflict({ groups, base, mine, theirs, show, onMerged, onClose }: ConflictProps) {
  const { values, clashes } = rebase(groups, base, mine, theirs);
  const [theirsIn, setTheirsIn] = useState<ReadonlySet<string>>(new Set());
  const choose = (group: string, fromThem: boolean) => {
    const chosen = new Set(theirsIn);
    if (fromThem) chosen.add(group);
    else chosen.delete(group);
    setTheirsIn(chosen);
  };
  const merged = [...theirsIn].reduce((all, group) => take(groups, group, theirs, all), values);
  return (
    <Dialog title={t("conflict.title")} onClose={onClose} wide>
      <p>{t(clashes.length > 0 ? "conflict.both" : "conflict.apart")}</p>
      {clashes.map((group) => (
        <fieldset key={group} class="clash">
          <legend>{word("group", group)}</legend>
          {[false, true].map((fromThem) => (
            <label key={String(fromThem)} class="tick">
              <input
                type="radio"
                name={group}
                checked={theirsIn.has(group) === fromThem}
                onChange={() => choose(group, fromThem)}
              />
              <span>
                <strong>{t(fromThem ? "conflict.theirs" : "conflict.mine")}</strong>{" "}
                {show(group, fromThem ? theirs : mine) || t("common.none")}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <div class="buttons">
        <Button kind="primary" keys="Enter" onPress={() => onMerged(merged)}>
          {t("conflict.save")}
        </Button>
        <Button onPress={onClose}>{t("conflict.later")}</Button>
      </div>
    </Dialog>
  );
}
