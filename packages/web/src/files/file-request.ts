/** Something that a person wants to do with a file or folder, before it is settled how. */
export type FileRequest =
  | { readonly kind: "move"; readonly path: string }
  | { readonly kind: "copy"; readonly path: string }
  | { readonly kind: "remove"; readonly path: string; readonly folder: boolean }
  | { readonly kind: "makeFolder"; readonly parent: string }
  | { readonly kind: "loadFromUrl"; readonly parent: string };
