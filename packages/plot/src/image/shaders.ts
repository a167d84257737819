import type { ScaleName } from "../scale.ts";

/** How the shader knows the scales. */
export const SCALE_NUMBERS = { linear: 0, log: 1, sqrt: 2, symlog: 3 } as const satisfies Record<ScaleName, number>;

/** One triangle that covers the canvas. */
export const VERTEX_SHADER = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID & 1) << 2), float((gl_VertexID & 2) << 1));
  gl_Position = vec4(corner - 1.0, 0.0, 1.0);
}`;

/**
 * The same arithmetic as colour.ts and the canvas renderer, in single precision. NaN is told by its bits,
 * since drivers may assume that there is none.
 */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
uniform sampler2D image;
uniform sampler2D colors;
uniform isampler2D columns;
uniform isampler2D rows;
uniform int height, samples, channels, scale;
uniform float unpack, opaque, offset, factor, constant;
uniform vec2 limits;
uniform vec4 hatch;
out vec4 color;

bool missing(float v) { return (floatBitsToUint(v) & 0x7fffffffu) > 0x7f800000u; }

float position(float v) {
  if (factor == 0.0) return v < limits.x ? 0.0 : v > limits.y ? 1.0 : 0.5;
  if (scale == 1) return v > 0.0 ? (log(v) - offset) * factor : -1.0;
  if (scale == 2) return (sign(v) * sqrt(abs(v)) - offset) * factor;
  if (scale == 3) return (sign(v) * log(1.0 + abs(v) / constant) - offset) * factor;
  return (v - offset) * factor;
}

float channel(float v) { return clamp(floor(position(v) * 255.0 + 0.5), 0.0, 255.0) / 255.0; }

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  at.y = height - 1 - at.y;
  int inside = 0;
  vec4 sum = vec4(0.0);
  vec4 valid = vec4(0.0);
  for (int j = 0; j < samples; j++) {
    int row = texelFetch(rows, ivec2(at.y, j), 0).r;
    for (int i = 0; i < samples; i++) {
      int column = texelFetch(columns, ivec2(at.x, i), 0).r;
      if (row < 0 || column < 0) continue;
      inside++;
      vec4 v = texelFetch(image, ivec2(column, row), 0);
      if (unpack > 1.0) v = floor(v * unpack + 0.5);
      for (int c = 0; c < channels; c++) {
        if (missing(v[c])) continue;
        sum[c] += v[c];
        valid[c] += 1.0;
      }
    }
  }
  color = vec4(0.0);
  if (inside == 0) return;
  if (channels == 1) {
    float value = valid.x > 0.0 ? sum.x / valid.x : 0.0;
    if (valid.x == 0.0 || missing(value)) {
      float grey = mod(float(at.x + at.y), hatch.x) < hatch.y ? hatch.z : hatch.w;
      color = vec4(grey, grey, grey, 1.0);
      return;
    }
    float t = position(value);
    int index = t >= 1.0 ? 255 : t > 0.0 ? min(255, int(t * 256.0)) : 0;
    color = vec4(texelFetch(colors, ivec2(index, 0), 0).rgb, 1.0);
    return;
  }
  vec3 rgb = vec3(0.0);
  for (int c = 0; c < 3; c++) if (valid[c] > 0.0) rgb[c] = channel(sum[c] / valid[c]);
  float alpha = 1.0;
  if (channels == 4) alpha = valid.w > 0.0 ? clamp(floor(sum.w / valid.w / opaque * 255.0 + 0.5), 0.0, 255.0) / 255.0 : 0.0;
  color = vec4(rgb, alpha);
}`;
