import { getPictureFacts } from "../api/executions";
import type { ProducedFile } from "../api/types";
import { useResource } from "../app/useResource";
import { ErrorNote } from "../controls/ErrorNote";
import { compareFacts, type Fact, type FactRow, type FactValue } from "../model/pictureFacts";
import { bytes, format } from "../model/words";
import { strings } from "../strings/strings";

interface FactsTableProps {
  readonly file: ProducedFile;
  /** What it was made from. */
  readonly source: ProducedFile | undefined;
}

const text = strings.run.facts;

/** What a picture tells about itself, beside what the picture told that it was made from: what was stripped is marked. */
export function FactsTable({ file, source }: FactsTableProps) {
  const { data, error, reload } = useResource(`facts ${source?.url} ${file.url}`, async (signal) => {
    const [after, before] = await Promise.all([getPictureFacts(file, signal), source && getPictureFacts(source, signal)]);
    return { rows: compareFacts(before ?? after, after), before, after };
  });
  if (error !== undefined) return <ErrorNote error={error} retry={reload} />;
  if (!data) return <p className="empty" role="status">{strings.loading}</p>;
  const stripped = data.rows.filter((row) => row.change === "stripped");
  return (
    <div className="picture-facts">
      <table>
        <caption className="only-spoken">{text.title}</caption>
        <thead><tr><th scope="col">{text.fact}</th>{data.before && <th scope="col">{text.before}</th>}<th scope="col">{data.before ? text.after : text.value}</th></tr></thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.fact} data-change={row.change}>
              <th scope="row">{text.names[row.fact]}</th>
              {data.before && <td>{say(row.fact, row.before)}</td>}
              <td>{row.change === "stripped" ? <span className="stripped">{text.stripped}</span> : <>{say(row.fact, row.after)}{saved(row)}</>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.before && <p className="small muted">{stripped.length > 0 ? text.strippedAll(stripped.map((row) => text.names[row.fact]).join(", ")) : text.nothingStripped}</p>}
    </div>
  );
}

/** By how much the file became smaller or larger. */
function saved({ fact, before, after }: FactRow): string {
  if (fact !== "bytes" || typeof before !== "number" || typeof after !== "number" || before === after || before === 0) return "";
  const percent = Math.round((100 * (before - after)) / before);
  return ` (${percent >= 0 ? strings.run.smaller(percent) : strings.run.larger(-percent)})`;
}

const inBytes: ReadonlySet<Fact> = new Set<Fact>(["bytes", "exif", "profile", "xmp", "iptc"]);

function say(fact: Fact, value: FactValue): string {
  if (value === undefined) return "–";
  if (value === true) return text.yes;
  if (fact === "format") return format(`image/${value}`);
  if (typeof value === "number") return inBytes.has(fact) ? bytes(value) : String(value);
  return fact === "takenAt" ? value.replace("T", " ") : value;
}
