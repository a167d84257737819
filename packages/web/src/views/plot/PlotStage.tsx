import type { RefObject } from "react";
import { FailurePane, Loading } from "../../ui/Status.tsx";
import type { Resource } from "../../ui/use-resource.ts";
import "./plot.css";

interface PlotStageProps {
  /** Where the plot is put. */
  readonly host: RefObject<HTMLDivElement | null>;
  readonly read: Resource<unknown>;
  /** What is being read: `12 MiB of tomo.b2nd`. */
  readonly what: string;
}

/** The place of a plot, and over it what is still to come or went wrong. */
export function PlotStage({ host, read, what }: PlotStageProps) {
  return (
    <div className="plot-stage">
      <div className="plot-host" ref={host} />
      {read.loading ? (
        <Loading key={read.valueKey} what={`Reading ${what}…`} onCancel={read.cancel} over={read.value !== undefined} />
      ) : null}
      {read.error ? (
        <div className="plot-failure">
          <FailurePane failure={read.error} onRetry={read.retry} />
        </div>
      ) : null}
    </div>
  );
}
