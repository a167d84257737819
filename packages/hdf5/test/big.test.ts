import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { memorySource } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { requiresPython } from "../../../test/requires.ts";
import { openHdf5 } from "../src/index.ts";
import { decompressors } from "./decompressors.ts";
import { type Expected, judged, LEFT_OUT, shown } from "./judge.ts";

const SCRIPT = fileURLToPath(new URL("../../../interop/hdf5/make_files.py", import.meta.url));

it("reads a thousand datasets of every filter, number, index and age as h5py does", {
  timeout: 300_000,
}, async (context) => {
  const python = requiresPython(context);
  const folder = await mkdtemp(join(tmpdir(), "hdf5-big-"));
  try {
    await promisify(execFile)(python, [SCRIPT, "big", folder], { maxBuffer: 64 * 1024 * 1024 });
    const files: Record<string, Expected> = JSON.parse(await readFile(join(folder, "expected.json"), "utf8"));
    let count = 0;
    for (const [name, expected] of Object.entries(files)) {
      const file = await openHdf5(memorySource(await readFile(join(folder, `${name}.h5`))), { decompressors });
      const found = await judged(file, expected);
      for (const [path, dataset] of Object.entries(expected.datasets)) {
        if (dataset === null || LEFT_OUT[path] !== undefined) continue;
        expect(found.datasets[path], `${name}: ${path}`).toEqual(dataset);
        count += 1;
      }
      expect(found.attributes, name).toEqual(shown(expected));
    }
    expect(count).toBeGreaterThan(1000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
