import { malformed } from "./errors.ts";

/** How the bands of a component are quantised, and by how many bits a region of interest is raised. */
export interface ComponentStyle {
  readonly quantization: Quantization;
  readonly regionShift: number;
}

/** T.800, A.6.4. */
export interface Quantization {
  readonly guardBits: number;
  /** There is no quantisation, only exponents. */
  readonly none: boolean;
  /** Only the lowest band has a step, from which the others follow. */
  readonly derived: boolean;
  /** One a band, from the lowest one on. */
  readonly steps: readonly QuantizationStep[];
}

export interface QuantizationStep {
  readonly exponent: number;
  /** In units of 2^-11. */
  readonly mantissa: number;
}

const NONE = 0;
const DERIVED = 1;
const EXPOUNDED = 2;

/** What the segments of a header say of components: the one of a component goes before the one of all. */
export class ComponentStyles {
  readonly #main: ComponentStyles | undefined;
  readonly #ofOne = new Map<number, Quantization>();
  readonly #regions = new Map<number, number>();
  #ofAll: Quantization | undefined;

  /** @param main what holds where this header says nothing */
  constructor(main?: ComponentStyles) {
    this.#main = main;
  }

  /** QCD. */
  quantizeAll(segment: Uint8Array): void {
    this.#ofAll = readQuantization(segment);
  }

  /** QCC (A.6.5). */
  quantizeOne(segment: Uint8Array, components: number): void {
    const { component, rest } = readComponent(segment, components);
    this.#ofOne.set(component, readQuantization(rest));
  }

  /** RGN (A.6.3). */
  raiseRegion(segment: Uint8Array, components: number): void {
    const { component, rest } = readComponent(segment, components);
    const [kind, shift] = rest;
    if (kind !== 0 || shift === undefined) throw malformed("an unknown region of interest");
    this.#regions.set(component, shift);
  }

  /** @throws blosc2.malformed when no header says how a component is quantised */
  of(component: number): ComponentStyle {
    const quantization = this.#quantization(component);
    if (quantization === undefined) throw malformed("no quantisation");
    return { quantization, regionShift: this.#region(component) };
  }

  #region(component: number): number {
    return this.#regions.get(component) ?? (this.#main === undefined ? 0 : this.#main.#region(component));
  }

  #quantization(component: number): Quantization | undefined {
    const own = this.#ofOne.get(component) ?? this.#ofAll;
    return own === undefined && this.#main !== undefined ? this.#main.#quantization(component) : own;
  }
}

function readComponent(segment: Uint8Array, components: number): { component: number; rest: Uint8Array } {
  const wide = components > 256;
  const [first = 0, second = 0] = segment;
  const component = wide ? first * 256 + second : first;
  const rest = segment.subarray(wide ? 2 : 1);
  if (component >= components || rest.length === 0) throw malformed(`a segment of component ${component}`);
  return { component, rest };
}

function readQuantization(segment: Uint8Array): Quantization {
  const [head, ...bytes] = segment;
  if (head === undefined) throw malformed("an empty quantisation segment");
  const style = head & 0x1f;
  if (style > EXPOUNDED) throw malformed(`quantisation of kind ${style}`);
  const steps =
    style === NONE
      ? bytes.map((byte) => ({ exponent: byte >> 3, mantissa: 0 }))
      : Array.from({ length: bytes.length >> 1 }, (_, index) => {
          const [high = 0, low = 0] = bytes.slice(2 * index, 2 * index + 2);
          return { exponent: high >> 3, mantissa: ((high & 7) << 8) | low };
        });
  return { guardBits: head >> 5, none: style === NONE, derived: style === DERIVED, steps };
}

/**
 * The step of a band. @param band number from the lowest band on
 * @param depth how many decompositions lead to it, of `levels` in all
 */
export function stepOf(quantization: Quantization, band: number, depth: number, levels: number): QuantizationStep {
  const { derived, steps } = quantization;
  const step = derived ? steps[0] : steps[band];
  if (step === undefined) throw malformed(`no quantisation of band ${band}`);
  if (!derived) return step;
  return { exponent: Math.max(0, step.exponent - levels + depth), mantissa: step.mantissa };
}
