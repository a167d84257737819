/** The filters as plain loops: slow, and easy to check against the format's description. Lengths in bytes. */
export interface PlainFilter {
  apply(data: Uint8Array, typesize: number): Uint8Array;
  undo(data: Uint8Array, typesize: number): Uint8Array;
}

/** Calls `visit` with the place of each byte of an item and with its place in the planes. */
function eachShuffled(count: number, typesize: number, visit: (plain: number, shuffled: number) => void): void {
  for (let item = 0; item < count; item += 1) {
    for (let byte = 0; byte < typesize; byte += 1) visit(item * typesize + byte, byte * count + item);
  }
}

export const plainShuffle: PlainFilter = {
  apply(data, typesize) {
    const result = data.slice();
    eachShuffled(Math.floor(data.length / typesize), typesize, (plain, shuffled) => {
      result[shuffled] = data[plain] ?? 0;
    });
    return result;
  },
  undo(data, typesize) {
    const result = data.slice();
    eachShuffled(Math.floor(data.length / typesize), typesize, (plain, shuffled) => {
      result[plain] = data[shuffled] ?? 0;
    });
    return result;
  },
};

/** Moves single bits: bit b of byte j of item i to bit i % 8 of byte i / 8 of row 8j + b. */
function moveBits(data: Uint8Array, typesize: number, forward: boolean): Uint8Array {
  const items = Math.floor(data.length / typesize);
  const count = items - (items % 8);
  const result = data.slice();
  result.fill(0, 0, count * typesize);
  for (let item = 0; item < count; item += 1) {
    for (let bit = 0; bit < 8 * typesize; bit += 1) {
      const plain = 8 * typesize * item + bit;
      const shuffled = bit * count + item;
      const [from, to] = forward ? [plain, shuffled] : [shuffled, plain];
      const value = ((data[from >> 3] ?? 0) >> (from & 7)) & 1;
      result[to >> 3] = (result[to >> 3] ?? 0) | (value << (to & 7));
    }
  }
  return result;
}

export const plainBitshuffle: PlainFilter = {
  apply: (data, typesize) => moveBits(data, typesize, true),
  undo: (data, typesize) => moveBits(data, typesize, false),
};

function wordSize(typesize: number): number {
  if (typesize === 2 || typesize === 4) return typesize;
  return typesize % 8 === 0 ? 8 : 1;
}

/** Delta in the first block of a chunk. */
export const plainSelfDelta: PlainFilter = {
  apply(data, typesize) {
    const width = wordSize(typesize);
    const end = data.length - (data.length % width);
    return data.map((byte, index) => (index < width || index >= end ? byte : byte ^ (data[index - width] ?? 0)));
  },
  undo(data, typesize) {
    const width = wordSize(typesize);
    const end = data.length - (data.length % width);
    const result = data.slice();
    for (let index = width; index < end; index += 1) result[index] = (data[index] ?? 0) ^ (result[index - width] ?? 0);
    return result;
  },
};

function planeBytes(data: Uint8Array, planes: number, forward: boolean): Uint8Array {
  const count = Math.floor(data.length / planes);
  const result = data.slice();
  for (let index = 0; index < count * planes; index += 1) {
    if (index % count === 0) continue;
    const before = (forward ? data : result)[index - 1] ?? 0;
    result[index] = (data[index] ?? 0) + (forward ? -before : before);
  }
  return result;
}

export const plainBytedelta: PlainFilter = {
  apply: (data, typesize) => planeBytes(data, typesize, true),
  undo: (data, typesize) => planeBytes(data, typesize, false),
};

/** The first bytedelta: starts anew behind the last 16 whole bytes of a plane. */
export const plainOldBytedelta: PlainFilter = {
  apply: (data, typesize) => oldPlaneBytes(data, typesize, true),
  undo: (data, typesize) => oldPlaneBytes(data, typesize, false),
};

function oldPlaneBytes(data: Uint8Array, planes: number, forward: boolean): Uint8Array {
  const count = Math.floor(data.length / planes);
  const restart = count - (count % 16);
  const result = data.slice();
  for (let plane = 0; plane < planes; plane += 1) {
    const start = plane * count;
    result.set(planeBytes(data.subarray(start, start + restart), 1, forward), start);
    result.set(planeBytes(data.subarray(start + restart, start + count), 1, forward), start + restart);
  }
  return result;
}
