/** The shuffle filter byte by byte: for the items that fill no vectors. */

/** Items from `start` on, byte by byte. */
export function unshuffleFrom(src: usize, dst: usize, count: usize, typesize: usize, start: usize): void {
  for (let plane: usize = 0; plane < typesize; plane++) {
    let from = src + plane * count + start;
    const end = src + (plane + 1) * count;
    for (let to = dst + start * typesize + plane; from < end; from++) {
      store<u8>(to, load<u8>(from));
      to += typesize;
    }
  }
}

/** The other way. */
export function shuffleFrom(src: usize, dst: usize, count: usize, typesize: usize, start: usize): void {
  for (let plane: usize = 0; plane < typesize; plane++) {
    let to = dst + plane * count + start;
    const end = dst + (plane + 1) * count;
    for (let from = src + start * typesize + plane; to < end; to++) {
      store<u8>(to, load<u8>(from));
      from += typesize;
    }
  }
}
