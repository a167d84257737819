import { childKey, type Storage } from "@caterva2/storage";
import { compressedName, isHidden, isTreeDirectory, shownName } from "./naming.ts";
import type { Found } from "./resolve.ts";
import type { Change, Changes } from "./types.ts";

/** A file that is being written changes often: what happens within this time is told once, in ms. */
const QUIET_MS = 100;

/** Follows what a location holds. A file is followed through its directory, since writers replace files. */
export async function watchFound(found: Found, onChange: (change: Change) => void): Promise<Changes> {
  const { storage, root, key } = found;
  const directory = found.kind === "directory" ? key : key.slice(0, Math.max(0, key.lastIndexOf("/")));
  const only = found.kind === "file" ? withoutSuffix(key) : undefined;
  const changed = new Set<string>();
  let ready = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = async () => {
    timer = undefined;
    for (const shown of [...changed]) {
      changed.delete(shown);
      const kind = (await isThere(storage, shown)) ? "changed" : "removed";
      onChange({ path: `${root}/${shown}`, kind });
    }
  };
  const watch = storage.watch(directory, (changedKey) => {
    const shown = ready ? shownKey(changedKey) : undefined;
    if (shown === undefined || (only !== undefined && shown !== only)) return;
    changed.add(shown);
    timer ??= setTimeout(() => void tell(), QUIET_MS);
  });
  const complete = await watch.ready;
  ready = true;
  return {
    complete,
    close() {
      clearTimeout(timer);
      changed.clear();
      watch.close();
    },
  };
}

/** The key as clients see it; undefined for what they do not see. A store directory is one dataset. */
function shownKey(key: string): string | undefined {
  const parts = key.split("/");
  const store = parts.findIndex(isTreeDirectory);
  const seen = store < 0 ? parts : parts.slice(0, store + 1);
  return seen.some(isHidden) ? undefined : withoutSuffix(seen.join("/"));
}

function withoutSuffix(key: string): string {
  const slash = key.lastIndexOf("/");
  return childKey(key.slice(0, Math.max(0, slash)), shownName(key.slice(slash + 1)));
}

async function isThere(storage: Storage, shown: string): Promise<boolean> {
  return (await storage.stat(shown)) !== undefined || (await storage.stat(compressedName(shown))) !== undefined;
}
