import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { logMailer, type SmtpOptions, smtpMailer } from "./mailers.ts";

/** As much of RFC 5321 as one mail needs. Keeps what it is told. */
function smtpServer(refuse = ""): Promise<{ server: Server; port: number; said: string[] }> {
  const said: string[] = [];
  const server = createServer((socket) => {
    let data = false;
    socket.setEncoding("utf8").write("220 test\r\n");
    socket.on("error", () => undefined);
    socket.on("data", (text: string) => {
      for (const line of text.split("\r\n").slice(0, -1)) {
        said.push(line);
        if (data) {
          data = line !== ".";
          if (!data) socket.write("250 ok\r\n");
        } else if (refuse !== "" && line.startsWith(refuse)) socket.write("550 no\r\n");
        else if (line === "DATA") {
          data = true;
          socket.write("354 go on\r\n");
        } else socket.write(line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({ server, port: typeof address === "object" && address !== null ? address.port : 0, said });
    });
  });
}

const mail = { to: "ann@example.org", subject: "New password", text: "https://example.org/#token=abc\n" };
const options = (port: number, more: Partial<SmtpOptions> = {}): SmtpOptions => ({
  ...{ host: "127.0.0.1", port, security: "none", from: "arrays@example.org", ...more },
});

describe("mail by SMTP", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  test("reaches one address, from the configured one", async () => {
    const smtp = await smtpServer();
    server = smtp.server;
    await smtpMailer(options(smtp.port)).send(mail);
    const envelope = smtp.said.filter((line) => /^(MAIL|RCPT)/.test(line));
    expect(envelope).toEqual(["MAIL FROM:<arrays@example.org>", "RCPT TO:<ann@example.org>"]);
    expect(smtp.said).toContain("Subject: New password");
    expect(smtp.said).toContain("https://example.org/#token=abc");
  });

  test("an address with another one hidden in it does not make two", async () => {
    const smtp = await smtpServer();
    server = smtp.server;
    for (const to of ["a@x.org, b@x.org", "a@x.org\r\nBcc: b@x.org", "a@x.org>\r\nRCPT TO:<b@x.org"]) {
      await smtpMailer(options(smtp.port))
        .send({ ...mail, to })
        .catch(() => undefined);
    }
    const reached = smtp.said.filter((line) => /^(RCPT|Bcc)/i.test(line));
    expect(reached.filter((line) => /^(RCPT TO:<b|Bcc)/i.test(line))).toEqual([]);
    expect(reached.length).toBeLessThanOrEqual(3);
  });

  test("does not go on in the clear where encryption is asked for", async () => {
    const smtp = await smtpServer("STARTTLS");
    server = smtp.server;
    const sending = smtpMailer(options(smtp.port, { security: "starttls", username: "u", password: "secret" })).send(
      mail,
    );
    await expect(sending).rejects.toThrow();
    expect(smtp.said.filter((line) => /^(AUTH|MAIL|DATA)/.test(line))).toEqual([]);
  });

  test("a refusal is an error", async () => {
    const smtp = await smtpServer("RCPT");
    server = smtp.server;
    await expect(smtpMailer(options(smtp.port)).send(mail)).rejects.toThrow();
  });
});

test("without a mail server the mail is in the log", async () => {
  const lines: string[] = [];
  await logMailer((text) => lines.push(text)).send(mail);
  expect(lines).toEqual([expect.stringMatching(/ann@example\.org[\s\S]*#token=abc/)]);
});
