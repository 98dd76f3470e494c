#!/usr/bin/env node
import "tsx";

await import("../wal.ts");
