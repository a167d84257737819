import type { FileFacts } from "../data/facts.ts";
import type { ViewProps } from "../dataset/view-props.ts";
import Markdown from "../document/Markdown.tsx";
import "./plain-views.css";

/** A Markdown file, rendered. */
export default function PageView({ facts }: ViewProps<FileFacts>) {
  return (
    <div className="scroll-pane">
      <Markdown path={facts.path} />
    </div>
  );
}
