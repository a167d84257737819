import type { ValidationDetail } from "@caterva2/protocol";
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { UnprocessableError } from "./errors.ts";

/** Longest name of a key that an error repeats. */
const LONGEST_KEY = 64;

/** Deepest nesting that is looked for before a large body is parsed: valid ones hold texts and nulls alone. */
const LARGE_BODY = 64 * 1024;

/** Makes the check of one query or body; it answers the value or throws {@link UnprocessableError}. */
export function validator<T extends TSchema>(schema: T, where: "query" | "body"): (value: unknown) => Static<T> {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return value;
    const details = compiled.Errors(value).flatMap((error) => detailsOf(error, where));
    throw new UnprocessableError(firstOfEachPlace(details));
  };
}

interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
}

function detailsOf(error: SchemaError, where: string): ValidationDetail[] {
  const loc = [where, ...error.instancePath.split("/").filter((part) => part !== "")];
  const named = (key: string, type: string, msg: string): ValidationDetail[] => {
    const names: unknown = Reflect.get(error.params, key);
    return Array.isArray(names)
      ? names.map((name) => ({ type, loc: [where, String(name).slice(0, LONGEST_KEY)], msg }))
      : [];
  };
  switch (error.keyword) {
    case "required":
      return named("requiredProperties", "missing", "Field required");
    case "additionalProperties":
      return named("additionalProperties", "extra_forbidden", "Extra inputs are not permitted");
    case "minimum":
      return [
        { type: "greater_than_equal", loc, msg: `Input should be at least ${Reflect.get(error.params, "limit")}` },
      ];
    case "maximum":
      return [{ type: "less_than_equal", loc, msg: `Input should be at most ${Reflect.get(error.params, "limit")}` }];
    case "type":
      return typeDetail(String(Reflect.get(error.params, "type")), loc);
    default:
      // `boolean` and `anyOf` only repeat what the others say.
      return [];
  }
}

function typeDetail(wanted: string, loc: string[]): ValidationDetail[] {
  if (wanted === "null") return [];
  if (wanted === "integer") return [{ type: "int_parsing", loc, msg: "Input should be a valid integer" }];
  return [{ type: `${wanted}_type`, loc, msg: `Input should be a valid ${wanted}` }];
}

function firstOfEachPlace(details: readonly ValidationDetail[]): ValidationDetail[] {
  const seen = new Set<string>();
  return details.filter((detail) => {
    const place = detail.loc.join("/");
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

/** Turns the named texts of a query into integers where they are some; the check refuses the others. */
export function withIntegers(query: unknown, ...names: readonly string[]): Record<string, unknown> {
  const result: Record<string, unknown> = typeof query === "object" && query !== null ? { ...query } : {};
  for (const name of names) {
    const text = result[name];
    if (typeof text === "string" && /^[+-]?\d{1,15}$/.test(text)) result[name] = Number(text);
  }
  return result;
}

/**
 * The value of a JSON body; up to `nestedBytes` there may be lists and objects in it.
 * @throws UnprocessableError that repeats nothing of it
 */
export function parseJsonBody(body: Uint8Array, nestedBytes = LARGE_BODY): unknown {
  // Nested lists cost many times their text: a large body is refused before it is parsed into them.
  if (body.byteLength > nestedBytes && isNested(body)) {
    throw new UnprocessableError([{ type: "string_type", loc: ["body"], msg: "Values should be strings" }]);
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new UnprocessableError([{ type: "json_invalid", loc: ["body"], msg: "The body is not valid JSON" }]);
  }
}

/** Whether brackets are opened inside the outermost ones, texts left out. */
function isNested(body: Uint8Array): boolean {
  const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b];
  let opened = 0;
  for (let at = 0; at < body.byteLength; at += 1) {
    const byte = body[at];
    if (byte === bracket || byte === brace) {
      opened += 1;
      if (opened > 1) return true;
    } else if (byte === quote) {
      for (at += 1; at < body.byteLength && body[at] !== quote; at += 1) {
        if (body[at] === backslash) at += 1;
      }
    }
  }
  return false;
}
