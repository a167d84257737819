import { once } from "node:events";
import { connect } from "node:net";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { installBodyDeadline } from "./body-deadline.ts";

test("a body that does not come to its end is given up, unless it is a file", async () => {
  const app = Fastify({ requestTimeout: 0 });
  installBodyDeadline(app, 50);
  app.post("/small", async () => "done");
  app.post("/file", { config: { longBody: true } }, async () => "done");
  const address = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const ask = async (path: string, rest: string) => {
    const socket = connect(Number(address.port), address.hostname);
    let answer = "";
    socket.setEncoding("latin1").on("data", (text) => {
      answer += text;
    });
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n`;
    socket.write(`${head}Content-Length: 4\r\n\r\n12`);
    setTimeout(() => socket.writable && socket.write(rest), 150);
    await once(socket, "close");
    return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
  };
  expect(await Promise.all([ask("/small", "34"), ask("/file", "34")])).toEqual([408, 200]);
  await app.close();
});
