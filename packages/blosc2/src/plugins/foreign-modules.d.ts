/** The package brings no types. What it exports is checked where it is used (openjph.ts). */
declare module "@cornerstonejs/codec-openjph";
