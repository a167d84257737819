import { accountStoreContract } from "../test/account-store-contract.ts";
import { memoryStore } from "./memory-store.ts";

accountStoreContract("memoryStore", async () => {
  const store = memoryStore();
  return { store, dispose: () => store.close() };
});
