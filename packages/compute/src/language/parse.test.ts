import { isCatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseExpression } from "./parse.ts";
import { TEXT_LIMITS } from "./syntax.ts";

/** The tree as Python would write it with all its brackets. */
function shown(text: string): string {
  const { nodes } = parseExpression(text);
  const texts: string[] = [];
  for (const node of nodes) {
    const at = (id: number | undefined) => (id === undefined ? "" : (texts[id] ?? "?"));
    switch (node.kind) {
      case "name":
        texts.push(node.name);
        break;
      case "unary":
        texts.push(`(${node.operator}${at(node.operand)})`);
        break;
      case "binary":
        texts.push(`(${at(node.left)} ${node.operator} ${at(node.right)})`);
        break;
      case "call": {
        const args = [...node.args.map(at), ...node.keywords.map(({ name, value }) => `${name}=${at(value)}`)];
        texts.push(`${node.receiver === undefined ? "" : `${at(node.receiver)}.`}${node.name}(${args.join(", ")})`);
        break;
      }
      case "attribute":
        texts.push(`${at(node.object)}.${node.name}`);
        break;
      case "subscript":
        texts.push(`${at(node.object)}[${node.entries.map(at).join(", ")}]`);
        break;
      case "slice":
        texts.push(`${at(node.start)}:${at(node.stop)}:${at(node.step)}`);
        break;
      case "list":
      case "tuple":
        texts.push(`<${node.items.map(at).join(", ")}>`);
        break;
      case "none":
        texts.push("None");
        break;
      default:
        texts.push(String(node.value));
    }
  }
  return texts.at(-1) ?? "";
}

function refusal(text: string): { message: string; start: unknown } {
  try {
    parseExpression(text);
  } catch (error) {
    if (isCatervaError(error, "expression.invalid")) return { message: error.message, start: error.detail.start };
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe("what is in the language", () => {
  test.each([
    ["-x**2", "(-(x ** 2))"],
    ["a**b**c", "(a ** (b ** c))"],
    ["2**-x", "(2 ** (-x))"],
    ["a + b * c - d", "((a + (b * c)) - d)"],
    ["a < b & c | d", "(a < ((b & c) | d))"],
    ["~a == b", "((~a) == b)"],
    ["a // b % c << 1", "(((a // b) % c) << 1)"],
    ["(1 < a) & (a < 3)", "((1 < a) & (a < 3))"],
    ["a.sum(axis=(0, 1), keepdims=True)", "a.sum(axis=<0, 1>, keepdims=true)"],
    ["o0.slice((slice(1, 3, None),))", "o0.slice(<slice(1, 3, None)>)"],
    ["a[1:, ::-1, 0]", "a[1::, ::(-1), 0]"],
    ["concat([a, b], axis=1).T", "concat(<a, b>, axis=1).T"],
    ["np.sqrt(np.float32(3)) # note", "sqrt(float32(3))"],
    ["1_000 + 0x1F + 1e-3 + .5", "(((1000 + 31) + 0.001) + 0.5)"],
    ["s == 'a\\n\\u00e9'", "(s == a\né)"],
  ])("%s", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test("trees are frozen and know their places", () => {
    const tree = parseExpression("  a + bc ");
    expect(Object.isFrozen(tree) && Object.isFrozen(tree.nodes) && tree.nodes.every(Object.isFrozen)).toBe(true);
    expect(tree.nodes.map(({ place }) => tree.text.slice(place.start, place.end))).toEqual(["a", "bc", "a + bc"]);
  });
});

describe("what is not, and what to write instead", () => {
  test.each([
    ["1 < a < 3", "(1 < a) & (a < 3)", 0],
    ["a and b", "(...) & (...)", 2],
    ["not a", "~(...)", 0],
    ["a if b else c", "where(condition, a, b)", 0],
    ["a in b", "`in`", 2],
    ["lambda: 1", "lambda", 0],
    ["[x for x in a]", "comprehensions", 0],
    ["{1: 2}", "dicts", 0],
    ["f'{a}'", "f-strings", 0],
    ["a = 3", "assignment", 0],
    ["a; b", "statement", 0],
    ["a[...]", "`...`", 2],
    ["a.__class__", "__class__", 2],
    ["__import__('os')", "two underscores", 0],
    ["a.b", "attribute b", 2],
    ["f(*a)", "argument", 3],
    ["f(a=1, a=2)", "twice", 7],
    ["a b", "syntax", 2],
    ["(a", "syntax", 2],
    ["0123", "number", 0],
    ["'a' 'b'", "join them", 0],
    ["a\nb", "more than one", 2],
    ["", "empty", undefined],
    ["# only a note", "empty", undefined],
  ])("%s", (text, hint, start) => {
    const found = refusal(text);
    expect(found.message).toContain(hint);
    expect(found.start).toBe(start);
  });

  test.each([
    ["brackets", `${"(".repeat(30_000)}a${")".repeat(30_000)}`],
    ["signs", `${"-".repeat(60_000)}a`],
    ["powers", `a${"**a".repeat(20_000)}`],
    ["a long chain", `a${"+a".repeat(30_000)}`],
    ["many arguments", `f(${"a,".repeat(30_000)})`],
    ["indices", `a${"[0]".repeat(20_000)}`],
    ["digits", "9".repeat(60_000)],
    ["characters", "a".repeat(TEXT_LIMITS.characters + 1)],
  ])("%s beyond bounds", (_, text) => {
    expect(refusal(text).message).toContain("Invalid name or expression");
  });

  test("any text ends in a tree or in the code", () => {
    const piece = fc.constantFrom(
      ..."()[]{},:.;='\"\\#\n+-*/%@&|^~<>!0123456789abfjx_ ",
      "**",
      "np.",
      "slice(",
      "None",
      "a[",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        try {
          expect(parseExpression(text).nodes.length).toBeGreaterThan(0);
        } catch (error) {
          expect(isCatervaError(error, "expression.invalid"), String(error)).toBe(true);
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});
