import type { NDArray } from "@caterva2/ndarray";
import { csvText } from "./csv.ts";
import { npyFile } from "./npy.ts";
import { saveFile } from "./save-file.ts";

export function saveNumbersAs(form: "npy" | "csv", array: NDArray, stem: string): void {
  if (form === "csv") {
    saveFile([csvText(array)], `${stem}.csv`, "text/csv");
    return;
  }
  const [header, data] = npyFile(array);
  saveFile([header, Uint8Array.from(data)], `${stem}.npy`);
}
