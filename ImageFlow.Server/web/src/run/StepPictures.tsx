import { useState } from "react";
import type { ProducedFile } from "../api/types";
import { facesIn, type FaceBox } from "../model/faces";
import { strings } from "../strings/strings";
import { comparison, facts, fileName } from "./ContactSheet";
import { FactsTable } from "./FactsTable";
import { FramedPicture } from "./FramedPicture";

interface StepPicturesProps {
  /** What the step read. */
  readonly before: readonly ProducedFile[];
  /** What the step made. */
  readonly after: readonly ProducedFile[];
  readonly faces: ReadonlyMap<string, readonly FaceBox[]>;
  readonly onOpen: (file: ProducedFile) => void;
}

const text = strings.run;

/** The pictures of a step: what it read, with the faces that were found in it, and what it made of it; and what the picture then no longer told. */
export function StepPictures({ before, after, faces, onOpen }: StepPicturesProps) {
  const source = before[0];
  const [chosen, setChosen] = useState<string>();
  const told = after.find((file) => file.url === chosen) ?? after[0] ?? source;
  return (
    <section className="step-pictures">
      <h3>{text.files}</h3>
      <ul>
        {[...before, ...after].map((file) => (
          <li key={`${file.role} ${file.url}`}>
            <button onClick={() => onOpen(file)} aria-label={`${after.includes(file) ? text.made : text.source}: ${fileName(file)}`}><FramedPicture file={file} alt="" faces={facesIn(file, faces)} /></button>
            <p className="small muted number">{[facts(file), after.includes(file) && source ? comparison(file, source) : "", facesIn(file, faces).length > 0 && strings.gallery.faces(facesIn(file, faces).length)].filter(Boolean).join(" · ")}</p>
          </li>
        ))}
      </ul>
      {told && (
        <details>
          <summary>{text.facts.title}</summary>
          {after.length > 1 && (
            <select className="input" aria-label={text.facts.of} value={told.url} onChange={(event) => setChosen(event.target.value)}>
              {after.map((file) => <option key={file.url} value={file.url}>{fileName(file)}</option>)}
            </select>
          )}
          <FactsTable file={told} source={after.length > 0 ? source : undefined} />
        </details>
      )}
    </section>
  );
}
