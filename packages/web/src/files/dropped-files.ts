/** A file to be uploaded: where below the target folder, and its bytes. */
export interface PickedFile {
  /** `sub/name.b2nd`; only a name for a file that was dropped alone. */
  readonly path: string;
  readonly file: File;
}

/** Files of one drop; more are certainly a mistake. */
const MOST_FILES = 10_000;

/** The files that were dropped, those in folders included, with their paths. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  // The entries must all be taken at once: after the event the list is empty.
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
  if (entries.length === 0) return pickedFiles(transfer.files);
  const files: PickedFile[] = [];
  const waiting = entries.map((entry) => ({ entry, path: entry.name }));
  for (let next = waiting.shift(); next !== undefined && files.length < MOST_FILES; next = waiting.shift()) {
    const { entry, path } = next;
    if (isFile(entry)) files.push({ path, file: await fileOf(entry) });
    else if (isDirectory(entry)) {
      for (const child of await entriesOf(entry)) waiting.push({ entry: child, path: `${path}/${child.name}` });
    }
  }
  return files;
}

/** The files of an input element; those of a chosen folder keep their paths. */
export function pickedFiles(list: FileList | null): PickedFile[] {
  return [...(list ?? [])]
    .slice(0, MOST_FILES)
    .map((file) => ({ path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file }));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A directory is read in parts of a hundred or so, until an empty one comes. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...part);
  }
}
