import { createContext, useContext } from "react";
import type { Facts } from "../data/facts.ts";
import type { Resource } from "../ui/use-resource.ts";

/** The facts of the place on screen: the page, the inspector and the title share one request. */
export const FactsContext = createContext<Resource<Facts> | undefined>(undefined);

export function useFacts(): Resource<Facts> {
  const facts = useContext(FactsContext);
  if (facts === undefined) throw new Error("useFacts outside of the app");
  return facts;
}
