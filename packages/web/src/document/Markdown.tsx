import MarkdownIt from "markdown-it";
import { type MouseEvent, useMemo } from "react";
import { useApp } from "../app/context.ts";
import { previewUrl } from "../data/urls.ts";
import { formatPlace, parentPath, parsePlace } from "../state/place.ts";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { useResource } from "../ui/use-resource.ts";
import { resolveReference } from "./references.ts";
import "./markdown.css";

/** A Markdown file as a page. HTML in it is shown as text; links to neighbours open here. */
export default function Markdown({ path }: { readonly path: string }) {
  const { data, places } = useApp();
  const text = useResource(`text:${path}`, (signal) => data.text(path, signal));
  const html = useMemo(
    () => (text.value === undefined ? "" : render(text.value, parentPath(path))),
    [text.value, path],
  );
  if (text.error) return <FailurePane failure={text.error} onRetry={text.retry} />;
  if (text.value === undefined) return <Loading what="Reading the document…" onCancel={text.cancel} />;
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (link === null || !plain || link.origin !== location.origin || !link.pathname.startsWith("/roots/")) return;
    event.preventDefault();
    const place = parsePlace(link.pathname, link.search);
    places.go(place.path, place.state);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click.
    // biome-ignore lint/security/noDangerouslySetInnerHtml: markdown-it with `html: false` escapes all HTML and refuses script links.
    <article className="markdown" onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />
  );
}

function render(source: string, folder: string): string {
  const markdown = new MarkdownIt({ html: false, linkify: true });
  markdown.core.ruler.push("references", (state) => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        const name = token.type === "image" ? "src" : token.type === "link_open" ? "href" : undefined;
        const target = name === undefined ? undefined : resolveReference(folder, String(token.attrGet(name) ?? ""));
        if (name === undefined || target === undefined) continue;
        token.attrSet(name, token.type === "image" ? previewUrl(target) : formatPlace({ path: target, state: {} }));
      }
    }
  });
  return markdown.render(source);
}
