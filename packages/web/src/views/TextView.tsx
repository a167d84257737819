import { useApp } from "../app/context.ts";
import type { FileFacts } from "../data/facts.ts";
import type { ViewProps } from "../dataset/view-props.ts";
import { formatBytes } from "../ui/format.ts";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { useResource } from "../ui/use-resource.ts";
import "./plain-views.css";

/** Longest text put on screen, in characters: beyond it browsers lay out for seconds. */
const LIMIT = 400_000;

/** A file as plain text. */
export default function TextView({ facts }: ViewProps<FileFacts>) {
  const { data } = useApp();
  const text = useResource(`text:${facts.path}`, (signal) => data.text(facts.path, signal));
  if (text.error) return <FailurePane failure={text.error} onRetry={text.retry} />;
  const what = `Reading ${formatBytes(facts.storage.nbytes)}…`;
  if (text.value === undefined) return <Loading what={what} onCancel={text.cancel} />;
  return (
    <div className="scroll-pane">
      {text.value.length > LIMIT ? (
        <p className="muted">The first {formatBytes(LIMIT)}; download the file for the rest.</p>
      ) : null}
      <pre className="plain-text">{text.value.slice(0, LIMIT)}</pre>
    </div>
  );
}
