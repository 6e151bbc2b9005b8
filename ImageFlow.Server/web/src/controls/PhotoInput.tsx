import type { ReactNode } from "react";

interface PhotoInputProps {
  readonly children: ReactNode;
  readonly className?: string;
  readonly disabled?: boolean;
  readonly onPhoto: (file: File) => void;
}

/** A button that opens the file chooser for one image. */
export function PhotoInput({ children, className = "button", disabled = false, onPhoto }: PhotoInputProps) {
  return (
    <label>
      <input
        className="hidden-input" type="file" accept="image/*" disabled={disabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again.
          event.target.value = "";
          if (file) onPhoto(file);
        }}
      />
      <span className={className} aria-disabled={disabled}>{children}</span>
    </label>
  );
}
