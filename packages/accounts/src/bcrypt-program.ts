/** The program of a thread that checks one bcrypt hash: the package computes in JavaScript, for up to seconds. */
import { parentPort, workerData } from "node:worker_threads";
import { compareSync } from "bcryptjs";

const { password, hash } = Object(workerData);
parentPort?.postMessage(compareSync(String(password), String(hash)));
