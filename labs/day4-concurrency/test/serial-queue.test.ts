import { SerialQueue } from "@wal-labs/concurrency";
import { describe, expect, test } from "vitest";
import { gate } from "./forge.ts";

describe("Exercise 4.1: a serial queue (src/serial-queue.ts, chapter 4, A serial queue)", () => {
  test("runs one task at a time, in the order they were given", async () => {
    const queue = new SerialQueue();
    const said: string[] = [];
    const task = (name: string, turns: number) => async () => {
      said.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn++) await undefined;
      said.push(`${name} ends`);
    };
    await Promise.all([queue.run(task("long", 50)), queue.run(task("short", 1))]);
    expect(said).toEqual(["long begins", "long ends", "short begins", "short ends"]);
  });

  test("gives each caller the result of its own task", async () => {
    const queue = new SerialQueue();
    const results = [1, 2, 3].map((result) => queue.run(async () => result));
    expect(await Promise.all(results)).toEqual([1, 2, 3]);
  });

  test("rejects for the caller whose task failed, and runs the next all the same", async () => {
    const queue = new SerialQueue();
    const broken = queue.run(async () => {
      throw new Error("mine");
    });
    const next = queue.run(async () => "done");
    await expect(broken).rejects.toThrow("mine");
    expect(await next).toBe("done");
  });

  test("rejects when a task throws before it gives a promise", async () => {
    const queue = new SerialQueue();
    const broken = queue.run(() => {
      throw new Error("at once");
    });
    await expect(broken).rejects.toThrow("at once");
    expect(await queue.run(async () => "done")).toBe("done");
  });

  test("is drained when every task given so far has settled, however it did", async () => {
    const queue = new SerialQueue();
    const { opened, open } = gate();
    let isDrained = false;
    const broken = queue.run(() => opened.then(() => Promise.reject(new Error("broken"))));
    const drained = queue.drained().then(() => {
      isDrained = true;
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(isDrained).toBe(false);
    open();
    await expect(broken).rejects.toThrow("broken");
    await drained;
  });
});
