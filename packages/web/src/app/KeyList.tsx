import { Dialog } from "../ui/Dialog.tsx";

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["?", "this list"],
      ["/", "filter the files"],
      [":", "prompt, when signed in"],
      ["b", "explorer on or off"],
      ["i", "inspector on or off"],
      ["1 – 9", "choose a view"],
      ["d", "download"],
      ["f", "full screen"],
      ["Esc", "close, cancel"],
    ],
  },
  {
    title: "Files",
    keys: [
      ["↑ ↓ Home End", "move"],
      ["→ ←", "unfold, fold"],
      ["a b c …", "go to a name"],
      ["Enter", "open"],
    ],
  },
  {
    title: "Slices",
    keys: [
      ["← →", "one index"],
      ["Shift + ← →", "ten"],
      ["PageUp PageDown", "a chunk"],
      ["Home End", "first, last"],
      ["t", "transpose"],
    ],
  },
  {
    title: "Image",
    keys: [
      ["+ −", "zoom"],
      ["0", "fit"],
      ["↑ ↓ ← →", "move the cursor, when the picture has focus"],
      ["c", "next colour map"],
      ["l", "next scale"],
      ["a", "automatic limits"],
      ["p", "row and column at the pointer"],
      ["s", "save the picture"],
    ],
  },
  {
    title: "Table",
    keys: [
      ["↑ ↓ ← →", "move the cell"],
      ["Shift + arrows", "select"],
      ["Ctrl + C", "copy as tab-separated text"],
      ["g", "go to a row"],
      ["s", "sort by the cell's column: up, down, off"],
      ["Shift + s", "sort by the cell's column, too: up, down, off"],
      ["/", "filter, when the table has focus"],
    ],
  },
];

export default function KeyList({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="key-groups">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([key, meaning]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
