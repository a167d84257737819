export function ensurePython(say?: (line: string) => void): { python?: string; reason?: string };
