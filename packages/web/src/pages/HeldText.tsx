import type { ReactNode } from "react";
import { useApp } from "../app/context.ts";
import { baseName, parentPath } from "../state/place.ts";
import { Loading } from "../ui/Status.tsx";
import { useResource } from "../ui/use-resource.ts";
import "../views/plain-views.css";

/** A text inside a container, which is no dataset but stands in the list of its group; `children` if there is none. */
export function HeldText({ path, children }: { readonly path: string; readonly children: ReactNode }) {
  const { data } = useApp();
  const { value, loading } = useResource(`text:${path}`, async (signal) => {
    const entries = await data.folder(parentPath(path), signal);
    return entries.find(({ name }) => name === baseName(path))?.text;
  });
  if (loading && value === undefined) return <Loading what={`Opening ${baseName(path)}…`} />;
  if (value === undefined) return children;
  return (
    <article className="folder">
      <header className="folder-head">
        <h1>{baseName(path)}</h1>
      </header>
      <p className="held-text">{value}</p>
    </article>
  );
}
