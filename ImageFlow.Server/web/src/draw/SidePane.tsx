import type { ReactNode } from "react";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";

interface SidePaneProps {
  readonly title: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A pane beside the designer; Escape closes it. */
export function SidePane({ title, wide = false, children, onClose }: SidePaneProps) {
  return (
    <aside className={wide ? "side-pane wide" : "side-pane"} aria-label={title} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <header><h2 className="grow">{title}</h2><button className="button quiet icon" aria-label={strings.close} onClick={onClose}><Icon name="close" /></button></header>
      {children}
    </aside>
  );
}
