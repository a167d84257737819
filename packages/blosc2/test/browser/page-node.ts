/**
 * What the suite's tests use of Node, for the page: files come from the server that the page came from, and the
 * digest is worked out here, because the browser's own answers only later.
 */

/** Reads a file of the repository. Synchronous, as the tests have it; a page may do that, if slowly. */
export function readFileSync(address: URL, encoding?: "utf8"): Uint8Array | string {
  const request = new XMLHttpRequest();
  request.open("GET", address.href, false);
  // Each character of the answer is one byte.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`${address.href} answers ${request.status}`);
  const bytes = Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff);
  return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
}

/** The shared material is no part of the page: tests of it skip, as they do where it is missing. */
export function existsSync(): boolean {
  return false;
}

export function readdirSync(): string[] {
  return [];
}

interface Hash {
  update(bytes: Uint8Array): Hash;
  digest(encoding: "hex"): string;
}

/** SHA-256 (FIPS 180-4) of the bytes of one update. */
export function createHash(): Hash {
  let digest = "";
  const hash: Hash = {
    update(bytes) {
      digest = sha256(bytes);
      return hash;
    },
    digest: () => digest,
  };
  return hash;
}

const PRIMES = Array.from({ length: 312 }, (_, number) => number).filter((number) => {
  return (
    number > 1 && Array.from({ length: number }, (_, part) => part).every((part) => part < 2 || number % part !== 0)
  );
});
/** The first 32 bits of the fractional part. */
const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) >>> 0;
const ROUNDS = Uint32Array.from(PRIMES.slice(0, 64), (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) addBlock(view, block, words, state);
  return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

function addBlock(view: DataView, block: number, words: Uint32Array, state: Uint32Array): void {
  const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));
  const at = (index: number) => words[index] ?? 0;
  for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(block + 4 * index);
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [at(index - 15), at(index - 2)];
    const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    words[index] = at(index - 16) + low + at(index - 7) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let index = 0; index < 64; index += 1) {
    const high = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const first = (h + high + ((e & f) ^ (~e & g)) + (ROUNDS[index] ?? 0) + at(index)) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}

/** What tests use of Node's Buffer. A function, for libraries ask whether something is an instance of it. */
export function Buffer(): void {}

Buffer.compare = (a: Uint8Array, b: Uint8Array): number => {
  const differs = a.length !== b.length || a.some((byte, index) => byte !== b[index]);
  return differs ? 1 : 0;
};

Buffer.concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
};

Buffer.from = (value: string | ArrayLike<number>): Uint8Array => {
  return typeof value === "string" ? new TextEncoder().encode(value) : Uint8Array.from(value);
};
