import { isRecord } from "./facts.ts";
import { Failure } from "./port.ts";
import { refusal } from "./refusal.ts";
import { isAbort } from "./remote-port.ts";

export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** Sends JSON and answers the JSON that comes back; undefined for an empty answer. @throws Failure */
export async function sendJson(send: Send, method: string, url: string, body?: unknown): Promise<unknown> {
  const json =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await reach(send, url, { method, ...json });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response.status, answer);
  return answer;
}

/** @throws Failure when there is no answer; that the caller gave up stays what it is */
export async function reach(send: Send, url: string, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Failure({ code: "source.unreadable", message: "The server did not answer." });
  }
}

/** A record of an answer, or a failure that says it is none. */
export function recordOf(answer: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(answer)) return answer;
  throw new Failure({ code: "request.invalid", message: "The server's answer is not of the expected form." });
}
