import { elementReader, formatElement } from "@caterva2/ndarray";
import { useApp } from "../app/context.ts";
import type { ArrayFacts } from "../data/facts.ts";
import type { ViewProps } from "../dataset/view-props.ts";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { useResource } from "../ui/use-resource.ts";
import "./plain-views.css";

/** The one value of a scalar, large. */
export default function ValueView({ facts }: ViewProps<ArrayFacts>) {
  const { data } = useApp();
  const selection = facts.shape.map(() => ({ kind: "index", index: 0 }) as const);
  const item = useResource(`value:${facts.path}`, (signal) => data.read(facts.path, selection, signal));
  if (item.error) return <FailurePane failure={item.error} onRetry={item.retry} />;
  if (item.value === undefined) return <Loading what="Reading the value…" onCancel={item.cancel} />;
  const text = formatElement(elementReader(item.value.dtype)(item.value.data, 0), item.value.dtype);
  return (
    <p className="scalar">
      <output aria-label="Value">{text}</output>
    </p>
  );
}
