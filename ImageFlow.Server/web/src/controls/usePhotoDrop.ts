import { useRef, useState, type DragEvent } from "react";
import { showToast } from "../app/toasts";
import { strings } from "../strings/strings";

export interface PhotoDrop {
  /** A file is being held over the element. */
  readonly over: boolean;
  readonly handlers: {
    readonly onDragEnter: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Makes an element accept one image file by drag and drop. */
export function usePhotoDrop(onPhoto: (file: File) => void): PhotoDrop {
  const [over, setOver] = useState(false);
  // dragenter and dragleave also come from the element's descendants; the balance tells when the pointer has really left.
  const inside = useRef(0);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

  return {
    over,
    handlers: {
      onDragEnter(event) {
        if (!carriesFiles(event)) return;
        inside.current++;
        setOver(true);
      },
      onDragOver(event) {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      },
      onDragLeave(event) {
        if (!carriesFiles(event)) return;
        inside.current = Math.max(0, inside.current - 1);
        setOver(inside.current > 0);
      },
      onDrop(event) {
        if (!carriesFiles(event)) return;
        inside.current = 0;
        setOver(false);
        const file = event.dataTransfer.files[0];
        // A workflow definition dropped here is for the page around.
        if (file && isFlowFile(file.name)) return;
        event.preventDefault();
        event.stopPropagation();
        if (!file) showToast("failed", strings.flows.dropped);
        else if (file.type !== "" && !file.type.startsWith("image/")) showToast("failed", strings.flows.notAPhoto(file.name));
        else onPhoto(file);
      },
    },
  };
}

/** Files that hold flows: definitions, state machines, archives. */
export function isFlowFile(name: string): boolean {
  return /\.(json|zip)$/i.test(name);
}
