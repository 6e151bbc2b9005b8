import { Icon } from "../controls/Icon";
import type { NodePictures } from "../model/pictures";

/** On a node: what it read, and at most three of what it made. */
export function PictureStrip({ pictures }: { readonly pictures: NodePictures }) {
  const source = pictures.before[0];
  const room = source ? 2 : 3;
  const rest = pictures.after.length - room;
  return (
    <span className="picture-strip">
      {source && <><img src={source.url} alt="" loading="lazy" decoding="async" draggable={false} /><Icon name="arrow" /></>}
      {pictures.after.slice(0, room).map((file) => <img key={file.url} src={file.url} alt="" loading="lazy" decoding="async" draggable={false} />)}
      {rest > 0 && <span className="picture-more">+{rest}</span>}
    </span>
  );
}
