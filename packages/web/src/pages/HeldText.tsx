import type { TextFacts } from "../data/facts.ts";
import { baseName } from "../state/place.ts";

/** A text inside a container: a title, a date, the name of a sample. */
export default function HeldText({ facts }: { readonly facts: TextFacts }) {
  return (
    <article className="folder">
      <header className="folder-head">
        <h1>{baseName(facts.path)}</h1>
      </header>
      <p className="held-text">{facts.text}</p>
    </article>
  );
}
