import { FILE_FORM_TYPE } from "@caterva2/protocol";

/** What a file is made of: bytes, a file of the platform, or pieces as they come. */
export type FileContent = Uint8Array | Blob | AsyncIterable<Uint8Array>;

/** Bytes that are handed on at a time. */
const PIECE = 256 * 1024;

/** What `fetch` is to send. */
export interface UploadBody {
  readonly body: BodyInit;
  readonly headers: Readonly<Record<string, string>>;
  /** A body of pieces is sent while the answer may begin already; `fetch` wants to be told. */
  readonly duplex?: "half";
}

/**
 * A form with one file. Bytes whose progress nobody follows are left to the platform; else the form is made piece by
 * piece, and `onProgress` is told the bytes of the file that were handed on so far.
 */
export function uploadBody(
  content: FileContent,
  name: string,
  onProgress: ((sent: number) => void) | undefined,
): UploadBody {
  if (onProgress === undefined && (content instanceof Blob || content instanceof Uint8Array)) {
    const form = new FormData();
    form.append("file", content instanceof Blob ? content : new Blob([ownBytes(content)]), name);
    return { body: form, headers: {} };
  }
  const boundary = `caterva2-${crypto.randomUUID()}`;
  const body = streamOf(formPieces(content, name, boundary, onProgress ?? (() => {})));
  return { body, headers: { "content-type": `${FILE_FORM_TYPE}; boundary=${boundary}` }, duplex: "half" };
}

async function* formPieces(
  content: FileContent,
  name: string,
  boundary: string,
  onProgress: (sent: number) => void,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  // As the living standard of HTML has it.
  const escaped = name.replace(/[\r\n"]/g, encodeURIComponent);
  yield encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${escaped}"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
  );
  let sent = 0;
  for await (const piece of piecesOf(content)) {
    yield piece;
    sent += piece.byteLength;
    onProgress(sent);
  }
  yield encoder.encode(`\r\n--${boundary}--\r\n`);
}

async function* piecesOf(content: FileContent): AsyncGenerator<Uint8Array> {
  if (!(content instanceof Blob || content instanceof Uint8Array)) return yield* content;
  const size = content instanceof Blob ? content.size : content.byteLength;
  for (let start = 0; start < size; start += PIECE) {
    const end = Math.min(start + PIECE, size);
    yield content instanceof Blob
      ? new Uint8Array(await content.slice(start, end).arrayBuffer())
      : content.subarray(start, end);
  }
}

/** As `ReadableStream.from`, which not all browsers have. Nothing is asked for ahead. */
function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The same bytes as a `Blob` takes them: not in shared memory. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return isOwn(bytes) ? bytes : bytes.slice();
}

function isOwn(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}
