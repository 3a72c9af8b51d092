/** The only script of the public page, and a small one: it offers the other map, and fetches it if wanted. */

import type { Told } from "./told.ts";

function offer(
  place: HTMLElement,
  plain: Element,
  open: HTMLButtonElement,
  back: HTMLElement,
  said: Element,
): void {
  const told = JSON.parse(place.dataset.told ?? "") as Told;
  let leave = () => {};

  async function change(): Promise<void> {
    if (!document.createElement("canvas").getContext("webgl2")) {
      said.textContent = told.words.no_webgl;
      return;
    }
    open.disabled = true;
    said.textContent = told.words.loading;
    try {
      const { show } = await import("./zoomed.ts");
      leave = await show(place, told, (words) => {
        said.textContent = words;
      });
      turn(true);
      place.querySelector("canvas")?.focus();
    } catch {
      said.textContent = told.words.failed;
    }
    open.disabled = false;
  }

  function restore(): void {
    leave();
    turn(false);
    said.textContent = "";
    open.focus();
  }

  function turn(zoomed: boolean): void {
    plain.toggleAttribute("hidden", zoomed);
    open.hidden = zoomed;
    back.hidden = !zoomed;
  }

  open.addEventListener("click", change);
  back.addEventListener("click", restore);
  place.addEventListener("leave", restore);
  place.hidden = false;
}

const place = document.querySelector<HTMLElement>("[data-told]");
const plain = place?.parentElement?.querySelector(":scope > svg");
const [open, back] = place?.querySelectorAll("button") ?? [];
const said = place?.querySelector("[role=status]");
if (place && plain && open && back && said) offer(place, plain, open, back, said);
