export { type AxisTerm, formatPlace, type Place, parsePlace, type ScaleName, type ViewState } from "./state/place.ts";
