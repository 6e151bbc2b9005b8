import type { ProducedFile } from "../api/types";
import type { FaceBox } from "../model/faces";
import { strings } from "../strings/strings";

const percent = (share: number) => `${100 * share}%`;

/** A picture with the boxes of the faces that were found in it. */
export function FramedPicture({ file, alt, faces }: { readonly file: ProducedFile; readonly alt: string; readonly faces: readonly FaceBox[] }) {
  return (
    <span className="framed">
      <img src={file.url} alt={faces.length > 0 ? `${alt} (${strings.gallery.faces(faces.length)})` : alt} decoding="async" />
      {faces.map((face, index) => (
        <span key={index} className="face-box" aria-hidden="true" style={{ left: percent(face.left), top: percent(face.top), width: percent(face.width), height: percent(face.height) }}>
          {face.confidence !== undefined && <span className="face-sure number">{Math.round(face.confidence)} %</span>}
        </span>
      ))}
    </span>
  );
}
