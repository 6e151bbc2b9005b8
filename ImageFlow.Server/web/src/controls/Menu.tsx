import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

interface MenuProps {
  readonly label: ReactNode;
  readonly spokenLabel?: string | undefined;
  readonly className?: string;
  readonly items: readonly { readonly text: string; readonly run: () => void }[];
}

/** A button with a list of actions: arrow keys move, Escape closes and gives the focus back. */
export function Menu({ label, spokenLabel, className = "button", items }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const listId = useId();

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);

  function close() {
    setOpen(false);
    trigger.current?.focus();
  }

  function move(event: KeyboardEvent) {
    if (event.key === "Escape") return close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all.at((at + step) % all.length)?.focus();
  }

  return (
    <div className="menu" ref={root} onKeyDown={open ? move : undefined}>
      <button ref={trigger} type="button" className={className} aria-haspopup="menu" aria-expanded={open} aria-controls={listId} aria-label={spokenLabel} onClick={() => setOpen(!open)}>
        {label}
      </button>
      {open && (
        <div className="menu-list" role="menu" id={listId}>
          {items.map((item) => (
            <button key={item.text} type="button" role="menuitem" tabIndex={-1} onClick={() => (close(), item.run())}>{item.text}</button>
          ))}
        </div>
      )}
    </div>
  );
}
