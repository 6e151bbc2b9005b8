import { memo, useState } from "react";
import type { ProducedFile } from "../api/types";
import { isImage } from "../model/pictures";
import { bytes, format } from "../model/words";
import { strings } from "../strings/strings";

interface ContactSheetProps {
  readonly files: readonly ProducedFile[];
  readonly onOpen: (file: ProducedFile) => void;
}

const text = strings.run;

/** At most so many pictures are shown, the first ones, until a person asks for more. */
const picturesAtOnce = 60;

/** The pictures of a run side by side: the source first, then what was made of it. */
export const ContactSheet = memo(function ContactSheet({ files, onOpen }: ContactSheetProps) {
  const [most, setMost] = useState(picturesAtOnce);
  const images = files.filter(isImage);
  if (images.length === 0) return <p className="empty">{text.noFiles}</p>;
  const sources = images.filter((file) => file.role === "input");
  const made = images.filter((file) => file.role === "output");
  const largest = sources[0];
  return (
    <>
      <ul className="sheet">
        {[...sources, ...made].slice(0, most).map((file) => (
          <li key={`${file.role} ${file.url}`}>
            <button className="sheet-picture" onClick={() => onOpen(file)} aria-label={`${file.role === "input" ? text.source : text.made}: ${fileName(file)}`}>
              <img src={file.url} alt="" loading="lazy" decoding="async" />
            </button>
            <p className="sheet-name clip" title={file.key}>{file.role === "input" && <span className="tag">{text.source}</span>} {fileName(file)}</p>
            <p className="small muted number">{dimensions(file) ?? "\u00a0"}</p>
            <p className="small muted number">{format(file.contentType)} · {bytes(file.size)}</p>
            {file.role === "output" && largest && <p className="small muted number">{comparison(file, largest)}</p>}
          </li>
        ))}
      </ul>
      {images.length > most && <button className="button quiet earlier" onClick={() => setMost(most + 10 * picturesAtOnce)}>{text.morePictures(images.length - most)}</button>}
    </>
  );
});

export function fileName(file: ProducedFile): string {
  return file.key.slice(file.key.lastIndexOf("/") + 1);
}

function dimensions(file: ProducedFile): string | undefined {
  return file.width !== null && file.height !== null ? `${file.width} × ${file.height}` : undefined;
}

export function facts(file: ProducedFile): string {
  return [dimensions(file), format(file.contentType), bytes(file.size)].filter(Boolean).join(" · ");
}

export function comparison(file: ProducedFile, source: ProducedFile): string {
  if (source.size === 0) return "";
  const percent = (100 * (source.size - file.size)) / source.size;
  return percent >= 0 ? text.smaller(percent > 99 ? Math.floor(percent) : Math.round(percent)) : text.larger(Math.round(-percent));
}
