import type { DataPort } from "../data/port.ts";
import { ancestors } from "../state/ancestors.ts";
import { Link } from "../ui/Link.tsx";
import { useResource } from "../ui/use-resource.ts";

/** A link to the closest folder above a lost path that is still there. */
export default function NearestFolder({ data, path }: { readonly data: DataPort; readonly path: string }) {
  const { value, loading } = useResource(path, (signal) => nearest(data, path, signal));
  if (loading) return null;
  return (
    <Link path={value ?? ""} className="button">
      {value === undefined ? "All roots" : `Open ${value}`}
    </Link>
  );
}

async function nearest(data: DataPort, path: string, signal: AbortSignal): Promise<string | undefined> {
  for (const folder of ancestors(path).reverse()) {
    const found = await data.folder(folder, signal).then(
      () => true,
      () => false,
    );
    if (found || signal.aborted) return folder;
  }
  return undefined;
}
