import { createHmac, timingSafeEqual } from "node:crypto";

/** What a session's token says. */
export interface SessionClaims {
  readonly sessionId: string;
  readonly userId: string;
  readonly epoch: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly expires: number;
}

const AUDIENCE = "caterva2:session";
const ALGORITHM = "HS256";

/** Longest token that is looked at; ours have some 300 characters. */
const MAX_LENGTH = 2048;

/**
 * Signs and checks the tokens of sessions: JWT (RFC 7519) with HS256 (RFC 7515, 7518). The signature keeps what was made
 * up or has expired away from the database; whether the session still holds, only the database knows.
 */
export class SessionTokens {
  readonly #key: Uint8Array;

  /** @param secret of the server; its key for this purpose is derived from it. */
  constructor(secret: string) {
    this.#key = createHmac("sha256", secret).update(AUDIENCE).digest();
  }

  sign({ sessionId, userId, epoch, expires }: SessionClaims): string {
    const claims = { epoch, aud: AUDIENCE, sub: userId, jti: sessionId, exp: Math.floor(expires / 1000) };
    const signed = `${encodePart({ alg: ALGORITHM })}.${encodePart(claims)}`;
    return `${signed}.${this.#mark(signed)}`;
  }

  /** What a genuine token says at a time before it expires; undefined for any other text. */
  verify(token: string, now: number): SessionClaims | undefined {
    if (token.length > MAX_LENGTH) return undefined;
    const [header = "", payload = "", mark = "", ...more] = token.split(".");
    if (more.length > 0 || !this.#isGenuine(`${header}.${payload}`, mark)) return undefined;
    // Signed with our key, for this alone: still only what has the form of ours is believed.
    const { alg, crit } = decodePart(header);
    const { aud, sub, jti, exp, epoch } = decodePart(payload);
    if (alg !== ALGORITHM || crit !== undefined || aud !== AUDIENCE) return undefined;
    if (typeof sub !== "string" || typeof jti !== "string") return undefined;
    if (typeof exp !== "number" || typeof epoch !== "number" || !(1000 * exp > now)) return undefined;
    return { sessionId: jti, userId: sub, epoch, expires: exp * 1000 };
  }

  #isGenuine(signed: string, mark: string): boolean {
    const [given, expected] = [Buffer.from(mark), Buffer.from(this.#mark(signed))];
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #mark(signed: string): string {
    return createHmac("sha256", this.#key).update(signed).digest("base64url");
  }
}

function encodePart(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** The members of a part; none for what is no object. */
function decodePart(part: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(Buffer.from(part, "base64url").toString()));
  } catch {
    return {};
  }
}
