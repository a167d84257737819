import type { CodingStyle } from "./coding-style.ts";
import type { Rect, TileComponent } from "./tile-layout.ts";

/** Which packet comes next. */
export interface PacketPlace {
  readonly component: number;
  readonly resolution: number;
  readonly precinct: number;
  readonly layer: number;
}

/** A precinct, and where its upper left corner lies on the reference grid. */
interface PrecinctPlace {
  readonly x: number;
  readonly y: number;
  readonly resolution: number;
  readonly precinct: number;
}

/**
 * The packets of a tile in their order (T.800, B.12). All components are cut alike: they have one coding style, and none
 * is subsampled.
 */
export function* packetsOf(
  rect: Rect,
  components: readonly TileComponent[],
  coding: CodingStyle,
): Generator<PacketPlace> {
  const { layers, levels, progression } = coding;
  const resolutions = components[0]?.resolutions ?? [];
  const precinctsOf = (resolution: number) => {
    const { across = 0, down = 0 } = resolutions[resolution] ?? {};
    return across * down;
  };
  function* layersOf(component: number, resolution: number, precinct: number): Generator<PacketPlace> {
    for (let layer = 0; layer < layers; layer += 1) yield { component, resolution, precinct, layer };
  }
  function* ofResolution(resolution: number, layer: number): Generator<PacketPlace> {
    for (let component = 0; component < components.length; component += 1) {
      for (let precinct = 0; precinct < precinctsOf(resolution); precinct += 1) {
        yield { component, resolution, precinct, layer };
      }
    }
  }
  if (progression === "LRCP") {
    for (let layer = 0; layer < layers; layer += 1) {
      for (let resolution = 0; resolution <= levels; resolution += 1) yield* ofResolution(resolution, layer);
    }
  } else if (progression === "RLCP") {
    for (let resolution = 0; resolution <= levels; resolution += 1) {
      for (let layer = 0; layer < layers; layer += 1) yield* ofResolution(resolution, layer);
    }
  } else if (progression === "RPCL") {
    for (let resolution = 0; resolution <= levels; resolution += 1) {
      for (let precinct = 0; precinct < precinctsOf(resolution); precinct += 1) {
        for (let component = 0; component < components.length; component += 1) {
          yield* layersOf(component, resolution, precinct);
        }
      }
    }
  } else {
    const positions = positionsOf(rect, components[0], coding);
    const groups = progression === "PCRL" ? groupPlaces(positions) : [positions];
    for (const places of groups) {
      for (let component = 0; component < components.length; component += 1) {
        for (const { resolution, precinct } of places) yield* layersOf(component, resolution, precinct);
      }
    }
  }
}

/** All precincts of a component, by rows and columns of their corners, then by resolution. */
function positionsOf(rect: Rect, component: TileComponent | undefined, { levels }: CodingStyle): PrecinctPlace[] {
  const places: PrecinctPlace[] = [];
  for (const [number, resolution] of (component?.resolutions ?? []).entries()) {
    const { across, down, precinct, x0, y0 } = resolution;
    const width = 2 ** (precinct.x + levels - number);
    const height = 2 ** (precinct.y + levels - number);
    const column = Math.floor(x0 / 2 ** precinct.x);
    const row = Math.floor(y0 / 2 ** precinct.y);
    for (let index = 0; index < across * down; index += 1) {
      // The first ones may begin before the tile does.
      const x = Math.max(rect.x0, (column + (index % across)) * width);
      const y = Math.max(rect.y0, (row + Math.floor(index / across)) * height);
      places.push({ x, y, resolution: number, precinct: index });
    }
  }
  return places.sort((one, other) => one.y - other.y || one.x - other.x || one.resolution - other.resolution);
}

/** Places with one corner, in their order. */
function groupPlaces(places: readonly PrecinctPlace[]): PrecinctPlace[][] {
  const groups: PrecinctPlace[][] = [];
  let last: PrecinctPlace | undefined;
  for (const place of places) {
    if (last !== undefined && last.x === place.x && last.y === place.y) groups.at(-1)?.push(place);
    else groups.push([place]);
    last = place;
  }
  return groups;
}
