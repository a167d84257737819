import { Suspense, useCallback } from "react";
import { useApp, usePlace } from "../app/context.ts";
import type { Facts } from "../data/facts.ts";
import type { ViewState } from "../state/place.ts";
import { Loading } from "../ui/Status.tsx";
import { useGlobalKeys } from "../ui/use-scroll-window.ts";
import { DatasetHeader } from "./DatasetHeader.tsx";
import { ViewBoundary } from "./ViewBoundary.tsx";
import { chooseView, viewsFor } from "./views.ts";
import "./dataset.css";

/** A dataset: its name and facts in one row, and the chosen view below. */
export function DatasetPage({ facts }: { readonly facts: Facts }) {
  const { places } = useApp();
  const { state } = usePlace();
  const update = useCallback((patch: ViewState) => places.update(patch), [places]);
  const views = viewsFor(facts);
  const view = chooseView(facts, state.view);
  useGlobalKeys((event) => {
    const chosen = /^[1-9]$/.test(event.key) ? views[Number(event.key) - 1] : undefined;
    if (chosen === undefined) return;
    event.preventDefault();
    update({ view: chosen.id });
  });
  if (view === undefined) return null;
  return (
    <div className="dataset">
      <DatasetHeader facts={facts} views={views} current={view} onView={(id) => update({ view: id })} />
      <section className="view" aria-label={`${view.label} view`} data-view={view.id}>
        <ViewBoundary key={view.id}>
          <Suspense fallback={<Loading what={`Loading the ${view.label.toLowerCase()} view…`} />}>
            <view.Component facts={facts} state={state} update={update} />
          </Suspense>
        </ViewBoundary>
      </section>
    </div>
  );
}
