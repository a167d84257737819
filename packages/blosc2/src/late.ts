/**
 * A function of a module that is loaded when it is first called: a page that does not call it does without. The note tells
 * bundlers that they may drop it where nobody does.
 */
/* @__NO_SIDE_EFFECTS__ */
export function late<Module, Args extends unknown[], Result>(
  load: () => Promise<Module>,
  pick: (module: Module) => (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => pick(await load())(...args);
}
