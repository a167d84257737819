import { CatervaError } from "@caterva2/ndarray";
import type { Caller, Repository } from "@caterva2/repository";
import { boundedContent } from "./bounded-content.ts";

const MAX_IMAGE_BYTES = 64 * 1024 * 1024;

/** Pixels of the decoded original: 100 megapixels are 400 MB at four bytes a pixel. */
const MAX_PIXELS = 100_000_000;

/** The image as PNG, `width` pixels across; undefined if it is no wider. @throws dataset.wrong_kind, limit.exceeded */
export async function smallImage(
  repository: Repository,
  caller: Caller,
  path: string,
  width: number,
): Promise<Uint8Array | undefined> {
  const content = await boundedContent(repository, caller, path, MAX_IMAGE_BYTES);
  const { default: sharp } = await import("sharp");
  try {
    const image = sharp(content, { limitInputPixels: MAX_PIXELS, failOn: "error" });
    const original = await image.metadata();
    if (original.width === undefined || original.width <= width) return undefined;
    const png = await image.rotate().resize({ width, withoutEnlargement: true }).png().toBuffer();
    return new Uint8Array(png);
  } catch (error) {
    throw new CatervaError("dataset.wrong_kind", "The file is not an image that can be shown.", { cause: error });
  }
}
