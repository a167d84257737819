import { HATCH } from "../colour.ts";
import { fullValue, type ImageFrame, type ImageRenderer, type PlotImage } from "./renderer.ts";
import { FRAGMENT_SHADER, SCALE_NUMBERS, VERTEX_SHADER } from "./shaders.ts";

const UNIFORMS = [
  "image",
  "colors",
  "columns",
  "rows",
  "height",
  "samples",
  "channels",
  "scale",
  "unpack",
  "opaque",
  "offset",
  "factor",
  "constant",
  "limits",
  "hatch",
] as const;
type UniformName = (typeof UNIFORMS)[number];

/** Texture units of the four samplers. */
const UNITS = { image: 0, colors: 1, columns: 2, rows: 3 } as const;

interface Loaded {
  readonly channels: 1 | 3 | 4;
  /** What a sampled value is multiplied with: bytes come as 0..1. */
  readonly unpack: number;
  readonly opaque: number;
}

/**
 * Draws with WebGL2, in single precision. Answers undefined where there is no WebGL2 or it fails to set up, and
 * where it is emulated in software unless `evenSlow`; `onLost` is called when the context is taken away.
 */
export function createWebGlRenderer(
  canvas: HTMLCanvasElement,
  onLost: () => void,
  evenSlow: boolean,
): ImageRenderer | undefined {
  const gl = canvas.getContext("webgl2", {
    antialias: false,
    depth: false,
    premultipliedAlpha: false,
    failIfMajorPerformanceCaveat: !evenSlow,
  });
  if (!gl || (!evenSlow && isEmulated(gl))) return undefined;
  const program = buildProgram(gl);
  if (!program) return undefined;
  const at = uniformLocations(gl, program);
  const textures = Object.values(UNITS).map((unit) => nearestTexture(gl, unit));
  const largest = Number(gl.getParameter(gl.MAX_TEXTURE_SIZE));
  let image: Loaded | undefined;
  const lost = (event: Event) => {
    event.preventDefault();
    onLost();
  };
  canvas.addEventListener("webglcontextlost", lost);
  return {
    kind: "webgl2",
    canvas,
    setImage(next) {
      if (next.width > largest || next.height > largest) return false;
      image = upload(gl, next);
      return true;
    },
    draw(frame) {
      if (canvas.width !== frame.width) canvas.width = frame.width;
      if (canvas.height !== frame.height) canvas.height = frame.height;
      if (!image || frame.width === 0 || frame.height === 0) return;
      uploadFrame(gl, frame);
      setUniforms(gl, at, image, frame);
      gl.viewport(0, 0, frame.width, frame.height);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
    destroy() {
      canvas.removeEventListener("webglcontextlost", lost);
      for (const texture of textures) gl.deleteTexture(texture);
      gl.deleteProgram(program);
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}

/** Software renderers that browsers do not own up to by `failIfMajorPerformanceCaveat`. */
const EMULATED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

function isEmulated(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  return EMULATED.test(String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)));
}

function buildProgram(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, FRAGMENT_SHADER],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return undefined;
  gl.useProgram(program);
  gl.disable(gl.BLEND);
  gl.disable(gl.DITHER);
  return program;
}

function uniformLocations(gl: WebGL2RenderingContext, program: WebGLProgram) {
  const at = new Map<UniformName, WebGLUniformLocation | null>();
  for (const name of UNIFORMS) at.set(name, gl.getUniformLocation(program, name));
  for (const [name, unit] of Object.entries(UNITS)) gl.uniform1i(gl.getUniformLocation(program, name), unit);
  return (name: UniformName) => at.get(name) ?? null;
}

function nearestTexture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  return texture;
}

/** Bytes go up as they are, everything else as single precision. */
function upload(gl: WebGL2RenderingContext, image: PlotImage): Loaded {
  const channels = image.rgb ?? 1;
  const bytes = image.data instanceof Uint8Array || image.data instanceof Uint8ClampedArray;
  const format = channels === 1 ? gl.RED : channels === 3 ? gl.RGB : gl.RGBA;
  gl.activeTexture(gl.TEXTURE0 + UNITS.image);
  if (bytes) {
    const internal = channels === 1 ? gl.R8 : channels === 3 ? gl.RGB8 : gl.RGBA8;
    const data = image.data instanceof Uint8Array ? image.data : new Uint8Array(image.data);
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, image.width, image.height, 0, format, gl.UNSIGNED_BYTE, data);
  } else {
    const internal = channels === 1 ? gl.R32F : channels === 3 ? gl.RGB32F : gl.RGBA32F;
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, image.width, image.height, 0, format, gl.FLOAT, singles(image));
  }
  return { channels, unpack: bytes ? 255 : 1, opaque: image.rgb === 4 ? fullValue(image.data) : 1 };
}

function singles(image: PlotImage): Float32Array {
  const { data } = image;
  if (data instanceof Float32Array) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float32Array.from(data, Number);
  return new Float32Array(data);
}

function uploadFrame(gl: WebGL2RenderingContext, frame: ImageFrame): void {
  const { samples, width, height } = frame;
  gl.activeTexture(gl.TEXTURE0 + UNITS.columns);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32I, width, samples, 0, gl.RED_INTEGER, gl.INT, frame.columns);
  gl.activeTexture(gl.TEXTURE0 + UNITS.rows);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32I, height, samples, 0, gl.RED_INTEGER, gl.INT, frame.rows);
  gl.activeTexture(gl.TEXTURE0 + UNITS.colors);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, frame.table);
}

function setUniforms(
  gl: WebGL2RenderingContext,
  at: (name: UniformName) => WebGLUniformLocation | null,
  image: Loaded,
  frame: ImageFrame,
): void {
  const { norm } = frame;
  gl.uniform1i(at("height"), frame.height);
  gl.uniform1i(at("samples"), frame.samples);
  gl.uniform1i(at("channels"), image.channels);
  gl.uniform1i(at("scale"), SCALE_NUMBERS[norm.scale]);
  gl.uniform1f(at("unpack"), image.unpack);
  gl.uniform1f(at("opaque"), image.opaque);
  gl.uniform1f(at("offset"), norm.offset);
  gl.uniform1f(at("factor"), norm.factor);
  gl.uniform1f(at("constant"), norm.constant);
  gl.uniform2f(at("limits"), norm.limits.low, norm.limits.high);
  gl.uniform4f(at("hatch"), HATCH.period, HATCH.width, HATCH.dark / 255, HATCH.light / 255);
}
