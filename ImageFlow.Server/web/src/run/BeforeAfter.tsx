import { useState, type CSSProperties } from "react";
import type { ProducedFile } from "../api/types";
import { strings } from "../strings/strings";
import { facts } from "./ContactSheet";

const text = strings.run;

/** Two pictures in one frame with a divider between them: the source on its left, what was made on its right. Where it was cropped, the source fills the frame. */
export function BeforeAfter({ before, after }: { readonly before: ProducedFile; readonly after: ProducedFile }) {
  const [percent, setPercent] = useState(50);
  const ratio = after.width && after.height ? after.width / after.height : 4 / 3;
  return (
    <div className="before-after" style={{ "--ratio": ratio } as CSSProperties}>
      <img src={after.url} alt={`${text.afterwards}: ${facts(after)}`} />
      <img src={before.url} alt={`${text.before}: ${facts(before)}`} style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }} />
      <span className="divider" style={{ left: `${percent}%` }} />
      <span className="side-label left">{text.before}</span>
      <span className="side-label right">{text.afterwards}</span>
      <input type="range" min={0} max={100} step={0.5} value={percent} aria-label={text.divider} onChange={(event) => setPercent(Number(event.target.value))} />
    </div>
  );
}
