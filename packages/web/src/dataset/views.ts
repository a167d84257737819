import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { ArrayFacts, Facts, FileFacts } from "../data/facts.ts";
import type { IconName } from "../ui/Icon.tsx";
import type { ViewProps } from "./view-props.ts";

/** A way to look at a dataset. Its code is loaded when it is first shown. */
export interface ViewPlugin {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  supports(facts: Facts): boolean;
  readonly Component: LazyExoticComponent<ComponentType<ViewProps>>;
}

const NUMERIC: readonly string[] = ["bool", "int", "uint", "float", "complex"];

export function isNumeric(facts: Facts): facts is ArrayFacts {
  return facts.kind === "array" && NUMERIC.includes(facts.dtype.kind) && facts.dtype.itemsize <= 16;
}

function isArray(facts: Facts): facts is ArrayFacts {
  return facts.kind === "array";
}

function isFile(facts: Facts): facts is FileFacts {
  return facts.kind === "file";
}

/** Makes a plug-in whose component only ever gets the facts that it supports. */
function plugin<F extends Facts>(
  id: string,
  label: string,
  icon: IconName,
  isOf: (facts: Facts) => facts is F,
  supports: (facts: F) => boolean,
  load: () => Promise<{ default: ComponentType<ViewProps<F>> }>,
): ViewPlugin {
  return {
    id,
    label,
    icon,
    supports: (facts) => isOf(facts) && supports(facts),
    // Safe: the page shows a view only for facts that it supports.
    Component: lazy(load as () => Promise<{ default: ComponentType<ViewProps> }>),
  };
}

const hasItems = (facts: ArrayFacts) => facts.shape.every((size) => size > 0);

/** All views, in the order of the switch. */
export const VIEWS = [
  plugin(
    "value",
    "Value",
    "value",
    isArray,
    (facts) => hasItems(facts) && facts.shape.every((size) => size === 1),
    () => import("../views/ValueView.tsx"),
  ),
  plugin(
    "image",
    "Image",
    "image",
    isNumeric,
    (facts) => hasItems(facts) && facts.shape.length >= 2,
    () => import("../views/image/ImageView.tsx"),
  ),
  plugin(
    "line",
    "Line",
    "line",
    isNumeric,
    (facts) => hasItems(facts) && facts.shape.length >= 1,
    () => import("../views/line/LineView.tsx"),
  ),
  plugin(
    "table",
    "Table",
    "table",
    isArray,
    (facts) => facts.shape.length >= 1,
    () => import("../views/table/TableView.tsx"),
  ),
  plugin(
    "page",
    "Page",
    "text",
    isFile,
    (facts) => facts.content === "markdown",
    () => import("../views/PageView.tsx"),
  ),
  plugin(
    "picture",
    "Picture",
    "image",
    isFile,
    (facts) => facts.content === "image",
    () => import("../views/PictureView.tsx"),
  ),
  plugin(
    "text",
    "Text",
    "text",
    isFile,
    (facts) => facts.content === "text" || facts.content === "markdown",
    () => import("../views/TextView.tsx"),
  ),
  plugin(
    "info",
    "Info",
    "info",
    (facts): facts is Facts => facts !== undefined,
    () => true,
    () => import("../views/InfoView.tsx"),
  ),
] as const satisfies readonly ViewPlugin[];

export function viewsFor(facts: Facts): ViewPlugin[] {
  return VIEWS.filter((view) => view.supports(facts));
}

/** The view of a link if it fits, else the default: a picture first, by the kind of the data. */
export function chooseView(facts: Facts, wanted: string | undefined): ViewPlugin | undefined {
  const views = viewsFor(facts);
  const order = isNumeric(facts) && facts.shape.length === 1 ? ["value", "line"] : [];
  const preferred = [wanted, ...order].map((id) => views.find((view) => view.id === id));
  return preferred.find((view) => view !== undefined) ?? views[0];
}
