import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { descrText, type NDArray } from "@caterva2/ndarray";

/** What NumPy makes of a text: an array, or an error. */
export type Verdict =
  | {
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly data: Uint8Array;
      /** How far each item moves when the functions inside the text do by two floats. */
      readonly spread?: Float64Array;
    }
  | { readonly error: string };

/** A Python process with NumPy that evaluates one expression after another over the same operands. */
export class Judge {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  /** `program`: another one that answers a JSON line with a JSON line. */
  constructor(
    python: string,
    program = fileURLToPath(new URL("../../../../interop/compute/expressions.py", import.meta.url)),
  ) {
    this.#process = spawn(python, ["-u", program], { stdio: ["pipe", "pipe", "pipe"] });
    this.#reader = createInterface({ input: this.#process.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async operands(arrays: ReadonlyMap<string, NDArray>): Promise<void> {
    const entries = [...arrays].map(([name, { dtype, shape, data }]) => {
      return [name, { dtype: descrText(dtype), shape, data: Buffer.from(data).toString("base64") }];
    });
    await this.#ask({ operands: Object.fromEntries(entries) });
  }

  evaluate(text: string): Promise<Verdict> {
    return this.verdict(text, { text });
  }

  /** What the program makes of a request; `what` names it in messages. */
  async verdict(what: string, request: object): Promise<Verdict> {
    const reply = await this.#ask(request);
    if (typeof reply.error === "string") return { error: reply.error };
    const { dtype, data, spread, shape } = reply;
    if (typeof dtype !== "string" || typeof data !== "string" || !Array.isArray(shape)) {
      throw new Error(`no verdict on ${what}`);
    }
    const verdict = { dtype, shape: shape.map(Number), data: Buffer.from(data, "base64") };
    if (typeof spread !== "string") return verdict;
    return { ...verdict, spread: new Float64Array(Uint8Array.from(Buffer.from(spread, "base64")).buffer) };
  }

  close(): void {
    this.#reader.close();
    this.#process.kill();
  }

  async #ask(request: object): Promise<Record<string, unknown>> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the judge left");
    const reply: unknown = JSON.parse(value);
    if (typeof reply !== "object" || reply === null) throw new Error("no reply");
    return Object.fromEntries(Object.entries(reply));
  }
}
