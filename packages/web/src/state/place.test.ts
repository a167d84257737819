import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { baseName, formatPlace, PARTS, parentPath, parsePlace, SCALES, type ViewState } from "./place.ts";

const index = fc.integer({ min: 0, max: 1e9 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const term = fc.oneof(index, fc.constantFrom("x" as const, "y" as const), fc.record({ start: index, stop: index }));
const state: fc.Arbitrary<ViewState> = fc.record(
  {
    view: fc.constantFrom("image", "line", "table"),
    at: fc.array(term, { minLength: 1, maxLength: 6 }),
    map: fc.constantFrom("viridis", "blue-red"),
    invert: fc.constant(true),
    lim: fc.tuple(finite, finite),
    scale: fc.constantFrom(...SCALES),
    part: fc.constantFrom(...PARTS),
    box: fc.tuple(finite, finite, finite, finite),
    row: index,
    filter: fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
    sort: fc.constantFrom("energy", "-time"),
  },
  { requiredKeys: [] },
);
/** Names, of which `.` and `..` are none. */
const segment = fc
  .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
  .filter((text) => !text.includes("/") && text !== "." && text !== "..");
const path = fc
  .array(segment, { maxLength: 4 })
  .map((parts) => (parts.length === 0 ? "" : ["@public", ...parts].join("/")));

describe("links", () => {
  it("hold a place exactly", () => {
    fc.assert(
      fc.property(path, state, (where, how) => {
        const link = new URL(formatPlace({ path: where, state: how }), "http://host");
        expect(parsePlace(link.pathname, link.search)).toEqual({ path: where, state: how });
      }),
    );
  });

  it("read as the design says", () => {
    const link = "/roots/@public/dir/tomo.b2nd?view=image&at=120,y,x&map=viridis&lim=500,9000&scale=log";
    const place = parsePlace("/roots/@public/dir/tomo.b2nd", link.slice(link.indexOf("?")));
    expect(place).toEqual({
      path: "@public/dir/tomo.b2nd",
      state: { view: "image", at: [120, "y", "x"], map: "viridis", lim: [500, 9000], scale: "log" },
    });
    expect(formatPlace(place)).toBe(link);
  });

  it("lose only the terms that are no such terms", () => {
    const search = "?view=<b>&at=1,z&lim=1&lim=2&scale=cubic&box=1,2,3&row=-1&map=viridis";
    expect(parsePlace("/roots/@public/a", search).state).toEqual({ map: "viridis" });
    expect(parsePlace("/roots/@public/a", "?lim=,1&at=1e3&box=a,b,c,d&row=1.5").state).toEqual({});
    expect(parsePlace("/roots/%E0%A4%A/x", "").path).toBe("%E0%A4%A/x");
    expect(parsePlace("/about", "").path).toBe("");
  });
});

it("splits paths", () => {
  expect([parentPath("@public/a/b"), parentPath("@public"), baseName("@public/a/b")]).toEqual(["@public/a", "", "b"]);
});
