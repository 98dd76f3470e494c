// A name that a bundler cannot see.
const name = ["node", "fs"].join(":");
import(name).then(({ writeFileSync }) => writeFileSync("/tmp/wal-labs-attack", ""));
