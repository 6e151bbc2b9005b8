import type { HistoryEvent } from "../api/types";
import { useShortcuts } from "../app/useShortcuts";
import { Icon } from "../controls/Icon";
import { duration } from "../model/words";
import { strings } from "../strings/strings";

interface ScrubberProps {
  readonly history: readonly HistoryEvent[];
  /** How many events are shown; undefined for all, those still to come included. */
  readonly shown: number | undefined;
  readonly onShow: (shown: number | undefined) => void;
}

const text = strings.run;

/** Moves the drawing and the steps to any moment of the run: by the slider, or event by event with the arrow keys. */
export function Scrubber({ history, shown, onShow }: ScrubberProps) {
  const at = shown ?? history.length;
  const event = history[at - 1];
  const first = history[0];

  const show = (count: number) => onShow(count >= history.length ? undefined : Math.max(1, count));

  // The drawing, when it has the focus, takes the arrow keys first.
  useShortcuts({ ArrowLeft: () => show(at - 1), ArrowRight: () => show(at + 1) });

  return (
    <div className="scrubber">
      <button className="button quiet icon" title={text.previousEvent} aria-label={text.previousEvent} disabled={at <= 1} onClick={() => show(at - 1)}><Icon name="left" /></button>
      <input type="range" min={Math.min(1, history.length)} max={history.length} value={at} aria-label={text.moment} aria-valuetext={event && text.atEvent(event.id, event.type, event.stateName ?? "")} onChange={(change) => show(Number(change.target.value))} />
      <button className="button quiet icon" title={text.nextEvent} aria-label={text.nextEvent} disabled={shown === undefined} onClick={() => show(at + 1)}><Icon name="right" /></button>
      <output className="clip small muted number">
        {event && first && <>{text.atEvent(event.id, event.type, event.stateName ?? "")} · {text.after(duration(Date.parse(event.timestamp) - Date.parse(first.timestamp)))}</>}
      </output>
      {shown !== undefined && <button className="button" onClick={() => onShow(undefined)}>{text.toEnd}</button>}
    </div>
  );
}
