import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { listImages, readConfig } from "../api/gallery";
import { useInterval, useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { Icon } from "../controls/Icon";
import { decodeBlurHash } from "../model/blurHash";
import { readFailure } from "../model/failure";
import { colourNames, factsOf, fileAddress, matches, type GalleryFilter, type GalleryImage, type ImageFacts } from "../model/gallery";
import { strings } from "../strings/strings";
import { ImageDetail } from "./ImageDetail";
import { UploadList } from "./UploadList";
import { useUploads } from "./useUploads";
import "./gallery.css";

const text = strings.gallery;
const nothing: GalleryFilter = { name: "", smallest: 0, colour: "", like: undefined };

/** The contact sheet: drop photos anywhere, see what became of each. */
export function GalleryPage() {
  const { data: config, error: noConfig, reload: readAgain } = useResource("gallery config", readConfig);
  const { data: images, error, reload } = useResource(`images ${config?.api ?? ""} ${config === undefined}`, async (signal) => (config ? listImages(config, signal) : undefined));
  const { uploads, add, cancel, again, clear } = useUploads(config, reload);
  const [filter, setFilter] = useState(nothing);
  const [open, setOpen] = useState<GalleryImage>();
  const [over, setOver] = useState(false);
  useInterval(5_000, reload);
  const all = useMemo(() => images?.map((image) => ({ image, facts: factsOf(image) })), [images]);
  const shown = all?.filter(({ facts }) => matches(facts, filter));
  const liked = all?.find(({ facts }) => facts.pHash === filter.like);
  const drop = useCallback((files: FileList) => {
    setOver(false);
    add([...files]);
  }, [add]);

  return (
    <div
      className={over ? "page gallery-page over" : "page gallery-page"}
      onDragOver={(event) => (event.preventDefault(), setOver(true))} onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={(event) => (event.preventDefault(), drop(event.dataTransfer.files))}
    >
      <div className="page-head">
        <div className="grow"><h1>{text.title}</h1><p className="muted">{text.lead}</p></div>
        <label>
          <input className="hidden-input" type="file" multiple accept="image/*" onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = "";
          }} />
          <span className="button primary"><Icon name="upload" />{text.choose}</span>
        </label>
      </div>
      <div className="gallery-filter">
        <input className="input grow" type="search" aria-label={text.search} placeholder={text.search} value={filter.name} onChange={(event) => setFilter({ ...filter, name: event.target.value })} />
        <select className="input" aria-label={text.smallest} value={filter.smallest} onChange={(event) => setFilter({ ...filter, smallest: Number(event.target.value) })}>
          <option value={0}>{text.anySize}</option>
          {[500, 1000, 2000, 4000].map((size) => <option key={size} value={size}>≥ {size} px</option>)}
        </select>
        <select className="input" aria-label={text.colour} value={filter.colour} onChange={(event) => setFilter({ ...filter, colour: event.target.value as GalleryFilter["colour"] })}>
          <option value="">{text.anyColour}</option>
          {colourNames.map((name) => <option key={name} value={name}>{text.colours[name]}</option>)}
        </select>
        {filter.like !== undefined && <button className="button" aria-pressed="true" onClick={() => setFilter({ ...filter, like: undefined })}>{text.similarTo(liked?.facts.name ?? "")} <Icon name="close" /></button>}
      </div>
      {(noConfig ?? error) !== undefined && <ErrorNote error={noConfig ?? error} retry={noConfig === undefined ? reload : readAgain} />}
      <UploadList uploads={uploads} onCancel={cancel} onAgain={again} onClear={clear} />
      {all?.length === 0 && <p className="empty">{text.empty}</p>}
      {all !== undefined && all.length > 0 && shown?.length === 0 && <p className="empty">{text.none}</p>}
      <ul className="gallery">{shown?.map(({ image, facts }) => <Card key={image.id} image={image} facts={facts} base={config?.api ?? ""} onOpen={() => setOpen(image)} />)}</ul>
      {open && <ImageDetail image={open} facts={factsOf(open)} base={config?.api ?? ""} onClose={() => setOpen(undefined)} onSimilar={(like) => (setFilter({ ...nothing, like }), setOpen(undefined))} />}
    </div>
  );
}

interface CardProps {
  readonly image: GalleryImage;
  readonly facts: ImageFacts;
  readonly base: string;
  readonly onOpen: () => void;
}

function Card({ image, facts, base, onOpen }: CardProps) {
  const rejected = image.status !== "processed";
  const picture = image.variants.find((file) => (file.width ?? 0) >= 240) ?? image.variants[0] ?? (rejected ? null : image.original);
  const failure = image.error || image.cause ? readFailure(image.error, image.cause) : undefined;
  return (
    <li className="gallery-card panel" data-tone={rejected ? "failed" : undefined}>
      <button className="gallery-picture" onClick={onOpen} aria-label={facts.name}>
        {facts.blurHash && <Blur hash={facts.blurHash} />}
        {picture ? <img src={fileAddress(base, picture.url)} alt="" loading="lazy" decoding="async" /> : <Icon name={rejected ? "failed" : "photo"} />}
      </button>
      <p className="clip gallery-name">{facts.name}</p>
      <p className="gallery-chips small">
        {facts.width !== undefined && <span className="tag number">{facts.width}×{facts.height}</span>}
        {facts.faces !== undefined && facts.faces > 0 && <span className="tag">{text.faces(facts.faces)}</span>}
        {facts.hadGps && <span className="tag">{text.gpsRemoved}</span>}
        {facts.colour && <span className="swatch" style={{ background: facts.colour }} title={facts.colour} />}
      </p>
      {rejected && <p className="small gallery-why"><b>{text.rejected}</b> {failure?.message || failure?.error || image.status}</p>}
    </li>
  );
}

/** The placeholder under a picture, until that has come. */
function Blur({ hash }: { readonly hash: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pixels = decodeBlurHash(hash, 24, 16);
    if (pixels) canvas.current?.getContext("2d")?.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
  }, [hash]);
  return <canvas ref={canvas} width={24} height={16} aria-hidden="true" />;
}
