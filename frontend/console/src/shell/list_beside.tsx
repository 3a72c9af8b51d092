import type { ComponentChildren } from "preact";
import { t } from "../language/language.ts";
import { Link } from "./navigation.tsx";

interface ListBesideProps {
  list: ComponentChildren;
  /** Room above the list, where no button stands over it. */
  space?: boolean;
  title: string;
  how: string;
  /** The address of the list alone. */
  back: string;
  /** What was opened; null while nothing is. */
  children: ComponentChildren | null;
}

/** A list, and beside it what was opened from it; on a narrow screen one of the two. */
export function ListBeside({ list, space, title, how, back, children }: ListBesideProps) {
  return (
    <div class={children === null ? "desk" : "desk has-opened"}>
      <div class={space ? "desk-list with-space" : "desk-list"}>{list}</div>
      <div class="desk-report">
        {children === null ? (
          <div class="welcome">
            <h1>{title}</h1>
            <p>{how}</p>
          </div>
        ) : (
          <>
            <p class="only-narrow">
              <Link to={back}>{t("queue.back")}</Link>
            </p>
            {children}
          </>
        )}
      </div>
    </div>
  );
}
