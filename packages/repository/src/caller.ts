/** Who asks: somebody unknown, who sees `@public` alone, or a user. */
export type Caller = AnonymousCaller | UserCaller;

export interface AnonymousCaller {
  readonly kind: "anonymous";
}

/** What somebody may do in a root. */
export type Access = "none" | "read" | "write";

export interface UserCaller {
  readonly kind: "user";
  /** UUID in lower case; names the folder of the personal root. */
  readonly id: string;
  readonly superuser: boolean;
  /** By root, from the user's roles and the scope of the token that was shown. */
  readonly access: Readonly<Record<"public" | "shared" | "personal", Access>>;
}
