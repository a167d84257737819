/** A path of the contract in the router's spelling: what stands for `{path}` is everything to the end. */
export function routerPath(contractPath: string): string {
  return contractPath.replace("{path}", "*");
}
