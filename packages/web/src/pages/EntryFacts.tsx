import { useApp } from "../app/context.ts";
import { typeText } from "../data/facts.ts";
import { cachedFacts } from "../data/facts-cache.ts";
import { formatShape } from "../ui/format.ts";
import { useResource } from "../ui/use-resource.ts";

/** Shape and type of an array in a list: asked for once it is in sight. */
export function EntryFacts({ path, mtime }: { readonly path: string; readonly mtime: string }) {
  const { data } = useApp();
  const { value, error } = useResource(`${path} ${mtime}`, () => cachedFacts(data, path, mtime));
  if (error) {
    return (
      <td className="facts-column muted" colSpan={2} title={error.message}>
        not readable
      </td>
    );
  }
  if (value?.kind !== "array") return <td className="facts-column muted" colSpan={2} />;
  return (
    <>
      <td className="facts-column">{formatShape(value.shape)}</td>
      <td className="facts-column">
        <code title={value.dtypeText}>{typeText(value)}</code>
      </td>
    </>
  );
}
