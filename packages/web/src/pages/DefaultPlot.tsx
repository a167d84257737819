import type { DefaultPlot as Plot } from "@caterva2/client";
import { Suspense, useCallback, useState } from "react";
import { useApp } from "../app/context.ts";
import { ViewBoundary } from "../dataset/ViewBoundary.tsx";
import { chooseView } from "../dataset/views.ts";
import { withUnits } from "../slices/axis-names.ts";
import type { ViewState } from "../state/place.ts";
import { Link } from "../ui/Link.tsx";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { useResource } from "../ui/use-resource.ts";

/** What a NeXus group wants to be shown first, at once; the title leads to the dataset itself. */
export default function DefaultPlot({ plot }: { readonly plot: Plot }) {
  const axes = plot.axes.flatMap((axis) => (axis === undefined ? [] : [withUnits(axis)]));
  return (
    <section className="default-plot" aria-label="Default plot">
      <Link path={plot.signal.path} className="default-plot-title">
        <strong>{plot.title ?? "Default plot"}</strong>
        <span className="muted">
          {withUnits(plot.signal)}
          {axes.length === 0 ? "" : ` over ${axes.join(" and ")}`}
        </span>
      </Link>
      <Signal path={plot.signal.path} />
    </section>
  );
}

/** The signal in the view that its page would open with. How it is seen is not kept in the address. */
function Signal({ path }: { readonly path: string }) {
  const { data } = useApp();
  const [state, setState] = useState<ViewState>({});
  const update = useCallback((patch: ViewState) => setState((before) => ({ ...before, ...patch })), []);
  const facts = useResource(`plot:${path}`, (signal) => data.facts(path, signal));
  if (facts.error !== undefined) return <FailurePane failure={facts.error} onRetry={facts.retry} />;
  if (facts.value === undefined) return <Loading what="Reading the default plot…" onCancel={facts.cancel} />;
  const view = chooseView(facts.value, undefined);
  if (view === undefined) return null;
  return (
    <div className="default-plot-view" data-view={view.id}>
      <ViewBoundary key={view.id}>
        <Suspense fallback={<Loading what="Loading the view…" />}>
          <view.Component facts={facts.value} state={state} update={update} />
        </Suspense>
      </ViewBoundary>
    </div>
  );
}
