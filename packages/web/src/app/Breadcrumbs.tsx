import { Fragment } from "react";
import { Link } from "../ui/Link.tsx";
import { usePlace } from "./context.ts";

/** The path as links, from the root to here. */
export function Breadcrumbs() {
  const { path } = usePlace();
  const parts = path === "" ? [] : path.split("/");
  return (
    <nav className="crumbs" aria-label="Path">
      {parts.map((part, index) => {
        const target = parts.slice(0, index + 1).join("/");
        return (
          <Fragment key={target}>
            {index > 0 ? <span aria-hidden="true">/</span> : null}
            <Link path={target} current={index === parts.length - 1}>
              {part}
            </Link>
          </Fragment>
        );
      })}
    </nav>
  );
}
