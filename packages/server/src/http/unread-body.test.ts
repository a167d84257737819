import { once } from "node:events";
import { connect } from "node:net";
import Fastify from "fastify";
import { expect, it } from "vitest";
import { installUnreadBodies } from "./unread-body.ts";

it("receives what nobody reads for a while, and then ends the connection", async () => {
  const app = Fastify();
  installUnreadBodies(app, 2000);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.post("/", async (_request, reply) => reply.code(400).send("no"));
  const port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  const closed = once(socket, "close").catch(() => undefined);
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nContent-Length: 100000000\r\n\r\n");
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400/);
  // Much more than the system's buffers hold: somebody takes it.
  let taken = 0;
  for (const piece = Buffer.alloc(1_000_000); taken < 20 && !socket.destroyed; taken += 1) {
    if (!socket.write(piece)) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
  }
  expect(taken).toBe(20);
  await closed;
  await app.close();
});
