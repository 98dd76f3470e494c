// Makes its own require.
import { createRequire } from "node:module";

createRequire(import.meta.url)("fs").writeFileSync("/tmp/wal-labs-attack", "");
