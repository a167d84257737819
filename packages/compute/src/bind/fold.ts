import { floorDivide } from "../kernel/js/big-operators.ts";
import { refuse } from "../language/refuse.ts";
import type { BinaryOperator, UnaryOperator } from "../language/tree.ts";
import type { WeakNumber } from "../types/promote.ts";
import { floatValue, integerValue, type Value } from "./value.ts";

/** Largest integers that are computed with: those of 64 bits, signed or not. */
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 64n - 1n;

/** Arithmetic of the text's own numbers, as Python does it; integers within 64 bits. @throws Refusal */
export function foldBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  const a = numberOf(left);
  const b = numberOf(right);
  if (left.kind === "boolean" && right.kind === "boolean" && isBitwise(operator)) {
    const bits = foldIntegers(operator, left.value ? 1n : 0n, right.value ? 1n : 0n);
    return { kind: "boolean", value: bits.kind === "number" && Number(realPart(bits.number)) !== 0 };
  }
  if (a.kind === "integer" && b.kind === "integer") return foldIntegers(operator, a.value, b.value);
  if (a.kind === "complex" || b.kind === "complex") return foldComplex(operator, complexOf(a), complexOf(b));
  return foldFloats(operator, Number(a.value), Number(b.value));
}

export function foldUnary(operator: UnaryOperator, operand: Value): Value {
  const number = numberOf(operand);
  if (number.kind === "integer") {
    const { value } = number;
    return checked(operator === "-" ? -value : operator === "~" ? ~value : value);
  }
  if (operator === "~") return refuse("~ is for integers and booleans");
  const sign = operator === "-" ? -1 : 1;
  if (number.kind === "float") return floatValue(sign * number.value);
  return complexValue(sign * number.re, sign * number.im);
}

export function isNumber(value: Value): boolean {
  return value.kind === "number" || value.kind === "boolean";
}

function numberOf(value: Value): WeakNumber {
  if (value.kind === "number") return value.number;
  if (value.kind === "boolean") return { kind: "integer", value: value.value ? 1n : 0n };
  return refuse("a number is needed here");
}

function realPart(number: WeakNumber): number | bigint {
  return number.kind === "complex" ? number.re : number.value;
}

function isBitwise(operator: BinaryOperator): boolean {
  return operator === "&" || operator === "|" || operator === "^";
}

function checked(value: bigint): Value {
  return value < LOWEST || value > HIGHEST
    ? refuse("a constant beyond 64 bits: write it as a float")
    : integerValue(value);
}

function foldIntegers(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case "+":
      return checked(a + b);
    case "-":
      return checked(a - b);
    case "*":
      return checked(a * b);
    case "/":
      return b === 0n ? refuse("division by zero") : floatValue(Number(a) / Number(b));
    case "//":
      return b === 0n ? refuse("division by zero") : checked(floorDivide(a, b));
    case "%":
      return b === 0n ? refuse("division by zero") : checked(a - b * floorDivide(a, b));
    case "**":
      return integerPower(a, b);
    case "&":
      return checked(a & b);
    case "|":
      return checked(a | b);
    case "^":
      return checked(a ^ b);
    case "<<":
      return b < 0n ? refuse("a shift by less than 0") : a === 0n ? integerValue(0n) : shiftLeft(a, b);
    case ">>":
      return b < 0n ? refuse("a shift by less than 0") : integerValue(b > 64n ? (a < 0n ? -1n : 0n) : a >> b);
    default:
      return compare(operator, a, b);
  }
}

function shiftLeft(a: bigint, b: bigint): Value {
  return b > 64n ? refuse("a constant beyond 64 bits: write it as a float") : checked(a << b);
}

function integerPower(base: bigint, exponent: bigint): Value {
  if (exponent < 0n) return foldFloats("**", Number(base), Number(exponent));
  if (base === 0n || base === 1n) return integerValue(exponent === 0n ? 1n : base);
  if (base === -1n) return integerValue(exponent % 2n === 0n ? 1n : -1n);
  if (exponent > 64n) return refuse("a power beyond 64 bits: write its base as a float");
  return checked(base ** exponent);
}

function foldFloats(operator: BinaryOperator, a: number, b: number): Value {
  switch (operator) {
    case "+":
      return floatValue(a + b);
    case "-":
      return floatValue(a - b);
    case "*":
      return floatValue(a * b);
    case "/":
      return b === 0 ? refuse("division by zero") : floatValue(a / b);
    case "//":
      return b === 0 ? refuse("division by zero") : floatValue((a - remainder(a, b)) / b);
    case "%":
      return b === 0 ? refuse("division by zero") : floatValue(remainder(a, b));
    case "**":
      return floatPower(a, b);
    default:
      return compare(operator, a, b);
  }
}

function remainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
}

function floatPower(a: number, b: number): Value {
  if (a === 0 && b < 0) return refuse("zero to a negative power");
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    return refuse("a negative number to a fractional power: write it as a complex number");
  }
  const power = a === 1 || b === 0 ? 1 : a ** b;
  const tooLarge = !Number.isFinite(power) && Number.isFinite(a) && Number.isFinite(b);
  return tooLarge ? refuse("a power beyond the floats") : floatValue(power);
}

interface ComplexNumber {
  readonly re: number;
  readonly im: number;
}

function complexOf(number: WeakNumber): ComplexNumber {
  return number.kind === "complex" ? number : { re: Number(number.value), im: 0 };
}

function complexValue(re: number, im: number): Value {
  return { kind: "number", number: { kind: "complex", re, im } };
}

function foldComplex(operator: BinaryOperator, a: ComplexNumber, b: ComplexNumber): Value {
  switch (operator) {
    case "+":
      return complexValue(a.re + b.re, a.im + b.im);
    case "-":
      return complexValue(a.re - b.re, a.im - b.im);
    case "*":
      return complexValue(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re);
    case "/": {
      const square = b.re * b.re + b.im * b.im;
      if (square === 0) return refuse("division by zero");
      return complexValue((a.re * b.re + a.im * b.im) / square, (a.im * b.re - a.re * b.im) / square);
    }
    case "==":
      return { kind: "boolean", value: a.re === b.re && a.im === b.im };
    case "!=":
      return { kind: "boolean", value: a.re !== b.re || a.im !== b.im };
    default:
      return refuse(`${operator} of complex constants`);
  }
}

function compare(operator: BinaryOperator, a: number | bigint, b: number | bigint): Value {
  switch (operator) {
    case "<":
      return { kind: "boolean", value: a < b };
    case "<=":
      return { kind: "boolean", value: a <= b };
    case ">":
      return { kind: "boolean", value: a > b };
    case ">=":
      return { kind: "boolean", value: a >= b };
    case "==":
      // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of one value are equal in Python
      return { kind: "boolean", value: a == b };
    case "!=":
      // biome-ignore lint/suspicious/noDoubleEquals: as above
      return { kind: "boolean", value: a != b };
    default:
      return refuse(`${operator} is not for these numbers`);
  }
}
