import { isRecord } from "./facts.ts";
import { Failure, wrongPlaceOf } from "./port.ts";

/** What a status means when the answer has no code, as those of proxies have none. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  401: "root.forbidden",
  403: "root.forbidden",
  404: "path.not_found",
  413: "request.too_large",
  503: "server.busy",
  507: "storage.full",
};

/** The error of a refused request: code and words of its body, else what its status means. */
export function refusal(status: number, body: unknown): Failure {
  const { code, detail, place } = isRecord(body) ? body : {};
  const meaning = CODE_OF_STATUS[status] ?? (status >= 500 ? "source.unreadable" : "request.invalid");
  return new Failure({
    code: typeof code === "string" ? code : meaning,
    message: wordsOf(detail) ?? `The server answered ${status}.`,
    place: wrongPlaceOf(place),
  });
}

/** A detail is a text, a reason with a code of its own (sign-in), or the list of a body that did not validate. */
function wordsOf(detail: unknown): string | undefined {
  if (typeof detail === "string") return detail;
  if (isRecord(detail) && typeof detail.reason === "string") return detail.reason;
  if (!Array.isArray(detail)) return undefined;
  const messages = detail.flatMap((entry) => (isRecord(entry) && typeof entry.msg === "string" ? [entry.msg] : []));
  return messages.length > 0 ? messages.join("; ") : undefined;
}
