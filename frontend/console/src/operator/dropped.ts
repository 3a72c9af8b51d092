type On<E> = E & { readonly target: EventTarget | null };

/** Files dropped on an element or pasted into it, for whatever they come from. */
export function dropped(add: (files: readonly File[]) => void) {
  const take = (files: FileList) => files.length > 0 && add([...files]);
  return {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault(); // else the browser would leave the page for the file
      take(event.dataTransfer.files);
    },
    onPaste: (event: On<ClipboardEvent>) => {
      const { clipboardData, target } = event;
      // Word processors put a picture of the text beside the text.
      const isText = target instanceof Element && target.matches("input, textarea");
      if (clipboardData && !(isText && clipboardData.getData("text"))) take(clipboardData.files);
    },
  };
}
