import { createHmac } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";

/** What a session's token says. */
export interface SessionClaims {
  readonly sessionId: string;
  readonly userId: string;
  readonly epoch: number;
  /** Milliseconds since 1970, whole seconds. */
  readonly expires: number;
}

const AUDIENCE = "caterva2:session";

/** Longest token that is looked at; ours have some 300 characters. */
const MAX_LENGTH = 2048;

/**
 * Signs and checks the tokens of sessions: JWT (RFC 7519) with HS256. The signature keeps what was made up
 * or has expired away from the database; whether the session still holds, only the database knows.
 */
export class SessionTokens {
  readonly #key: Uint8Array;

  /** @param secret of the server; its key for this purpose is derived from it. */
  constructor(secret: string) {
    this.#key = createHmac("sha256", secret).update(AUDIENCE).digest();
  }

  sign({ sessionId, userId, epoch, expires }: SessionClaims): Promise<string> {
    return new SignJWT({ epoch })
      .setProtectedHeader({ alg: "HS256" })
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setJti(sessionId)
      .setExpirationTime(Math.floor(expires / 1000))
      .sign(this.#key);
  }

  /** What a genuine token says at a time before it expires; undefined for any other text. */
  async verify(token: string, now: number): Promise<SessionClaims | undefined> {
    if (token.length > MAX_LENGTH) return undefined;
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: ["HS256"],
        audience: AUDIENCE,
        currentDate: new Date(now),
        requiredClaims: ["sub", "jti", "exp"],
      });
      const { sub, jti, exp, epoch } = payload;
      if (sub === undefined || jti === undefined || exp === undefined || typeof epoch !== "number") return undefined;
      return { sessionId: jti, userId: sub, epoch, expires: exp * 1000 };
    } catch {
      return undefined;
    }
  }
}
