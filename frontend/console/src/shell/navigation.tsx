import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Where we are: path and query, as the address bar says it. */
export const location = signal({ path: window.location.pathname, search: window.location.search });

function read(): void {
  location.value = { path: window.location.pathname, search: window.location.search };
}

window.addEventListener("popstate", read);

export function go(to: string, { replace = false } = {}): void {
  if (to === window.location.pathname + window.location.search) return;
  window.history[replace ? "replaceState" : "pushState"](null, "", to);
  read();
}

interface LinkProps {
  to: string;
  current?: boolean;
  class?: string;
  children: ComponentChildren;
}

/** A link that stays in the console; with Ctrl or the middle button it is the browser's. */
export function Link({ to, current = false, class: className, children }: LinkProps) {
  return (
    <a
      href={to}
      class={className}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
