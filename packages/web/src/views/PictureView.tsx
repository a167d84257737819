import { useState } from "react";
import type { FileFacts } from "../data/facts.ts";
import { Failure } from "../data/port.ts";
import { previewUrl } from "../data/urls.ts";
import type { ViewProps } from "../dataset/view-props.ts";
import { baseName } from "../state/place.ts";
import { FailurePane } from "../ui/Status.tsx";
import "./plain-views.css";

const WIDTH = 1600;

/** An image file, as the server makes it ready for browsers. */
export default function PictureView({ facts }: ViewProps<FileFacts>) {
  const [failed, setFailed] = useState(false);
  if (failed) {
    const failure = new Failure({
      code: "dataset.wrong_kind",
      message: "The server could not make a picture of this file.",
    });
    return <FailurePane failure={failure} onRetry={() => setFailed(false)} />;
  }
  return (
    <div className="picture">
      <img src={previewUrl(facts.path, WIDTH)} alt={baseName(facts.path)} onError={() => setFailed(true)} />
    </div>
  );
}
