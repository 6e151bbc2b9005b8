import { errorText } from "../app/toasts";
import { strings } from "../strings/strings";
import { Icon } from "./Icon";

/** An error in the place of what could not be shown, with a way to try again. */
export function ErrorNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  return (
    <div className="note" data-tone="failed" role="alert">
      <Icon name="failed" />
      <span className="grow">{errorText(error)}</span>
      {retry && <button className="button" onClick={retry}>{strings.retry}</button>}
    </div>
  );
}
