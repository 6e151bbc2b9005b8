import { useEffect, useRef } from "react";
import { Icon } from "../controls/Icon";
import { downloadAddress, fileAddress, srcset, type GalleryImage, type ImageFacts } from "../model/gallery";
import { bytes, format } from "../model/words";
import { strings } from "../strings/strings";

const text = strings.gallery;

interface ImageDetailProps {
  readonly image: GalleryImage;
  readonly facts: ImageFacts;
  readonly base: string;
  readonly onClose: () => void;
  readonly onSimilar: (pHash: string) => void;
}

/** One picture with all its sizes, their `srcset` to copy, and its record. */
export function ImageDetail({ image, facts, base, onClose, onSimilar }: ImageDetailProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const largest = image.variants.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0] ?? image.original;
  const set = srcset(image.variants, base || location.origin);
  return (
    <dialog className="image-detail" ref={dialog} aria-label={facts.name} onClose={onClose} onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
      <header>
        <h2 className="clip grow">{facts.name}</h2>
        {facts.pHash && <button className="button" onClick={() => facts.pHash && onSimilar(facts.pHash)}>{text.similar}</button>}
        <button className="button quiet icon" aria-label={strings.close} onClick={() => dialog.current?.close()}><Icon name="close" /></button>
      </header>
      <div className="image-detail-body">
        {largest && <img src={fileAddress(base, largest.url)} alt={facts.name} />}
        <h3>{text.variants}</h3>
        <ul>
          {image.variants.map((file) => (
            <li key={file.key}><a href={downloadAddress(base, file.url)} download>{file.key.slice(file.key.lastIndexOf("/") + 1)}</a> <span className="number muted">{file.width} × {file.height} · {format(file.contentType)} · {bytes(file.size)}</span></li>
          ))}
        </ul>
        {set && (
          <>
            <h3>{text.srcset}</h3>
            <div className="srcset"><pre className="payload" tabIndex={0}>{set}</pre>{"clipboard" in navigator && <button className="button" onClick={() => void navigator.clipboard.writeText(set)}>{text.copy}</button>}</div>
          </>
        )}
        <details><summary>{text.record}</summary><pre className="payload" tabIndex={0}>{JSON.stringify(image.record, null, 2)}</pre></details>
      </div>
    </dialog>
  );
}
