/** Somebody who is signed in. */
export interface User {
  readonly email: string;
  readonly superuser: boolean;
  /** Roots that they may write, `@shared` and the like. */
  readonly writable: readonly string[];
}

/** What this server offers and who is signed in. */
export interface Session {
  /** False: nobody can sign in here, and nobody writes. */
  readonly signIn: boolean;
  readonly register: boolean;
  readonly user: User | undefined;
}

/** A token for programs. Times ISO 8601. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly created: string;
  readonly expires: string | undefined;
  readonly lastUsed: string | undefined;
}

/** Port: who is signed in. Calls fail with a `Failure`. */
export interface SessionPort {
  current(): Promise<Session>;
  signIn(email: string, password: string): Promise<void>;
  signOut(everywhere: boolean): Promise<void>;
  register(email: string, password: string): Promise<void>;
  forgotPassword(email: string): Promise<void>;
  resetPassword(token: string, password: string): Promise<void>;
  changePassword(current: string, next: string): Promise<void>;
  tokens(): Promise<readonly Token[]>;
  /** Answers the token's text, which is shown once. */
  createToken(name: string, scope: "read" | "write", days: number): Promise<string>;
  revokeToken(id: string): Promise<void>;
}
