import { useApp } from "../app/context.ts";
import { childPath } from "../explorer/tree-model.ts";
import type { Work } from "../jobs/job-store.ts";
import { baseName, parentPath } from "../state/place.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { fileMenu } from "./file-menu.ts";

/** What a person who may write can do with a file that opens like a folder. */
export default function ContainerActions({ path }: { readonly path: string }) {
  const { ask, jobs, commands, changes, announce } = useApp();
  const unfold = () => {
    const name = baseName(path);
    announce(`Unfolding ${name}.`);
    const work: Work = async (onProgress, signal) => {
      const folder = childPath(parentPath(path), await commands.unfold(path, { onProgress, signal }));
      changes.notify(folder);
      return folder;
    };
    jobs.add({ title: `Unfold ${name}`, path, measure: "files", work });
  };
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        onClick={unfold}
        title="Makes a folder beside the file in which every dataset is an array that reads from it"
      >
        <Icon name="folderOpen" />
        Unfold
      </button>
      <Menu label="More for this file" icon="more" className="button" items={fileMenu(path, false, ask)} />
    </div>
  );
}
