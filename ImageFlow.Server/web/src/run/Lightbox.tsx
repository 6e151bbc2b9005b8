import { useEffect, useRef, useState } from "react";
import type { ProducedFile } from "../api/types";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";
import type { FaceBox } from "../model/faces";
import { BeforeAfter } from "./BeforeAfter";
import { comparison, facts, fileName } from "./ContactSheet";
import { FactsTable } from "./FactsTable";
import { FramedPicture } from "./FramedPicture";
import "./lightbox.css";

interface LightboxProps {
  readonly files: readonly ProducedFile[];
  readonly file: ProducedFile;
  /** What the made pictures are compared with. */
  readonly source: ProducedFile | undefined;
  /** The faces that were found in it. */
  readonly faces: readonly FaceBox[];
  readonly onOpen: (file: ProducedFile) => void;
  readonly onClose: () => void;
}

const text = strings.run;

/** One picture large, by itself or against its source; the arrow keys go through the rest. */
export function Lightbox({ files, file, source, faces, onOpen, onClose }: LightboxProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [comparing, setComparing] = useState(false);
  const [telling, setTelling] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  function step(by: number) {
    const next = files.at((files.findIndex((each) => each.url === file.url) + by) % files.length);
    if (next) onOpen(next);
  }

  const made = file.role === "output" && source !== undefined;
  return (
    <dialog
      className="lightbox" ref={dialog} aria-label={fileName(file)} onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
      onKeyDown={(event) => {
        if ((event.target as Element).matches("input")) return;
        if (event.key === "ArrowRight") step(1);
        if (event.key === "ArrowLeft") step(-1);
      }}
    >
      <header>
        <div className="grow">
          <h2 className="clip">{fileName(file)}</h2>
          <p className="small muted number clip">{[facts(file), made && comparison(file, source), `${file.bucket}/${file.key}`].filter(Boolean).join(" · ")}</p>
        </div>
        {made && <button className="button" aria-pressed={comparing} onClick={() => setComparing(!comparing)}><Icon name="compare" />{text.compare}</button>}
        <button className="button" aria-pressed={telling} onClick={() => setTelling(!telling)}>{text.facts.title}</button>
        <a className="button" href={`${file.url}?download`} download={fileName(file)}><Icon name="download" />{text.download}</a>
        <button className="button quiet icon" aria-label={strings.close} onClick={() => dialog.current?.close()}><Icon name="close" /></button>
      </header>
      {made && comparing ? <BeforeAfter before={source} after={file} /> : <div className="lightbox-picture"><FramedPicture file={file} alt={fileName(file)} faces={faces} /></div>}
      {telling && <FactsTable file={file} source={made ? source : undefined} />}
    </dialog>
  );
}
