// Asks for a shell by name.
import { execSync } from "node:child_process";

execSync("sleep 60 # wal-labs-attack &");
