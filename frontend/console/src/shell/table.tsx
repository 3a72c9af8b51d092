import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../language/language.ts";
import { Button } from "./button.tsx";
import { Failure } from "./failure.tsx";

interface TableProps {
  caption: string;
  heads: readonly string[];
  /** `null` while it is being read. */
  rows: readonly { key: string; cells: readonly ComponentChildren[] }[] | null;
  failure?: unknown;
  more?: (() => void) | null;
}

/** Rows under heads, or under the caption alone that there are none; on a narrow screen the table scrolls in itself and not the page. */
export function Table({ caption, heads, rows, failure = null, more = null }: TableProps) {
  const id = useId();
  return (
    <>
      {failure !== null && <Failure failure={failure} />}
      {rows === null && failure === null && <p class="empty">{t("common.loading")}</p>}
      {rows?.length === 0 && (
        <div class="no-rows" role="group" aria-labelledby={id}>
          <p id={id}>{caption}</p>
          <p class="empty">{t("queue.empty")}</p>
        </div>
      )}
      {rows !== null && rows.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-labelledby={id}>
          <table>
            <caption id={id}>{caption}</caption>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  {row.cells.map((cell, at) => (
                    <td key={heads[at]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && <Button onPress={more}>{t("common.more")}</Button>}
    </>
  );
}
