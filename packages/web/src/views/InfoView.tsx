import type { Facts } from "../data/facts.ts";
import type { ViewProps } from "../dataset/view-props.ts";
import Attributes from "../inspector/Attributes.tsx";
import { InfoList } from "../inspector/InfoList.tsx";
import "./plain-views.css";

/** The facts as a page: the only view of what has no other. */
export default function InfoView({ facts }: ViewProps<Facts>) {
  return (
    <div className="scroll-pane info-page">
      {facts.kind === "opaque" ? <p className="warning-line">{facts.reason}</p> : null}
      <section>
        <h2>Storage</h2>
        <InfoList facts={facts} />
      </section>
      {"storage" in facts ? (
        <section>
          <h2>Attributes</h2>
          <Attributes attributes={facts.storage.vlmeta} />
        </section>
      ) : null}
    </div>
  );
}
