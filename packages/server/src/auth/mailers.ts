import type { Mailer } from "@caterva2/accounts";

/** A mail server, as the configuration names it. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte; `starttls`: refuses to go on without; `none`: in the clear, for a server next door. */
  readonly security: "tls" | "starttls" | "none";
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Address of the sender. */
  readonly from: string;
}

const TIMEOUT_MS = 30_000;

/** Sends by SMTP. */
export function smtpMailer({ host, port, security, username, password, from }: SmtpOptions): Mailer {
  return {
    async send(mail) {
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({
        host,
        port,
        secure: security === "tls",
        requireTLS: security === "starttls",
        ignoreTLS: security === "none",
        ...(username === undefined ? {} : { auth: { user: username, pass: password ?? "" } }),
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        // As an object, an address is taken as it is and never read as a list of several.
        await transport.sendMail({ ...mail, from, to: { name: "", address: mail.to } });
      } finally {
        transport.close();
      }
    },
  };
}

/** Where there is no mail server: whoever runs this one finds the mail in its log. */
export function logMailer(warn: (text: string) => void): Mailer {
  return {
    async send({ to, subject, text }) {
      warn(`no mail server is configured, so this mail to ${to} is not sent: ${subject}\n${text}`);
    },
  };
}
