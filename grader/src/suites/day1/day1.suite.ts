/**
 * The hidden suite of day 1, in the order of its exercises.
 *
 * @module
 */
import { afterAll } from "vitest";
import { endSubmission } from "../processes.ts";
import "./records.ts";
import "./checksum.ts";
import "./errors.ts";
import "./handle-io.ts";
import "./open.ts";
import "./damage.ts";
import "./append.ts";
import "./read.ts";
import "./close.ts";

afterAll(endSubmission);
