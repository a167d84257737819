import type { ApiToken, TokenRoot, User } from "./types.ts";

/** Somebody who has shown who they are, and by what. */
export interface Identity {
  readonly user: User;
  readonly by:
    | { readonly kind: "session"; readonly sessionId: string }
    | { readonly kind: "token"; readonly token: ApiToken };
}

/** What somebody may do in a root. */
export type RootAccess = "none" | "read" | "write";

/** What an identity may do by root: the user's roles, within the scope of the token. Anybody may read `public`. */
export function accessOf({ user, by }: Identity): Readonly<Record<TokenRoot, RootAccess>> {
  const granted = (root: TokenRoot): RootAccess => {
    if (root === "personal" || user.superuser) return "write";
    return user.roles[root] === "reader" ? "read" : "write";
  };
  const within = (root: TokenRoot): RootAccess => {
    if (by.kind === "session") return granted(root);
    const { scope, roots } = by.token;
    if (roots !== undefined && !roots.includes(root)) return root === "public" ? "read" : "none";
    return scope === "read" ? "read" : granted(root);
  };
  return { public: within("public"), shared: within("shared"), personal: within("personal") };
}

/** Whether an identity may administer users: superusers themselves, never a token of theirs. */
export function mayAdminister({ user, by }: Identity): boolean {
  return user.superuser && by.kind === "session";
}
