/** What `@caterva2/ndarray` exports: the packed package brings it along, and this is its door there. */
export * from "@caterva2/ndarray";
