/** The packages bring no types. What they export is checked where it is used (wasm-source.ts). */
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs";
declare module "@cornerstonejs/codec-openjph";
