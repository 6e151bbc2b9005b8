import { useEffect, useState } from "react";
import { showError } from "../app/toasts";
import { lastPhotos, type LastPhoto } from "../flows/lastPhotos";
import { samplePhotos, type SampleName } from "../flows/samplePhotos";
import { objectUrl } from "../model/pictures";
import { strings } from "../strings/strings";

interface PhotoChoicesProps {
  readonly chosen: File | undefined;
  readonly onPhoto: (photo: File) => void;
}

const text = strings.simulate;

/** The pictures that come with the page, and those that were used last, to choose from. */
export function PhotoChoices({ chosen, onPhoto }: PhotoChoicesProps) {
  const samples = useSamples();
  const [last, setLast] = useState(lastPhotos);
  const again = (photo: LastPhoto) => fetchAgain(photo).then(onPhoto, (error: unknown) => {
    // It was removed since: no longer offered.
    setLast((before) => before.filter((each) => each !== photo));
    showError(error);
  });
  return (
    <div className="photo-samples">
      <ul aria-label={text.samples}>
        {samplePhotos.map(({ name }) => {
          const made = samples.get(name);
          return (
            <li key={name}>
              <button type="button" aria-pressed={made !== undefined && chosen === made.file} disabled={!made} title={text.sampleNames[name]} onClick={() => made && onPhoto(made.file)}>
                {made && name !== "broken" ? <img src={made.url} alt="" /> : <span className="photo-broken" aria-hidden="true">{made ? "⚡" : ""}</span>}
                <span className="small clip">{text.sampleNames[name]}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {last.length > 0 && (
        <>
          <p className="small muted">{text.lastUsed}</p>
          <ul aria-label={text.lastUsed}>
            {last.map((photo) => (
              <li key={photo.key}><button type="button" title={photo.name} onClick={() => void again(photo)}><img src={objectUrl(photo)} alt="" loading="lazy" /><span className="small clip">{photo.name}</span></button></li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

async function fetchAgain(photo: LastPhoto): Promise<File> {
  const response = await fetch(objectUrl(photo));
  if (!response.ok) throw new Error(text.lastGone(photo.name));
  const content = await response.blob();
  return new File([content], photo.name, { type: content.type });
}

type Made = ReadonlyMap<SampleName, { readonly file: File; readonly url: string }>;

/** The samples once they are painted, one after the other so that the page stays at hand. */
function useSamples(): Made {
  const [made, setMade] = useState<Made>(new Map());
  useEffect(() => {
    let gone = false;
    const urls: string[] = [];
    void (async () => {
      for (const { name, make } of samplePhotos) {
        await new Promise((resolve) => setTimeout(resolve));
        if (gone) return;
        const file = await make();
        const url = URL.createObjectURL(file);
        urls.push(url);
        setMade((before) => new Map([...before, [name, { file, url }]]));
      }
    })().catch(showError);
    return () => {
      gone = true;
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, []);
  return made;
}
