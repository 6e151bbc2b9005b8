import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";
import type { UploadState } from "./useUploads";

const text = strings.gallery;
const tones = { sending: "running", processing: "running", done: "done", failed: "failed", cancelled: "stopped" } as const;

interface UploadListProps {
  readonly uploads: readonly UploadState[];
  readonly onCancel: (id: number) => void;
  readonly onAgain: (upload: UploadState) => void;
  readonly onClear: () => void;
}

/** The files on their way: how far each is, and why one failed. */
export function UploadList({ uploads, onCancel, onAgain, onClear }: UploadListProps) {
  if (uploads.length === 0) return null;
  return (
    <section className="panel uploads" aria-label={text.uploading}>
      <header><h2 className="grow">{text.uploading}</h2><button className="button quiet" onClick={onClear}>{text.clear}</button></header>
      <ul aria-live="polite">
        {uploads.map((upload) => (
          <li key={upload.id} data-tone={tones[upload.phase]} data-phase={upload.phase}>
            <Ring part={upload.phase === "sending" ? upload.part : 1} />
            <span className="clip">{upload.file.name}</span>
            <span className="status"><Icon name={tones[upload.phase]} />{text[upload.phase]}</span>
            <span className="small upload-why">{upload.why}</span>
            {upload.phase === "sending" && <button className="button quiet" onClick={() => onCancel(upload.id)}>{text.cancel}</button>}
            {(upload.phase === "failed" || upload.phase === "cancelled") && <button className="button quiet" onClick={() => onAgain(upload)}>{text.again}</button>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Circumference of the ring, in its own units. */
const around = 2 * Math.PI * 8;

function Ring({ part }: { readonly part: number }) {
  return (
    <svg className="ring" viewBox="0 0 20 20" role="img" aria-label={text.progress(Math.round(part * 100))}>
      <circle cx="10" cy="10" r="8" className="ring-track" />
      <circle cx="10" cy="10" r="8" className="ring-part" strokeDasharray={`${part * around} ${around}`} transform="rotate(-90 10 10)" />
    </svg>
  );
}
