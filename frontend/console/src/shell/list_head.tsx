import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../language/language.ts";
import { Button } from "./button.tsx";

interface ListHeadProps {
  /** Which list it is, or what narrows it. */
  which: ComponentChildren;
  /** Of the rows, in their order. */
  ids: readonly string[];
  opened: string | null;
  onOpen: (id: string) => void;
  words: string;
  searchLabel: string;
  onWords: (words: string) => void;
}

/** What stands over every list: up and down in it, and the words to search for. */
export function ListHead(props: ListHeadProps) {
  const { which, ids, opened, onOpen, words, searchLabel, onWords } = props;
  const search = useRef<HTMLInputElement>(null);
  const step = (by: number) => {
    const at = opened === null ? -1 : ids.indexOf(opened);
    const next = ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
    if (next) onOpen(next);
  };
  return (
    <div class="queue-head">
      {which}
      <div class="buttons tight">
        <Button keys="KeyJ" kind="quiet" onPress={() => step(1)} label={t("queue.down")}>
          ↓
        </Button>
        <Button keys="KeyK" kind="quiet" onPress={() => step(-1)} label={t("queue.up")}>
          ↑
        </Button>
      </div>
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault();
          onWords(search.current?.value ?? "");
        }}
      >
        <input
          ref={search}
          type="search"
          aria-label={searchLabel}
          placeholder={t("queue.search")}
          value={words}
        />
        <Button keys="Slash" kind="quiet" onPress={() => search.current?.focus()} label={searchLabel}>
          /
        </Button>
      </form>
    </div>
  );
}
