import { type Facts, typeLines } from "../data/facts.ts";
import { formatAgo, formatBytes, formatCount, formatDate, formatRatio, formatShape } from "../ui/format.ts";

interface Line {
  readonly name: string;
  readonly value: string;
  readonly title?: string;
}

/** The facts of a dataset as a list of terms. */
export function InfoList({ facts }: { readonly facts: Facts }) {
  return (
    <dl className="info-list">
      {linesOf(facts).map((line) => (
        <div key={line.name}>
          <dt>{line.name}</dt>
          <dd title={line.title}>{line.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function linesOf(facts: Facts): Line[] {
  const lines: Line[] = [{ name: "Path", value: facts.path }];
  if (facts.kind === "array") {
    const { chunks, blocks } = facts;
    lines.push(
      { name: "Shape", value: formatShape(facts.shape) },
      { name: "Type", value: typeLines(facts), title: facts.dtypeText },
    );
    if (chunks) lines.push({ name: "Chunks", value: formatShape(chunks) });
    if (blocks) lines.push({ name: "Blocks", value: formatShape(blocks) });
  }
  if (facts.kind === "array" || facts.kind === "file") {
    const { storage } = facts;
    if (storage.nchunks !== undefined) lines.push({ name: "Count of chunks", value: formatCount(storage.nchunks) });
    if (storage.codec !== undefined) lines.push({ name: "Codec", value: storage.codec });
    if (storage.clevel !== undefined) lines.push({ name: "Level", value: String(storage.clevel) });
    lines.push({ name: "Filters", value: storage.filters.length === 0 ? "none" : storage.filters.join(", ") });
    lines.push(bytes("Size", storage.nbytes), bytes("Stored", storage.cbytes));
    if (storage.ratio > 0) lines.push({ name: "Ratio", value: formatRatio(storage.ratio) });
  } else if (facts.size !== undefined) {
    lines.push(bytes("Size", facts.size));
  }
  if (facts.kind === "group" && facts.files !== undefined) {
    lines.push({ name: "Files", value: formatCount(facts.files) });
  }
  if (facts.mtime !== undefined) {
    const ago = formatAgo(facts.mtime, Date.now());
    lines.push({ name: "Modified", value: `${formatDate(facts.mtime)} · ${ago}`, title: facts.mtime });
  }
  return lines;
}

function bytes(name: string, count: number): Line {
  return { name, value: formatBytes(count), title: `${formatCount(count)} bytes` };
}
