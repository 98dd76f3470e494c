import { runInThisContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { unreadable } from "../../src/student-tests/unreadable.ts";

const CODE = `({
  async append(first, { secret } = {}) { return [first, secret]; },
  get size() { return 7; },
  arrow: (secret) => secret + 1,
  bare: secret => secret + 1,
  async: async secret => secret,
  none: () => 3,
  named: function secretly(secret) { return secret; },
  *[Symbol.iterator]() { yield "secret"; },
  Class: class Base extends Array { constructor(secret) { super(secret); } static secret = 1 },
})`;

describe("unreadable", () => {
  test("changes nothing about what a script does", async () => {
    const subject = runInThisContext(unreadable(CODE));
    expect(await subject.append(1, { secret: 2 })).toEqual([1, 2]);
    expect([subject.size, subject.arrow(1), subject.bare(1), subject.none()]).toEqual([7, 2, 2, 3]);
    expect([await subject.async(4), subject.named(5), ...subject]).toEqual([4, 5, "secret"]);
    expect([new subject.Class(2).length, subject.Class.secret]).toEqual([2, 1]);
  });

  test("keeps a text out of V8's messages", () => {
    const subject = runInThisContext(unreadable(CODE));
    const makers = [subject.append, subject.arrow, subject.none, subject[Symbol.iterator]];
    for (const code of makers) {
      expect(() => Reflect.construct(code, [])).toThrow(/not a constructor/);
      expect(() => Reflect.construct(code, [])).not.toThrow(/secret|yield/);
    }
  });
});
