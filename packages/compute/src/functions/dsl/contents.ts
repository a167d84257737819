import type { Statement } from "../tree.ts";

/** What stands in some statements, at any depth. */
export interface Contents {
  readonly loops: boolean;
  readonly returns: boolean;
  /** `break` or `continue`, also of loops within. */
  readonly jumps: boolean;
}

const known = new WeakMap<readonly Statement[], Contents>();

export function contentsOf(statements: readonly Statement[]): Contents {
  const found = known.get(statements);
  if (found !== undefined) return found;
  const inner = statements.flatMap(blocksOf).map(contentsOf);
  const any = (kinds: readonly string[], part: keyof Contents) =>
    statements.some(({ kind }) => kinds.includes(kind)) || inner.some((contents) => contents[part]);
  const contents = {
    loops: any(["for", "while"], "loops"),
    returns: any(["return"], "returns"),
    jumps: any(["break", "continue"], "jumps"),
  };
  known.set(statements, contents);
  return contents;
}

function blocksOf(statement: Statement): (readonly Statement[])[] {
  if (statement.kind === "if") return [...statement.branches.map(({ body }) => body), statement.otherwise];
  return statement.kind === "for" || statement.kind === "while" ? [statement.body] : [];
}
