#!/usr/bin/env node
import "tsx";

await import("../queue.ts");
