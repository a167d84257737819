import { verifyChecksum } from "../format/checksum.ts";
import { FieldReader, textOf, type Widths } from "../format/fields.ts";
import { malformed, unsupported } from "../format/malformed.ts";
import { parseSelection, type SpaceSelection } from "./selection.ts";

/** Items of a virtual dataset and where they are. */
export interface Mapping {
  /** `.` for the file itself. */
  readonly file: string;
  /** May hold a `%b` for the number of a block. */
  readonly dataset: string;
  readonly source: SpaceSelection;
  readonly target: SpaceSelection;
}

/** Names that stand elsewhere in the list or are left out. */
const SHARED_FILE = 1;
const SHARED_DATASET = 2;
const SAME_FILE = 4;

/** Reads the list of mappings of a virtual dataset, which is an object of the global heap. */
export function parseMappings(bytes: Uint8Array, widths: Widths): Mapping[] {
  verifyChecksum(bytes, "a virtual dataset's list of sources");
  const fields = new FieldReader(bytes.subarray(0, bytes.length - 4), widths);
  const version = fields.u8();
  if (version > 1) throw unsupported(`a virtual dataset's list of version ${version}`);
  const count = fields.length();
  if (count > fields.remaining) throw malformed("a virtual dataset with more sources than its list holds");
  const mappings: Mapping[] = [];
  for (let index = 0; index < count; index += 1) {
    const flags = version === 0 ? 0 : fields.u8();
    const file = flags & SAME_FILE ? "." : readName(fields, (flags & SHARED_FILE) !== 0, (at) => mappings[at]?.file);
    const dataset = readName(fields, (flags & SHARED_DATASET) !== 0, (at) => mappings[at]?.dataset);
    mappings.push({ file, dataset, source: parseSelection(fields), target: parseSelection(fields) });
  }
  return mappings;
}

function readName(fields: FieldReader, isShared: boolean, known: (index: number) => string | undefined): string {
  if (!isShared) return textOf(fields.terminated());
  const name = known(fields.length());
  if (name === undefined) throw malformed("a virtual dataset with a source that is nowhere");
  return name;
}
