import { CatervaError } from "@caterva2/ndarray";

/** Longest line that is read, in characters. */
const LONGEST = 64 * 1024;

/** The values of a body that has one on each line, as they come. @throws request.invalid; whatever the body throws */
export async function* jsonLines(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const lines = (rest + decoder.decode(piece.value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield parsedLine(line);
      if (rest.length > LONGEST) throw unreadable();
    }
    if (rest !== "") yield parsedLine(rest);
  } finally {
    // Whoever stops early leaves: the server learns of it.
    await reader.cancel().catch(() => undefined);
  }
}

function parsedLine(line: string): unknown {
  try {
    if (line.length <= LONGEST) return JSON.parse(line);
  } catch {
    // The same as a line that is too long.
  }
  throw unreadable();
}

function unreadable(): CatervaError {
  return new CatervaError("request.invalid", "The server's answer is no JSON in lines.");
}
