import type { ComponentChildren } from "preact";
import { useContext, useId, useLayoutEffect, useRef } from "preact/hooks";
import { Depth, useShortcuts } from "../keys/shortcuts.ts";
import { t } from "../language/language.ts";
import { Button } from "./button.tsx";

interface DialogProps {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

/** Holds the focus until it is closed, and gives it back to where it was. */
export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    // Else the first button has it, and Enter would close what was just opened.
    if (!element.current?.querySelector("[autofocus]")) element.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const depth = useContext(Depth);
  useShortcuts([{ keys: "Escape", label: t("do.close"), act: onClose }], 1);
  return (
    <dialog
      ref={element}
      tabIndex={-1}
      class={wide ? "wide" : ""}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <Depth.Provider value={depth + 1}>
        <header>
          <h2 id={heading}>{title}</h2>
          <Button kind="quiet" onPress={onClose} label={t("do.close")}>
            ✕
          </Button>
        </header>
        {children}
      </Depth.Provider>
    </dialog>
  );
}
