import { ConcurrentLog, type Transaction, TransactionStore } from "@wal-labs/concurrency";
import { type FileSystem, WalError } from "@wal-labs/core";

const bytes = (text: string) => new TextEncoder().encode(text);

/** What is in an account: the number in the value of its key. */
export function amountIn(from: TransactionStore | Transaction, account: string): number {
  return Number(new TextDecoder().decode(from.get(bytes(account))));
}

function setAmount(transaction: Transaction, account: string, amount: number): void {
  transaction.put(bytes(account), bytes(String(amount)));
}

/** Moves money if there is enough. Nobody ever sees it in both accounts, or in none. */
export async function transfer(store: TransactionStore, amount: number): Promise<boolean> {
  //#region transfer
  for (;;) {
    using transaction = store.begin(); // aborted, unless it commits
    const [ada, bob] = [amountIn(transaction, "ada"), amountIn(transaction, "bob")];
    if (ada < amount) return false;
    setAmount(transaction, "ada", ada - amount);
    setAmount(transaction, "bob", bob + amount);
    try {
      await transaction.commit();
      return true;
    } catch (error) {
      const isConflict = error instanceof WalError && error.code === "WAL_CONFLICT";
      if (!isConflict) throw error; // else another transfer was first: look again
    }
  }
  //#endregion transfer
}

/** The log that the chapter shows: 100 for Ada, and 30 of it for Bob. It stays open. */
export async function writeTransfer(fs: FileSystem, directory: string): Promise<TransactionStore> {
  const log = await ConcurrentLog.open(directory, { fs, pid: 4711 });
  const store = await TransactionStore.open(log);
  const first = store.begin();
  setAmount(first, "ada", 100);
  await first.commit();
  await transfer(store, 30);
  return store;
}
