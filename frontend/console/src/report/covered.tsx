import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../language/language.ts";
import { Button } from "../shell/button.tsx";

interface CoveredProps {
  covered: boolean;
  what: string;
  /** Where the key uncovers something of more weight on the same screen. */
  keyless?: boolean;
  children: ComponentChildren;
}

/** Nobody has to see what is graphic before asking for it; it is not even fetched. */
export function Covered({ covered, what, keyless = false, children }: CoveredProps) {
  const [asked, setAsked] = useState(false);
  if (!covered) return <>{children}</>;
  return (
    <div class="covered">
      {!asked && <p>{what}</p>}
      <Button {...(keyless ? {} : { keys: "KeyB" })} pressed={asked} onPress={() => setAsked(!asked)}>
        {t(asked ? "graphic.cover" : "graphic.show")}
      </Button>
      {asked && children}
    </div>
  );
}
