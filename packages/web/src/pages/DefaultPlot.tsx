import type { DefaultPlot as Plot } from "@caterva2/client";
import { Icon } from "../ui/Icon.tsx";
import { Link } from "../ui/Link.tsx";

/** What a NeXus group wants to be shown first, and over what. */
export function DefaultPlot({ plot }: { readonly plot: Plot }) {
  const axes = plot.axes.flatMap((axis) => (axis === undefined ? [] : [withUnits(axis)]));
  return (
    <Link path={plot.signal.path} className="default-plot">
      <Icon name="line" />
      <span>
        <strong>{plot.title ?? "Default plot"}</strong>
        <span className="muted">
          {withUnits(plot.signal)}
          {axes.length === 0 ? "" : ` over ${axes.join(" and ")}`}
        </span>
      </span>
    </Link>
  );
}

function withUnits({ label, units }: Plot["axes"][number] & object): string {
  return units === undefined || units === "" || units === "1" ? label : `${label} (${units})`;
}
