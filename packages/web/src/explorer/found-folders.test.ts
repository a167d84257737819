import { expect, it } from "vitest";
import { foundFolders } from "./found-folders.ts";

const paths = ["@public/README.md", "@public/a/b/Rock.b2nd", "@public/a/other.b2nd", "@shared/rocks/x/y.b2nd"];

it("names the folders that lead to what is found, outer ones first", () => {
  expect(foundFolders(paths, "rock", 99)).toEqual([
    "@public",
    "@public/a",
    "@public/a/b",
    "@shared",
    "@shared/rocks",
    "@shared/rocks/x",
  ]);
  expect(foundFolders(paths, "readme", 99)).toEqual(["@public"]);
  expect(foundFolders(paths, "public", 99)).toEqual([]);
  expect(foundFolders(paths, "nothing", 99)).toEqual([]);
});

it("stops where it would be too many to load", () => {
  const many = Array.from({ length: 1000 }, (_, index) => `@public/dir${index}/rock.b2nd`);
  expect(foundFolders(many, "rock", 40)).toHaveLength(40);
});
