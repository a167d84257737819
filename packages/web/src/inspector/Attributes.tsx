import { isRecord } from "../data/facts.ts";

/** User attributes (vlmeta) as a tree of names and values; everything is text. */
export default function Attributes({ attributes }: { readonly attributes: Readonly<Record<string, unknown>> }) {
  const names = Object.keys(attributes);
  if (names.length === 0) return <p className="muted">No attributes.</p>;
  return (
    <dl className="attributes">
      {names.map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <AttributeValue value={attributes[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const LONG = 12;

function AttributeValue({ value }: { readonly value: unknown }) {
  if (Array.isArray(value) && value.length <= LONG && value.every((item) => typeof item !== "object")) {
    return <code>[{value.map(String).join(", ")}]</code>;
  }
  if (Array.isArray(value) || isRecord(value)) {
    const entries = Object.entries(value);
    return (
      <details open={entries.length <= LONG}>
        <summary>{Array.isArray(value) ? `list of ${entries.length}` : `${entries.length} entries`}</summary>
        <Attributes attributes={Object.fromEntries(entries.slice(0, 1000))} />
      </details>
    );
  }
  return <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>;
}
