/** All that changes stored frames: loaded by ./edits.ts when some of it is called. */
export { editB2nd } from "./b2nd/edit.ts";
export { setSelection } from "./b2nd/edit-selection.ts";
export { appendArray, deleteRange, insertArray, resizeArray } from "./b2nd/edit-shape.ts";
export { compactFrame, frameHoles } from "./schunk/compact.ts";
export { editSChunk } from "./schunk/edit.ts";
export {
  appendChunk,
  appendData,
  checkChunk,
  deleteChunk,
  insertChunk,
  insertData,
  updateChunk,
  updateData,
} from "./schunk/edit-chunks.ts";
export { checkFill, fillChunk } from "./schunk/fill-chunk.ts";
