// Memory that V8 does not count.
const hoard: unknown[] = [];
for (;;) hoard.push(Buffer.alloc(10_000_000, 1));
