// Objects without end.
const hoard: unknown[] = [];
for (;;) hoard.push(new Array(100_000).fill({}));
