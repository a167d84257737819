export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** Port: sends mail, or fails. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}
