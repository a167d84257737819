import { useApp, usePlace } from "../app/context.ts";
import { DatasetPage } from "../dataset/DatasetPage.tsx";
import { baseName } from "../state/place.ts";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { FolderPage } from "./FolderPage.tsx";
import { useFacts } from "./facts-context.ts";
import { NearestFolder } from "./NearestFolder.tsx";

/** What a path shows: a folder, a dataset, or why there is neither. */
export function PlacePage({ onOpen }: { readonly onOpen: () => void }) {
  const { path } = usePlace();
  const { data } = useApp();
  const facts = useFacts();
  if (path === "") return <FolderPage key="" path="" onOpen={onOpen} />;
  if (facts.error !== undefined) {
    return (
      <FailurePane failure={facts.error} onRetry={facts.retry}>
        {facts.error.code === "path.not_found" ? <NearestFolder data={data} path={path} /> : null}
      </FailurePane>
    );
  }
  const value = facts.valueKey === path ? facts.value : undefined;
  if (value === undefined) return <Loading key={path} what={`Opening ${baseName(path)}…`} onCancel={facts.cancel} />;
  if (value.kind === "group") return <FolderPage key={path} path={path} onOpen={onOpen} />;
  return <DatasetPage key={path} facts={value} />;
}
