import { useEffect, useState } from "react";

/** A value once it has rested for `delay` ms; at once when it becomes undefined. */
export function useSettled<Value>(value: Value | undefined, key: string, delay: number): Value | undefined {
  const [settled, setSettled] = useState<{ readonly key: string; readonly value: Value | undefined }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value.
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, value }), delay);
    return () => clearTimeout(timer);
  }, [key, delay]);
  return value === undefined ? undefined : settled?.value;
}
