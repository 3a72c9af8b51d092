import { t } from "../language/language.ts";
import { clock } from "../language/moments.ts";
import { live } from "./live.ts";

/** Whether what is shown is as it is, in one line that is true. */
export function LiveState() {
  if (live.value === null) return null;
  const { state, since } = live.value;
  return (
    <span class={`live ${state}`} role="status">
      {t(`live.${state}`, { at: clock(since) })}
    </span>
  );
}
