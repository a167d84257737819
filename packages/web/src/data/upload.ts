import { Failure } from "./port.ts";
import { refusal } from "./refusal.ts";
import { abortError } from "./remote-port.ts";
import { apiUrl } from "./urls.ts";

/** Sends a file to a path; `onProgress` is told the bytes sent so far. Answers the path that it has. @throws Failure */
export function uploadFile(
  path: string,
  file: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortError());
    // fetch tells nothing of what has been sent.
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    request.upload.addEventListener("progress", (event) => onProgress(Math.min(event.loaded, file.size)));
    request.addEventListener("loadend", () => signal.removeEventListener("abort", stop));
    request.addEventListener("abort", () => reject(abortError()));
    request.addEventListener("error", () =>
      reject(new Failure({ code: "source.unreadable", message: "The connection broke off." })),
    );
    request.addEventListener("load", () => {
      const answer = parsed(request.responseText);
      if (request.status < 300 && typeof answer === "string") resolve(answer);
      else reject(refusal(request.status, answer));
    });
    request.open("POST", apiUrl("upload", path));
    const form = new FormData();
    form.append("file", file, "file");
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
