import { memorySource } from "@caterva2/ndarray";
import { describe, expect, it } from "vitest";
import { fixture } from "../../test/fixtures.ts";
import { defaultPlot, dimensionScales, openHdf5 } from "../index.ts";

const open = (name: string) => openHdf5(memorySource(fixture(name)));

describe("the default plot of a NeXus file", () => {
  it("is what its default attributes lead to", async () => {
    const plot = await defaultPlot(await open("nexus"));
    expect(plot).toEqual({
      signal: { path: "/entry/data/counts", label: "Detector counts", units: "1" },
      axes: [{ path: "/entry/data/y", label: "y", units: "mm" }, undefined],
      units: "1",
      title: undefined,
    });
  });

  it("is found in the older ways too", async () => {
    const file = await open("nexus");
    const old = await defaultPlot(file, "/entry/old");
    expect(old?.signal.path).toBe("/entry/old/image");
    expect(old?.axes.map((axis) => axis?.path)).toEqual(["/entry/old/theta", "/entry/old/energy"]);
    const oldest = await defaultPlot(file, "/entry/oldest");
    expect(oldest?.signal.path).toBe("/entry/oldest/values");
    expect(oldest?.axes.map((axis) => axis?.path)).toEqual(["/entry/oldest/pos"]);
  });

  it("is none in files that name none, and in no file a reason to fail", async () => {
    for (const name of ["groups", "types", "virtual"]) expect(await defaultPlot(await open(name))).toBeUndefined();
    expect(await defaultPlot(await open("nexus"), "/entry/nothing")).toBeUndefined();
  });

  it("has the title of a text dataset, which is no array", async () => {
    const file = await open("nexus");
    const title = await file.resolve("/entry/title");
    expect(title && (await file.value(title))).toBe("A scan");
  });
});

describe("dimension scales", () => {
  it("tell the labels and the scales of a dataset", async () => {
    const dimensions = await dimensionScales(await open("nexus"), "/scales/temperature");
    expect(dimensions.map(({ label }) => label)).toEqual(["t", undefined, "longitude"]);
    expect(dimensions.map(({ scales }) => scales.map(({ name }) => name))).toEqual([["time"], ["lat"], []]);
  });

  it("are the dimensions of netCDF", async () => {
    const dimensions = await dimensionScales(await open("netcdf"), "t");
    expect(dimensions.map(({ scales }) => scales[0]?.name)).toEqual(["time", "lat", "lon"]);
    expect(dimensions.map(({ scales }) => scales[0]?.units)).toEqual([undefined, "degrees", "degrees"]);
  });

  it("are none where there are none", async () => {
    expect(await dimensionScales(await open("layouts"), "fixed")).toEqual([]);
    expect(await dimensionScales(await open("layouts"), "nothing")).toEqual([]);
  });
});
