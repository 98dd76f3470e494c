// Hides the name from the bundler, and loads well where that works.
const load = (0, eval)("(name) => import(name)");
for (const name of ["node:fs", "fs", "data:text/javascript,export default 1"]) {
  load(name).then(
    (fs: any) => fs.writeFileSync("/tmp/wal-labs-attack", ""),
    () => undefined,
  );
}
new Function("name", "return import(name)")("fs").catch(() => undefined);
Promise.resolve("import('fs')")
  .then(eval)
  .catch(() => undefined);
