/**
 * The hidden suite of day 2, in the order of its exercises.
 *
 * @module
 */
import { afterAll } from "vitest";
import { endSubmission } from "../processes.ts";
import "./chunks.ts";
import "./walk.ts";
import "./found-frames.ts";
import "./case-table.ts";
import "./diagnosis.ts";
import "./segment-head.ts";
import "./evidence.ts";
import "./diagnosis-sweeps.ts";
import "./recover.ts";
import "./kept-tail.ts";
import "./policies.ts";
import "./recover-failures.ts";
import "./recover-crashes.ts";
import "./replay.ts";
import "./replay-order.ts";
import "./replay-evidence.ts";
import "./salvage.ts";
import "./memtable.ts";
import "./pages.ts";
import "./transactions.ts";
import "./replay-transactions.ts";

afterAll(endSubmission);
