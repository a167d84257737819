/** The part that number types share: which bits of the item hold it. Sizes in bytes, positions in bits. */
interface BitsType {
  readonly size: number;
  readonly bigEndian: boolean;
  readonly bitOffset: number;
  readonly precision: number;
}

export interface IntegerType extends BitsType {
  readonly class: "integer";
  readonly signed: boolean;
}

export interface FloatType extends BitsType {
  readonly class: "float";
  readonly vax: boolean;
  /** Whether the mantissa's leading one is left out. */
  readonly normalization: "none" | "always" | "implied";
  readonly sign: number;
  readonly exponent: { readonly at: number; readonly size: number; readonly bias: number };
  readonly mantissa: { readonly at: number; readonly size: number };
}

export interface StringType {
  readonly class: "string";
  readonly size: number;
  readonly padding: "zero" | "null" | "space";
}

export interface CompoundMember {
  readonly name: string;
  readonly offset: number;
  readonly type: Hdf5Type;
}

/** A datatype as the file describes it. `size` is that of an item in the file, in bytes. */
export type Hdf5Type =
  | IntegerType
  | FloatType
  | StringType
  | (BitsType & { readonly class: "bitfield" })
  | { readonly class: "time"; readonly size: number }
  | { readonly class: "opaque"; readonly size: number; readonly tag: string }
  | { readonly class: "compound"; readonly size: number; readonly members: readonly CompoundMember[] }
  | { readonly class: "reference"; readonly size: number; readonly region: boolean }
  | {
      readonly class: "enum";
      readonly size: number;
      readonly base: Hdf5Type;
      readonly names: readonly string[];
      /** One item of the base type for each name. */
      readonly values: readonly Uint8Array[];
    }
  | { readonly class: "vlen"; readonly size: number; readonly base: Hdf5Type; readonly text: boolean }
  | { readonly class: "array"; readonly size: number; readonly base: Hdf5Type; readonly shape: readonly number[] }
  | { readonly class: "complex"; readonly size: number; readonly base: Hdf5Type };
