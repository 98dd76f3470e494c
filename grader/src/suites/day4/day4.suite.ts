/**
 * The hidden suite of day 4, in the order of its exercises.
 *
 * @module
 */
import { afterAll } from "vitest";
import { endSubmission } from "../processes.ts";
import "./queue.ts";
import "./log.ts";
import "./log-turns.ts";
import "./log-failures.ts";
import "./log-close.ts";
import "./log-lock.ts";
import "./lock.ts";
import "./lock-races.ts";
import "./jobs.ts";
import "./controller.ts";
import "./controller-times.ts";
import "./controller-crashes.ts";
import "./snapshots.ts";
import "./controller-snapshots.ts";
import "./transactions.ts";
import "./commits.ts";
import "./conflicts.ts";
import "./store-snapshots.ts";

afterAll(endSubmission);
