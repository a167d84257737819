/** Maps that a picture may be drawn with. `blue-red` is for values about zero, `twilight` for phases. */
export type ColorMapName = keyof typeof CONTROL_POINTS;

/** 256 colours: 768 bytes, red, green and blue of each. */
export type ColorTable = Uint8Array;

/**
 * Control points at even distances, six hexadecimal digits each; between them runs a Catmull-Rom spline.
 *
 * viridis, magma, inferno (N. Smith, S. van der Walt, E. Firing), cividis (J. Nuñez, C. Anderson, R. Renslow) and
 * twilight (B. Bechtold) are sampled from tables dedicated to the public domain (CC0); turbo approximates the map
 * that A. Mikhailov published (Google, 2019; Apache-2.0). grey and blue-red are our own.
 */
const CONTROL_POINTS = {
  viridis:
    "440154470c5f481769482172472a7a463480433d844045883d4e8a39568c355e8d32658e2e6d8e2b748e297b8e26828e23898e21908c1f978b1f9e8921a58526ac812eb37c39b97646c06f55c66765cb5e76d05389d5489cd93cb0dd2fc4e022d8e219ebe51afde725",
  cividis:
    "00224e00285a002d68003271163770243c6e2e416d37476c3f4c6c47516c4e566c555b6d5c616e62666f696b716f70737676767c7b788381798a8778928c78999277a09875a89e73afa471b7aa6ebfb06bc7b667cfbd62d7c45ddfca57e7d14ff0d846f9df3bfee838",
  magma:
    "000004030311090720110c301a10422512543111653e0f724a107956147d6219806e1e81792282852781912b819d2f7faa337db63779c23b75ce4070d9466be44e65ec5860f3655cf7725cfa805ffc8e64fd9c6bfeaa74feb87ffec68afed496fde2a3fcefb1fcfdbf",
  inferno:
    "0000040303110a0722130a331e0c452a0b56380962440a69510e6c5d126e69166e741b6e801f6c8c2369982766a42c61b0315bbb3755c63d4dd04545d94d3de15734e9612bef6d22f47918f8860efa9407fca208fcb014fbbf24f8cd37f5dc4ef2ea69f3f688fcffa4",
  grey: "000000ffffff",
  turbo:
    "30123b3928703f3e9c4452c14666dd477af1458cfd3c9ffd2fb2f423c4e31ad4d018e1bc22ebaa37f49352fa7a6ffe618bff4ba3fd3cb7f735caee34dbe236ead439f5c53afcb537fea130fd8b27f9751df25f14e84b0cdc3c08ce2d04bd2102a91601930c017a0403",
  "blue-red": "0b2a6b1f4fa84a80cc8db1e2c9dbf0f2f2f2f5d0c4eb9a86d45f4fae2a2e6b0a1f",
  twilight:
    "e2d9e2d7d7ddc5cfd5afc4cd99b8c886aac4769cc16b8dbf647dbc606db85f5bb25e49a95c379c58268a4f19724313593711442f143739113a4813415b16486f1c4e812450922f50a03e50ac4d51b65e54be705bc48267c99578cda78ed2b8a7d9c8c0dfd4d6e2d9e2",
} as const satisfies Record<string, string>;

/** In the order of a menu. */
export const COLOR_MAP_NAMES: readonly ColorMapName[] = Object.keys(CONTROL_POINTS).filter(isColorMapName);

export function isColorMapName(name: string): name is ColorMapName {
  return Object.hasOwn(CONTROL_POINTS, name);
}

const tables = new Map<string, ColorTable>();

/** The 256 colours of a map; `invert` runs it backwards. Tables are made once and must not be written to. */
export function colorTable(name: ColorMapName, invert = false): ColorTable {
  const key = `${name} ${invert}`;
  let table = tables.get(key);
  if (!table) {
    table = invert ? reversed(colorTable(name)) : interpolated(pointsOf(CONTROL_POINTS[name]));
    tables.set(key, table);
  }
  return table;
}

/** A CSS gradient of a map from left to right (or to `direction`), for previews in menus. */
export function colorGradient(name: ColorMapName, invert = false, direction = "to right"): string {
  const table = colorTable(name, invert);
  const stops: string[] = [];
  for (let i = 0; i < 256; i += 15) stops.push(`rgb(${table[3 * i]},${table[3 * i + 1]},${table[3 * i + 2]})`);
  return `linear-gradient(${direction},${stops.join(",")})`;
}

function pointsOf(hex: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < hex.length; i += 2) bytes.push(Number.parseInt(hex.slice(i, i + 2), 16));
  return bytes;
}

function reversed(table: ColorTable): ColorTable {
  const result = new Uint8Array(768);
  for (let i = 0; i < 256; i++) result.set(table.subarray(3 * i, 3 * i + 3), 3 * (255 - i));
  return result;
}

function interpolated(points: readonly number[]): ColorTable {
  const last = points.length / 3 - 1;
  const table = new Uint8ClampedArray(768);
  for (let i = 0; i < 256; i++) {
    const at = (i * last) / 255;
    const left = Math.min(Math.floor(at), last - 1);
    for (let channel = 0; channel < 3; channel++) {
      const value = (index: number) => points[3 * index + channel] ?? 0;
      const p1 = value(left);
      const p2 = value(left + 1);
      // Beyond the ends the spline goes on straight.
      const p0 = left > 0 ? value(left - 1) : 2 * p1 - p2;
      const p3 = left + 2 <= last ? value(left + 2) : 2 * p2 - p1;
      table[3 * i + channel] = catmullRom(p0, p1, p2, p3, at - left);
    }
  }
  return new Uint8Array(table.buffer);
}

function catmullRom(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const linear = p2 - p0;
  const square = 2 * p0 - 5 * p1 + 4 * p2 - p3;
  const cube = 3 * p1 - p0 - 3 * p2 + p3;
  return p1 + 0.5 * t * (linear + t * (square + t * cube));
}
