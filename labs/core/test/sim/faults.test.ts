import { describe, expect, test } from "vitest";
import { ANY_SYNC, SimDisk, type SyncFailureMode } from "../../src/sim/index.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);
const EVERYTHING_LOST = { kind: "power", fates: "old" } as const;

async function fileWith(content: string, disk = new SimDisk()) {
  disk.writeFile("/f", bytes("old"));
  const file = await disk.open("/f", "r+");
  await file.write(bytes(content), 0, content.length, 0);
  return { disk, file };
}

async function afterFailedSync(mode: SyncFailureMode) {
  const { disk, file } = await fileWith("new");
  disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode });
  await expect(file.datasync()).rejects.toMatchObject({ code: "EIO", syscall: "fdatasync" });
  return { disk, file };
}

describe("an injected fault", () => {
  test("fails any kind of call, having done nothing", async () => {
    const { disk, file } = await fileWith("new");
    disk.inject({ times: 8 }, { kind: "error" });
    const calls = [
      () => disk.open("/g", "w+"),
      () => file.write(bytes("x"), 0, 1, 0),
      () => file.truncate(1),
      () => disk.rename("/f", "/g"),
      () => disk.unlink("/f"),
      () => disk.mkdir("/d"),
      () => disk.readdir("/"),
      () => disk.stat("/f"),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "EIO" });
    expect([disk.filePaths(), text(disk.readFile("/f"))]).toEqual([["/f"], "new"]);
  });

  test("hits the n-th call of a kind on a path, and no other", async () => {
    const { disk, file } = await fileWith("new");
    disk.inject({ kind: "write", path: "/f", nth: 2 }, { kind: "error", code: "ENOSPC" });
    await file.write(bytes("1"), 0, 1, 0);
    await expect(file.write(bytes("2"), 0, 1, 0)).rejects.toMatchObject({ code: "ENOSPC" });
    await file.write(bytes("3"), 0, 1, 0);
    expect(text(disk.readFile("/f"))).toBe("3ew");
  });

  test("hits the operation of a given number in the log", async () => {
    const { disk, file } = await fileWith("new");
    disk.inject({ operation: 4 }, { kind: "error" });
    await file.stat();
    await expect(file.stat()).rejects.toMatchObject({ code: "EIO", syscall: "fstat" });
    expect(disk.log.at(-1)).toMatchObject({ number: 4, call: "stat(/f)", result: "EIO" });
  });

  test("stops a write half way", async () => {
    const { disk, file } = await fileWith("new");
    disk.inject({ kind: "write" }, { kind: "error", afterBytes: 2 });
    await expect(file.write(bytes("abc"), 0, 3, 0)).rejects.toMatchObject({ code: "EIO" });
    expect(text(disk.readFile("/f"))).toBe("abw");
  });

  test("cuts reads and writes short, and says so", async () => {
    const { disk, file } = await fileWith("new");
    disk.inject({ kind: ["read", "write"], times: 2 }, { kind: "short", bytes: 2 });
    expect(await file.read(new Uint8Array(3), 0, 3, 0)).toEqual({ bytesRead: 2 });
    expect(await file.write(bytes("abc"), 0, 3, 0)).toEqual({ bytesWritten: 2 });
    expect(text(disk.readFile("/f"))).toBe("abw");
  });

  test("fails a close that closes all the same", async () => {
    const { disk, file } = await fileWith("new");
    disk.inject({ kind: "close" }, { kind: "error" });
    await expect(file.close()).rejects.toMatchObject({ code: "EIO", syscall: "close" });
    await expect(file.stat()).rejects.toMatchObject({ code: "EBADF" });
    expect(disk.openHandles).toBe(0);
  });
});

describe("a failed sync", () => {
  test("that marks clean lets a retry succeed, which proves nothing", async () => {
    const { disk, file } = await afterFailedSync("clean");
    await file.sync();
    expect([disk.pendingUnits(), text(disk.readFile("/f"))]).toEqual([[], "new"]);
    expect(text(disk.crash(EVERYTHING_LOST).readFile("/f"))).toBe("old");
    expect(text(disk.crash({ kind: "process" }).readFile("/f"))).toBe("new");
  });

  test("that marks clean leaves a disk that is not the same as a sound one", async () => {
    const [{ disk }, sound] = [await afterFailedSync("clean"), await fileWith("new")];
    await sound.file.sync();
    expect(disk.readFile("/f")).toEqual(sound.disk.readFile("/f"));
    expect(disk.digest).not.toBe(sound.disk.digest);
  });

  test("that reverts takes the bytes out of memory as well", async () => {
    const { disk } = await afterFailedSync("revert");
    expect(text(disk.readFile("/f"))).toBe("old");
  });

  test("that fails late has made everything durable", async () => {
    const { disk } = await afterFailedSync("late");
    expect(text(disk.crash(EVERYTHING_LOST).readFile("/f"))).toBe("new");
  });

  test("of a directory that marks clean loses the name later", async () => {
    const disk = new SimDisk();
    await disk.open("/g", "w+");
    disk.inject({ kind: "sync", path: "/" }, { kind: "sync-failure", mode: "clean" });
    const root = await disk.open("/", "r");
    await expect(root.sync()).rejects.toMatchObject({ code: "EIO", syscall: "fsync" });
    await root.sync();
    expect(disk.crash(EVERYTHING_LOST).filePaths()).toEqual([]);
  });
});

describe("a full disk", () => {
  test("writes what fits, then fails with ENOSPC", async () => {
    const { disk, file } = await fileWith("new");
    disk.freeBytes = 2;
    expect(await file.write(bytes("abcd"), 0, 4, 3)).toEqual({ bytesWritten: 2 });
    await expect(file.write(bytes("cd"), 0, 2, 5)).rejects.toMatchObject({ code: "ENOSPC" });
    await expect(file.truncate(9)).rejects.toMatchObject({ code: "ENOSPC" });
    expect([text(disk.readFile("/f")), disk.freeBytes]).toEqual(["newab", 0]);
  });

  test("has room again once a file is gone and nobody has it open", async () => {
    const { disk, file } = await fileWith("new");
    await disk.unlink("/f");
    await file.truncate(100);
    expect(disk.usedBytes).toBe(100);
    await file.close();
    expect(disk.usedBytes).toBe(0);
  });
});

describe("strict mode", () => {
  test("scribbles over what a write took and what a read left", async () => {
    const { file } = await fileWith("new", new SimDisk({ strict: true }));
    const buffer = bytes("abcdef");
    await file.write(buffer, 1, 2, 0);
    expect(buffer).toEqual(Uint8Array.of(0x61, 0xdb, 0xdb, 0x64, 0x65, 0x66));
    await file.read(buffer, 2, 4, 0);
    expect(buffer.subarray(2)).toEqual(Uint8Array.of(0x62, 0x63, 0x77, 0xdb));
  });
});

describe("hostile arguments", () => {
  test.each([Number.NaN, -1, 0.5, 2 ** 60, Number.POSITIVE_INFINITY])(
    "such as the offset %d are refused before anything is allocated",
    async (offset) => {
      const { disk, file } = await fileWith("new");
      const refused = { code: "EINVAL" };
      await expect(file.write(bytes("x"), 0, 1, offset)).rejects.toMatchObject(refused);
      await expect(file.read(bytes("x"), 0, 1, offset)).rejects.toMatchObject(refused);
      await expect(file.write(bytes("x"), offset, 1, 0)).rejects.toMatchObject(refused);
      await expect(file.read(bytes("x"), 0, offset, 0)).rejects.toMatchObject(refused);
      await expect(file.truncate(offset)).rejects.toMatchObject(refused);
      expect(text(disk.readFile("/f"))).toBe("new");
    },
  );

  test("such as far offsets and endless paths meet clean errors", async () => {
    const { disk, file } = await fileWith("new");
    await expect(file.truncate(3e9)).rejects.toMatchObject({ code: "ENOSPC" });
    await expect(file.truncate(2 ** 50)).rejects.toMatchObject({ code: "EFBIG" });
    await expect(file.write(bytes("x"), 0, 1, 3e9)).rejects.toMatchObject({ code: "ENOSPC" });
    await expect(disk.open("/".repeat(9999), "r")).rejects.toMatchObject({ code: "ENAMETOOLONG" });
    await expect(disk.mkdir("a\0b")).rejects.toMatchObject({ code: "EINVAL" });
  });

  test("such as endless rewriting run into the limits of memory and of operations", async () => {
    const disk = new SimDisk({ unsyncedLimitBytes: 1000, operationLimit: 20 });
    const { file } = await fileWith("new", disk);
    const rewrite = () => file.write(new Uint8Array(300), 0, 300, 0);
    await rewrite();
    await rewrite();
    await expect(rewrite()).rejects.toMatchObject({ code: "ENOSPC" });
    while (disk.log.length < 20) await file.stat();
    await expect(file.stat()).rejects.toMatchObject({ code: "EDQUOT" });
  });
});
